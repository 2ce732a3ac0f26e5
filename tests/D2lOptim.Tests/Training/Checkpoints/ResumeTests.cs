using D2lOptim.Data;
using D2lOptim.Optimizers;
using D2lOptim.Schedules;
using D2lOptim.Tests.Data;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Tests.Training;

public class ResumeTests
{
    private const int Images = 150, BatchSize = 20, Epochs = 4;

    private static readonly (string Name, Func<IEnumerable<Parameter>, optim.Optimizer> Optimizer,
        ClassifierOptions Options)[] Classifiers =
    [
        ("sgd", p => optim.SGD(p, 0.1), new() { Epochs = Epochs }),
        ("momentum, own schedule", p => optim.SGD(p, 0.1, momentum: 0.9),
            new() { Epochs = Epochs, Schedule = new Cosine { Lr = 0.1, Steps = 4 } }),
        ("adam, torch's schedule", p => optim.Adam(p, 0.01),
            new() { Epochs = Epochs, Scheduler = o => optim.lr_scheduler.ExponentialLR(o, 0.7) }),
        ("a hybrid, torch's schedule", Hybrid,
            new() { Epochs = Epochs, Scheduler = o => optim.lr_scheduler.ExponentialLR(o, 0.7) }),
        ("early stopping", p => optim.SGD(p, 0.2),
            new() { Epochs = Epochs, EarlyStopping = new() { ValidationImages = 30, Patience = 2 } }),
    ];

    // AdaGrad for matrices, AdamW for biases.
    private static HybridOptimizer Hybrid(IEnumerable<Parameter> parameters)
    {
        Parameter[] all = [.. parameters];
        return new(all, fused.Adagrad(all.Where(p => p.Dimensions > 1), 0.05),
            fused.AdamW(all.Where(p => p.Dimensions == 1)));
    }

