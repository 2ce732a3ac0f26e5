using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Optimizers;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Training;

public class TrainingTests
{
    private static readonly AirfoilData s_data = Airfoil.Open();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1500)]
    public void The_gradients_by_hand_are_autograds_bit_for_bit(int n)
    {
        using var scope = NewDisposeScope();
        manual_seed(n);
        var model = new LinearRegression(randn(5, 1), randn(1));
        var (X, y) = (randn(n, 5), randn(n));
        model.SetGradients(X, y);

        var (w, b) = (model.W.detach().clone(), model.B.detach().clone());
        w.requires_grad = b.requires_grad = true;
        ((X.mm(w) + b - y.reshape(-1, 1)).pow(2) / 2).mean().backward();
        Assert.Equal(Bits(w.grad!), Bits(model.W.grad!));
        Assert.Equal(Bits(b.grad!), Bits(model.B.grad!));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        var (first, again, other) = (Train(0), Train(0), Train(1));
        Assert.Equal(first.Loss, again.Loss);
        Assert.Equal(first.Weights, again.Weights);
        Assert.NotEqual(first.Loss, other.Loss);

        static LossCurve Train(long seed) => TrainCh11.Run(p => new Sgd(p, new() { Lr = 0.05 }), s_data, new() { Seed = seed });
    }

    [Fact]
    public void A_run_that_diverges_stops_and_says_where_and_what_to_try()
    {
        var scratch = Assert.Throws<DivergedException>(() => TrainCh11.Run(p => new Sgd(p, new() { Lr = 1e20 }), s_data, new()));
        Assert.Matches(@"^the bias after step \d+ is (NaN|∞|-∞|Infinity|-Infinity) at learning rate 1E\+20: try a smaller learning rate", scratch.Message);
        var concise = Assert.Throws<DivergedException>(() => TrainConciseCh11.Run(p => optim.SGD(p, 1e20), s_data, new()));
        Assert.Contains("at learning rate 1E+20", concise.Message);
    }

    [Theory]
    [InlineData(0, 2, "batchSize must be ≥ 1, was 0")]
    [InlineData(10, -1, "epochs must be ≥ 1, was -1")]
    public void Bad_options_are_refused(int batchSize, int epochs, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => new TrainOptions { BatchSize = batchSize, Epochs = epochs }).Message);

    private static IEnumerable<int> Bits(Tensor t) => t.data<float>().ToArray().Select(BitConverter.SingleToInt32Bits);
}
