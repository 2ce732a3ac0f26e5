using D2lOptim.Data;
using D2lOptim.Training;
using TorchSharp.Modules;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Training;

/// <summary>Two trainings draw from torch's one generator: the second is refused, or waits, and the first goes on to
/// the same numbers.</summary>
public class TwoThreadsTests
{
    private static readonly ImageData s_images = new(new byte[28 * 28 * 4], [0, 1, 2, 3], 28, 28);

    // Made here, since that draws too.
    private static readonly nn.Module<Tensor, Tensor> s_net =
        nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, FashionMnist.Classes));

    private static readonly Dictionary<string, Func<StepHook?, LossCurve?>> s_trainings = new()
    {
        ["scratch"] = hook => train_ch11<Tensor>(sgd, [], new() { ["lr"] = 0.05 },
            get_data_ch11().data_iter, Airfoil.Features, 1, hook),
        ["concise"] = hook => train_concise_ch11((p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 0.05 },
            get_data_ch11().data_iter, 1, hook),
        ["network"] = hook =>
        {
            TrainClassifier.Run(s_net, p => optim.SGD(p, 0.1), s_images, s_images,
                new() { Epochs = 1, BatchSize = 2, StepLoss = _ => hook?.Invoke(zeros(1), zeros(1), []) });
            return null;
        },
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var first in s_trainings.Keys)
                foreach (var second in s_trainings.Keys) pairs.Add(first, second);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_training_in_another_thread_is_refused_and_changes_nothing(string first, string second)
    {
        Exception? refusal = null;
        var alone = Train(first, null);
        var disturbed = Train(first, Once(() => refusal = Record.Exception(() => Train(second, null, seeds: false))));
        Assert.Contains("another thread", Assert.IsType<InvalidOperationException>(refusal).Message);
        Assert.Equal(alone?.Loss, disturbed?.Loss);
        Assert.Null(Record.Exception(() => Train(second, null)));
    }

    [Fact]
    public async Task A_run_over_numbers_waits_for_a_training_in_another_thread()
    {
        LossCurve Numbers() => FusedLinear.Train(p => fused.SGD(p, 0.05), Airfoil.Open(), num_epochs: 1);
        var (alone, numbers) = (Train("scratch", null), Numbers());
        Task<LossCurve>? waiting = null;
        var waits = false;
        var disturbed = Train("scratch", Once(() =>
        {
            waiting = Task.Run(Numbers);
            waits = !((IAsyncResult)waiting).AsyncWaitHandle.WaitOne(300);
        }));
        Assert.True(waits);
        Assert.Equal(alone!.Loss, disturbed!.Loss);
        Assert.Equal(numbers.Loss, (await waiting!).Loss);
    }

    private static LossCurve? Train(string name, StepHook? hook, bool seeds = true)
    {
        using var scope = NewDisposeScope();
        if (seeds) manual_seed(0);
        return s_trainings[name](hook);
    }

    // At the first step, from another thread.
    private static StepHook Once(Action act)
    {
        var done = false;
        return (_, _, _) =>
        {
            if (done) return;
            done = true;
            var other = new Thread(() => act());
            other.Start();
            other.Join();
        };
    }
}