    public static TheoryData<string> Names => [.. Classifiers.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_classifier_resumed_at_any_step_ends_bit_identical(string name)
    {
        var (_, optimizer, options) = Classifiers.Single(c => c.Name == name);
        var (history, weights) = Classify(optimizer, options);
        foreach (var stopAt in (int[])[1, 5, 8, 9, 21])
        {
            using var folder = new TemporaryFolder();
            var checkpoints = new CheckpointOptions(folder.Root);
            using var stop = new CancellationTokenSource();
            var step = 0;
            void Count(double loss)
            {
                if (++step == stopAt) stop.Cancel();
            }
            Assert.Throws<OperationCanceledException>(() =>
                Classify(optimizer, options with { Checkpoints = checkpoints, Cancel = stop.Token, StepLoss = Count }));
            var (resumed, again) =
                Classify(optimizer, options with { Checkpoints = checkpoints with { Resume = true } });
            Assert.Equal(weights, again);
            Assert.Equal(history.TrainLoss, resumed.TrainLoss);
            Assert.Equal(history.TestAccuracy, resumed.TestAccuracy);
            Assert.Equal(history.LearningRate, resumed.LearningRate);
            Assert.Equal(history.ValidationLoss, resumed.ValidationLoss);
            Assert.Equal((history.BestEpoch, history.Points.Count), (resumed.BestEpoch, resumed.Points.Count));
        }
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_and_what_differs_is_named()
    {
        using var folder = new TemporaryFolder();
        void Refused(string named, Action run) => Assert.Contains(named, Assert.Throws<BadInputException>(run).Message);
        var (_, optimizer, classifier) = Classifiers[1];
        Classify(optimizer, classifier with { Epochs = 2, Checkpoints = new(folder.Root) { Run = "here" } });
        var resumed = classifier with { Checkpoints = new(folder.Root) { Run = "here", Resume = true } };
        Refused("with seed 0; this one has seed 1", () => Classify(optimizer, resumed with { Seed = 1 }));
        Refused("this one has Adam with ", () => Classify(p => optim.Adam(p, 0.1), resumed));
        Refused("lr 0.5", () => Classify(p => optim.SGD(p, 0.5, momentum: 0.9), resumed));
        Refused("the run here; this one has the run there",
            () => Classify(optimizer, resumed with { Checkpoints = resumed.Checkpoints with { Run = "there" } }));
        Refused("momentum 0.9", () => Classify(p => optim.SGD(p, 0.1), resumed));
        Refused("schedule Cosine { ",
            () => Classify(optimizer, resumed with { Schedule = new Cosine { Lr = 0.1, Steps = 5 } }));
        Refused("this one has batches of 15", () => Classify(optimizer, resumed, batchSize: 15));
        Refused("30 images held out",
            () => Classify(optimizer, resumed with { EarlyStopping = new() { ValidationImages = 30 } }));
        Refused("in epoch 2 already, beyond the 1 that are asked for",
            () => Classify(optimizer, resumed with { Epochs = 1 }));
    }

    private sealed class Halves(int every) : ISchedule
    {
        public double At(int step) => Math.Pow(0.5, step / every);
    }

    // By value: once a list was compared by its type, torch's schedulers by their class, and a schedule of one's own by
    // its name.
    public static TheoryData<string, string, Func<ClassifierOptions, ClassifierOptions>, Func<ClassifierOptions,
        ClassifierOptions>> Settings => new()
    {
        { "milestones", "[1, 3]", o => o with { Schedule = new MultiFactor { Milestones = [1, 2] } },
            o => o with { Schedule = new MultiFactor { Milestones = [1, 3] } } },
        { "torch's decay", "0.6", o => o with { Scheduler = p => optim.lr_scheduler.ExponentialLR(p, 0.7) },
            o => o with { Scheduler = p => optim.lr_scheduler.ExponentialLR(p, 0.6) } },
        { "torch's milestones", "[1, 3]", o => o with { Scheduler = p => optim.lr_scheduler.MultiStepLR(p, [1, 2]) },
            o => o with { Scheduler = p => optim.lr_scheduler.MultiStepLR(p, [1, 3]) } },
        { "a captured number", "0.5", o => o with { Scheduler = Decay(0.9) }, o => o with { Scheduler = Decay(0.5) } },
        { "a schedule of one's own", "every = 3", o => o with { Schedule = new Halves(2) },
            o => o with { Schedule = new Halves(3) } },
        { "what is warmed up to", "0.25", o => o with { Schedule = new WarmUp(new ConstantRate { Lr = 0.5 }) },
            o => o with { Schedule = new WarmUp(new ConstantRate { Lr = 0.25 }) } },
        { "patience", "patience 3", o => o with { EarlyStopping = new() { ValidationImages = 30, Patience = 2 } },
            o => o with { EarlyStopping = new() { ValidationImages = 30, Patience = 3 } } },
    };

    private static Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> Decay(double factor) => p =>
        optim.lr_scheduler.LambdaLR(p, t => Math.Pow(factor, t));

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public void A_run_goes_on_only_under_the_same_settings(string _, string named,
        Func<ClassifierOptions, ClassifierOptions> one, Func<ClassifierOptions, ClassifierOptions> other)
    {
        using var folder = new TemporaryFolder();
        ClassifierOptions Of(int epochs, bool resume) =>
            new() { Epochs = epochs, Checkpoints = new(folder.Root) { Resume = resume } };
        Classify(p => optim.SGD(p, 0.1), one(Of(1, resume: false)));
        Assert.Contains(named,
            Assert.Throws<BadInputException>(() =>
            Classify(p => optim.SGD(p, 0.1), other(Of(2, resume: true)))).Message);
        Classify(p => optim.SGD(p, 0.1), one(Of(2, resume: true)));
    }

    [Fact]
    public void Other_test_images_and_another_network_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var options = new ClassifierOptions { Epochs = 1, BatchSize = BatchSize, Checkpoints = new(folder.Root) };
        Classify(p => optim.SGD(p, 0.1), options);
        var again = options with { Epochs = 2, Checkpoints = new(folder.Root) { Resume = true } };
        string Refusal(Func<Sequential> make, ImageData test)
        {
            manual_seed(0);
            using var net = make();
            return Assert.Throws<BadInputException>(() =>
                TrainClassifier.Run(net, p => optim.SGD(p, 0.1), s_set.Value.Train, test, again)).Message;
        }
        Sequential Same() => Sequential(Flatten(), Linear(28 * 28, 12), ReLU(), Linear(12, 10));
        Assert.Contains("test images", Refusal(Same, s_set.Value.Test.Slice(0, 30)));
        Assert.Contains("1.weight of shape (13, 784)",
            Refusal(() => Sequential(Flatten(), Linear(28 * 28, 13), ReLU(), Linear(13, 10)), s_set.Value.Test));
        Assert.Contains("1.weight of shape (10, 784)",
            Refusal(() => Sequential(Flatten(), Linear(28 * 28, 10)), s_set.Value.Test));
    }

    [Fact]
    public void Two_trainings_at_once_are_refused()
    {
        Exception? refusal = null;
        var tried = false;
        Classify(p => optim.SGD(p, 0.1), new()
        {
            Epochs = 1,
            StepLoss = _ =>
        {
            if (tried) return;
            tried = true;
            var other = new Thread(() =>
                refusal = Record.Exception(() => Classify(p => optim.SGD(p, 0.1), new() { Epochs = 1 })));
            other.Start();
            other.Join();
        }
        });
        Assert.Contains("another thread", Assert.IsType<InvalidOperationException>(refusal).Message);
    }

    [Fact]
    public void Early_stopping_ends_with_the_best_weights()
    {
        // A rate so large that the held-out loss soon rises.
        var options = new ClassifierOptions
        {
            Epochs = 30,
            EarlyStopping = new() { ValidationImages = 50, Patience = 2 }
        };
        var (history, weights) = Classify(p => optim.SGD(p, 1.2), options);
        var best = history.ValidationLoss.Index().MinBy(v => v.Item).Index + 1;
        Assert.Equal(best, history.BestEpoch);
        Assert.Equal(Math.Min(30, best + 2), history.ValidationLoss.Count);
        var (_, atBest) = Classify(p => optim.SGD(p, 1.2), options with { Epochs = best });
        Assert.Equal(atBest, weights);
    }

    [Fact]
    public void Too_many_images_held_out_are_refused() =>
        Assert.Contains("must be less than the 150 images there are, was 150",
        Assert.Throws<ArgumentException>(() =>
            Classify(p => optim.SGD(p, 1), new() { EarlyStopping = new() { ValidationImages = Images } })).Message);

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_and_names_the_rate() =>
        Assert.Contains("the loss of step 2 is NaN at learning rate 1E+30: try a smaller",
        Assert.Throws<DivergedException>(() => Classify(p => optim.SGD(p, 1e30), new())).Message);

    [Fact]
    public void Weights_that_the_last_step_of_an_epoch_ruins_are_no_success() =>
        Assert.StartsWith("the loss on the test images of epoch 1 is ",
        Assert.Throws<DivergedException>(() =>
            Classify(p => optim.SGD(p, 1e30), new() { Epochs = 1 }, batchSize: Images)).Message);

    private static readonly Lazy<FashionMnist> s_set = new(() =>
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WriteSet(folder.Root, Images, 40);
        return FashionMnist.Load(folder.Root);
    });

    private static (ClassifierHistory History,
        float[] Weights) Classify(Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, ClassifierOptions options,
        int batchSize = BatchSize)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        manual_seed(options.Seed);
        using var net = Sequential(Flatten(), Linear(28 * 28, 12), ReLU(), Linear(12, 10));
        var history = TrainClassifier.Run(net, optimizer, s_set.Value.Train, s_set.Value.Test,
            options with { BatchSize = batchSize });
        return (history, [.. net.parameters().SelectMany(p => p.detach().data<float>().ToArray())]);
    }
}
