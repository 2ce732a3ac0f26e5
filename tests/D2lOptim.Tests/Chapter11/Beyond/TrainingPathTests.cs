using D2lOptim.Chapter11.Beyond;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11.Beyond;

public class TrainingPathTests
{
    [Fact]
    public void A_way_within_a_plane_is_shown_as_it_is()
    {
        using var scope = NewDisposeScope();
        // Along (3, 4, 0)/5 by 0 to 9, and a little along (0, 0, 1).
        float[][] way = [.. Enumerable.Range(0, 10).Select(t => new[] { 0.6f * t, 0.8f * t, t % 2 * 0.1f })];
        var path = TrainingPath.Of([zeros(2), zeros(1, 1)], way);
        Assert.Equal(1, path.Explained.First + path.Explained.Second, 1e-6);
        Assert.True(path.Explained.First > 0.99);
        Assert.Equal(0, double.Hypot(path.Positions[^1].X1, path.Positions[^1].X2));
        for (var t = 0; t < 10; t++)
            Assert.Equal(Math.Sqrt(way[t].Zip(way[^1], (a, b) => Math.Pow(a - b, 2)).Sum()),
                double.Hypot(path.Positions[t].X1, path.Positions[t].X2), 1e-6);
        // The way is the positions times the directions.
        var (x1, x2) = path.Positions[0];
        Assert.True((x1 * path.First[0] + x2 * path.Second[0] + tensor([way[^1][0], way[^1][1]]))
            .allclose(zeros(2), atol: 1e-5));
    }

    [Fact]
    public void The_directions_have_length_1_and_stand_upright_on_each_other()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var p = randn(5, 3);
        var path = TrainingPath.Of([p], [.. Enumerable.Range(0, 6).Select(_ => randn(15).data<float>().ToArray())]);
        Assert.Equal([5, 3], path.First[0].shape);
        Assert.Equal(1, path.First[0].square().sum().item<float>(), 1e-5);
        Assert.Equal(0, (path.First[0] * path.Second[0]).sum().item<float>(), 1e-5);
        Assert.InRange(path.Explained.First, path.Explained.Second, 1);
    }

    [Fact]
    public void Fewer_than_three_snapshots_make_no_plane() =>
        Assert.Throws<ArgumentException>(() => TrainingPath.Of([zeros(1)], [[0f], [1f]]));
}
