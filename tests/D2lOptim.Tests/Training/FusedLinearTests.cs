using D2lOptim.Chapter11;
using D2lOptim.Data;
using D2lOptim.Optimizers;
using D2lOptim.Training;
using TorchSharp.Modules;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Training;

/// <summary>The loop over numbers against the book's, over every optimizer of the chapter.</summary>
public class FusedLinearTests
{
    // float32 rounds otherwise where a product of a batch adds up in another order: a few units of 6e-8 in a loss of
    // 0.25, which momentum carries on.
    private const double Rounding = 1e-6;

    private static readonly Dictionary<string,
        (Func<int, int, LossCurve> Book, Func<IEnumerable<Parameter>, IElementwise> Fused)> s_runs = new()
        {
            ["sgd"] = (Book<Tensor>(sgd, _ => [], new() { ["lr"] = 0.05 }), p => fused.SGD(p, 0.05)),
            ["momentum"] =
            (Book(Section11_06.sgd_momentum, Section11_06.init_momentum_states,
            new() { ["lr"] = 0.005, ["momentum"] = 0.9 }), p => fused.SGD(p, 0.005, 0.9)),
            ["adagrad"] = (Book(Section11_07.adagrad, Section11_07.init_adagrad_states,
            new() { ["lr"] = 0.1, ["eps"] = 1e-6 }), p => fused.Adagrad(p, 0.1, eps: 0, eps_root: 1e-6)),
            ["rmsprop"] = (Book(Section11_08.rmsprop, Section11_08.init_rmsprop_states,
            new() { ["lr"] = 0.01, ["gamma"] = 0.9, ["eps"] = 1e-6 }),
            p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: 1e-6)),
            ["adadelta"] =
            (Book(Section11_09.adadelta, Section11_09.init_adadelta_states, new() { ["rho"] = 0.9, ["eps"] = 1e-5 }),
            p => fused.Adadelta(p, 1, 0.9, 1e-5)),
            ["adam"] = (Book(Section11_10.adam, Section11_10.init_adam_states, Adam(1e-6)),
            p => fused.Adam(p, 0.01, eps: 1e-6)),
            ["yogi"] = (Book(Section11_10.yogi, Section11_10.init_adam_states, Adam(1e-3)),
            p => fused.Yogi(p, 0.01, eps: 1e-3)),
        };

    public static TheoryData<string> Runs => [.. s_runs.Keys];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Its_curve_is_the_books(string name)
    {
        var (book, make) = s_runs[name];
        foreach (var (batch, epochs) in new[] { (10, 2), (100, 3) })
        {
            var (slow, fast) = (book(batch, epochs), FusedLinear.Train(make, Airfoil.Open(), batch, epochs));
            Assert.NotEmpty(slow.Loss);
            Assert.Equal(slow.Epoch, fast.Epoch);
            foreach (var (one, other) in slow.Loss.Zip(fast.Loss))
                Assert.InRange(other, one * (1 - Rounding), one * (1 + Rounding));
        }
    }

    [Fact]
    public void Runs_in_several_threads_are_the_same_as_alone()
    {
        LossCurve Train(int seed) => FusedLinear.Train(p => fused.Adam(p, 0.01), Airfoil.Open(), seed: seed);
        var alone = Enumerable.Range(0, 16).Select(Train).ToList();
        var together = Enumerable.Range(0, 16).AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(Train)
            .ToList();
        foreach (var (one, other) in alone.Zip(together)) Assert.Equal(one.Loss, other.Loss);
        Assert.NotEqual(alone[0].Loss, alone[1].Loss);
    }

    [Fact]
    public void A_run_that_diverges_says_so() =>
        Assert.Throws<DivergedException>(() => FusedLinear.Train(p => fused.SGD(p, 1000), Airfoil.Open()));

    private static Hyperparameters Adam(double eps) =>
        new() { ["lr"] = 0.01, ["beta1"] = 0.9, ["beta2"] = 0.999, ["eps"] = eps, ["t"] = 1 };

    private static Func<int, int, LossCurve> Book<TState>(Action<Tensor[], TState[], Hyperparameters> trainer_fn,
        Func<int, TState[]> init, Hyperparameters h) => (batch, epochs) =>
    {
        using var scope = NewDisposeScope();
        var (data_iter, feature_dim) = get_data_ch11(batch);
        manual_seed(0);
        return train_ch11(trainer_fn, init(feature_dim), new Hyperparameters(h), data_iter, feature_dim, epochs);
    };
}
