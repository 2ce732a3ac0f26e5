using D2lOptim.Chapter11.Beyond;
using D2lOptim.Data;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11.Beyond;

public class LossLandscapeTests
{
    [Fact]
    public void A_random_direction_is_as_long_as_the_weights_filter_by_filter_and_0_for_biases()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var W = randn(4, 3) * tensor([1f, 10f, 0.1f, 3f]).reshape(-1, 1);
        var d = new LossLandscape([W, ones(4)], () => 0).RandomDirection();
        Assert.True(d[0].square().sum(1).allclose(W.square().sum(1)));
        Assert.False(d[0].allclose(W));
        Assert.Equal(0, d[1].abs().sum().item<float>());
    }

    [Fact]
    public void A_quadratics_landscape_is_a_quadratic_and_the_weights_come_back()
    {
        using var scope = NewDisposeScope();
        var w = tensor([1.0, -2.0, 0.5]);
        var before = w.clone();
        var landscape = new LossLandscape([w], () => w.square().sum().item<double>());
        Tensor[] d1 = [tensor([1.0, 0, 0])], d2 = [tensor([0.0, 2, 0])];
        Assert.All(landscape.Along(d1, [-1, 0, 0.5]).Zip([4.25, 5.25, 6.5]),
            pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        var grid = landscape.Plane(d1, d2, new(-1, 1), new(-2, 2), 5);
        for (var row = 0; row < 5; row++)
            for (var column = 0; column < 5; column++)
                Assert.Equal(Math.Pow(1 + grid.X[column], 2) + Math.Pow(-2 + 2 * grid.Y[row], 2) + 0.25,
                    grid.Z[row, column], 1e-12);
        Assert.True(w.eq(before).all().item<bool>());
    }

    [Fact]
    public void The_weights_come_back_even_if_the_loss_throws()
    {
        using var scope = NewDisposeScope();
        var w = ones(2);
        var landscape = new LossLandscape([w], () => throw new InvalidOperationException("no loss"));
        Assert.Throws<InvalidOperationException>(() => landscape.Along([ones(2)], [3]));
        Assert.Equal([1f, 1f], w.data<float>().ToArray());
    }

    [Fact]
    public void Around_a_trained_network_the_loss_is_least_in_the_middle()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var mlp = new Mlp(Airfoil.Open(), CPU, skip: false, 16);
        var (snapshots, losses) = mlp.Train(epochs: 10, batchSize: 50, lr: 0.02);
        Assert.Equal((21, 21), (snapshots.Count, losses.Count));
        Assert.True(losses[^1] < losses[0] / 5);
        var landscape = new LossLandscape(mlp.Parameters, mlp.Loss);
        var grid = landscape.Plane(landscape.RandomDirection(), landscape.RandomDirection(), new(-1, 1), new(-1, 1), 9);
        Assert.Equal(losses[^1], grid.Z[4, 4]);
        Assert.Equal(grid.Heights.Min, grid.Z[4, 4]);
        Assert.Equal(losses[^1], mlp.Loss());
    }
}
