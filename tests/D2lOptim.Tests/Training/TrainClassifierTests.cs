using D2lOptim.Data;
using D2lOptim.Schedules;
using D2lOptim.Tests.Data;
using D2lOptim.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;
using SGD = TorchSharp.Modules.SGD;

namespace D2lOptim.Tests.Training;

public class TrainClassifierTests
{
    private const int Images = 160;

    // Float sums of 149 losses in another order.
    private const double OtherOrder = 1e-5;

    private static readonly Lazy<FashionMnist> s_set = new(() =>
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WriteSet(folder.Root, Images, 40);
        return FashionMnist.Load(folder.Root);
    });

    [Fact]
    public void An_epochs_numbers_are_means_over_its_images_and_the_last_images_are_held_out()
    {
        // At a rate of 0 nothing moves. 149 images are 50 batches, the last one of 2; a point of the curve is due there
        // twice, by the steps and by the epoch.
        using var scope = NewDisposeScope();
        using var net = Net();
        var options = new ClassifierOptions
        {
            BatchSize = 3,
            Epochs = 3,
            EarlyStopping = new() { ValidationImages = 11 }
        };
        var history = Run(net, p => optim.SGD(p, 0), options);
        var train = s_set.Value.Train;
        using MiniBatches learnt = train.Slice(0, 149).Batches(149, CPU), held = train.Slice(149, 11).Batches(11, CPU);
        var (accuracy, loss) = TrainClassifier.Measure(net, learnt);
        Assert.All(history.TrainLoss, mean => Assert.Equal(loss, mean, OtherOrder));
        Assert.All(history.TrainAccuracy, part => Assert.Equal(accuracy, part));
        Assert.All(history.ValidationLoss,
            mean => Assert.Equal(TrainClassifier.Measure(net, held).Loss, mean, OtherOrder));
        Assert.Equal([1, 2, 3], history.Points.Select(p => p.Place));
        Assert.Equal(history.TrainLoss, history.Points.Select(p => p.Loss));
        Assert.Equal(history.TrainAccuracy, history.Points.Select(p => p.Accuracy));
    }

    [Fact]
    public void A_schedule_sets_the_rate_of_every_group()
    {
        using var scope = NewDisposeScope();
        using var net = Net();
        optim.Optimizer? optimizer = null;
        double[] rates = [];
        optim.Optimizer Make(IEnumerable<Parameter> p) =>
            optimizer = optim.SGD([new SGD.ParamGroup([p.First()], new()), new SGD.ParamGroup(p.Skip(1), new())], 0.1);
        Run(net, Make,
            new()
            {
                Epochs = 2,
                Schedule = new ConstantRate { Lr = 0.02 },
                StepLoss = _ => rates = [.. optimizer!.ParamGroups.Select(group => group.LearningRate)]
            });
        Assert.Equal([0.02, 0.02], rates);
    }

    [Fact]
    public void A_schedule_acts_in_its_epoch_and_one_epoch_late_where_asked()
    {
        using var scope = NewDisposeScope();
        double[] Rates(bool late)
        {
            using var net = Net();
            return [.. Run(net, p => optim.SGD(p, 0.5), new()
            {
                Epochs = 3,
                Schedule = new Exponential { Lr = 0.25, Gamma = 0.5 },
                ScheduleIsLate = late,
            }).LearningRate];
        }
        Assert.Equal([0.25, 0.125, 0.0625], Rates(late: false));
        Assert.Equal([0.5, 0.25, 0.125], Rates(late: true));
    }

    [Fact]
    public void A_network_is_in_training_mode_while_it_learns_and_in_evaluation_mode_after_it()
    {
        using var scope = NewDisposeScope();
        using var net = Net();
        Run(net, p => optim.SGD(p, 0.1), new() { Epochs = 2, StepLoss = _ => Assert.True(net.training) });
        Assert.False(net.training);
    }

    [Fact]
    public void A_run_that_is_cancelled_in_an_epochs_last_step_makes_no_other()
    {
        using var scope = NewDisposeScope();
        using var net = Net();
        using var stop = new CancellationTokenSource();
        var steps = 0;
        void Count(double loss)
        {
            if (++steps == 8) stop.Cancel();
        }
        Assert.Throws<OperationCanceledException>(() =>
            Run(net, p => optim.SGD(p, 0.1),
            new() { BatchSize = 20, Epochs = 2, Cancel = stop.Token, StepLoss = Count }));
        Assert.Equal(8, steps);
    }

    [Fact]
    public void At_the_end_nothing_is_left_to_do()
    {
        using var scope = NewDisposeScope();
        using var net = Net();
        List<ClassifierProgress> told = [];
        var history = Run(net, p => optim.SGD(p, 0.1), new() { BatchSize = 16, Epochs = 2, Progress = told.Add });
        Assert.Equal([(1, 0.5), (2, 1.0)], told.Select(p => (p.Epoch, p.Part)));
        Assert.Equal(history.TrainLoss, told.Select(p => p.Loss));
        Assert.True(told[0].Left > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, told[1].Left);
    }

    [Fact]
    public void A_run_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var net = Net();
        var live = 0L;
        for (var k = 0; k < 2; k++)
        {
            live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Run(net, p => optim.SGD(p, 0.1), new() { Epochs = 2, EarlyStopping = new() { ValidationImages = 20 } });
        }
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Module<Tensor, Tensor> Net()
    {
        set_num_threads(1);
        manual_seed(0);
        return Sequential(Flatten(), Linear(28 * 28, 12), ReLU(), Linear(12, 10));
    }

    private static ClassifierHistory Run(Module<Tensor, Tensor> net,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, ClassifierOptions options) =>
        TrainClassifier.Run(net, optimizer, s_set.Value.Train, s_set.Value.Test, options);
}
