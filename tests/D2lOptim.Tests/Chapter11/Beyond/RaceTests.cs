using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Beyond;
using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Training;

namespace D2lOptim.Tests.Chapter11.Beyond;

public class RaceTests
{
    [Fact]
    public void The_finish_counts_from_where_the_loss_stays_below()
    {
        Lap Of(params double[] loss) => new("any", 1, [], loss);
        Assert.Equal(3, Of(100, 0.5, 2, 1, 0.1).StepsTo(0.01));
        Assert.Equal(0, Of(0, 0).StepsTo(0.01));
        Assert.Null(Of(100, 0.5, 2).StepsTo(0.01));
        Assert.Null(Of(100, 0.5, double.PositiveInfinity).StepsTo(0.01));
    }

    [Fact]
    public void GD_walks_as_its_formula_says()
    {
        var f = new Quadratic();
        var lap = Race.Run("GD", x => fused.SGD([x], 0.4), 0.4, f, 20);
        var expected =
            d2l.train_2d((x1, x2, _, _, _) =>
            (x1 - 0.4 * f.Gradient(x1, x2).X1, x2 - 0.4 * f.Gradient(x1, x2).X2, 0, 0), []);
        Assert.All(lap.Path.Zip(expected), pair =>
            Assert.InRange(double.Hypot(pair.First.X1 - pair.Second.X1, pair.First.X2 - pair.Second.X2), 0, 1e-12));
        Assert.Equal(lap.Path.Select(p => f.Value(p.X1, p.X2)), lap.Loss);
    }

    [Fact]
    public void Who_leaves_the_bounds_is_out()
    {
        var lap = Race.Run("GD", x => fused.SGD([x], 10), 10, new Quadratic(), 20);
        Assert.Equal((1, double.PositiveInfinity), (lap.Path.Count, lap.Loss[^1]));
        Assert.Null(lap.StepsTo(0.01));
    }

    [Fact]
    public void The_best_lap_beats_every_other_learning_rates()
    {
        var (name, make) = Race.Optimizers[1];
        var f = new SaddlePass();
        var best = Race.Best(name, make, f, 100);
        Assert.All(Race.Rates,
            lr => Assert.True((Race.Run(name, x => make(x, lr), lr, f, 100).StepsTo(Race.Finish)
            ?? int.MaxValue) >= best.StepsTo(Race.Finish)));
    }

    [Fact]
    public void Eight_optimizers_stay_within_the_bounds_of_six_surfaces_and_all_come_down()
    {
        var surfaces = SectionRace.Surfaces(3);
        Assert.Equal((8, 6), (Race.Optimizers.Count, surfaces.Count));
        foreach (var (_, _, f) in surfaces)
            foreach (var (name, make) in Race.Optimizers)
            {
                var lap = Race.Best(name, make, f, 60);
                Assert.Equal(61, lap.Path.Count);
                Assert.True(lap.Loss[^1] < lap.Loss[0], $"{name} on {f.Name}");
            }
    }
}
