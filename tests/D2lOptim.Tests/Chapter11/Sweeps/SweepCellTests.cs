using D2lOptim.Chapter11.Sweeps;

namespace D2lOptim.Tests.Chapter11.Sweeps;

/// <summary>What a report says of runs whose losses are known.</summary>
public class SweepCellTests
{
    private const int Finding = 10, Judging = 40;

    // Losses as a function of the rate and of the seed.
    private static SweepCell Cell(params (string Optimizer, Func<double, int, double> Loss)[] optimizers)
    {
        var spec = new SweepSpec
        {
            Problems = ["linear"],
            Optimizers = [.. optimizers.Select(o => o.Optimizer)],
            Rates = [0.01, 0.1, 1],
            Finding = Finding,
            Judging = Judging,
        }.Checked("made");
        var losses = optimizers.ToDictionary(o => o.Optimizer, o => o.Loss);
        var plan = new SweepPlan(spec);
        return SweepCell.Of(spec, SweepProblem.Find("linear"), [.. Enumerable.Range(0, plan.Parts)
            .SelectMany(plan.Part).Select(run => run with { Loss = losses[run.Optimizer](run.Rate, run.Seed) })]);
    }

    // A number that has nothing to do with another seed's.
    private static double Noise(int seed, int salt) => new Random(1000 * salt + seed).NextDouble();

    [Fact]
    public void The_best_rate_is_found_on_other_seeds_than_it_is_judged_on()
    {
        var cell = Cell(("sgd", (rate, seed) => seed < Finding ? Math.Abs(rate - 0.1) : rate));
        var entry = Assert.Single(cell.Entries);
        Assert.Equal(0.1, entry.BestRate);
        Assert.All(entry.AtBest, loss => Assert.Equal(0.1, loss));
        Assert.All(entry.AtDefault, loss => Assert.Equal(0.001, loss));
        Assert.False(entry.AtEdge);
    }

    [Fact]
    public void What_is_always_better_is_ahead_and_what_is_noise_is_no_difference()
    {
        var cell = Cell(("sgd", (_, seed) => 2 + Noise(seed, 1)), ("adam", (_, seed) => Noise(seed, 2)),
            ("yogi", (_, seed) => Noise(seed, 3)));
        Assert.Equal("sgd", cell.Entries[^1].Name);
        Assert.Equal((3, false), (cell.Entries[^1].Rank, cell.Entries[^1].AlikeFirst));
        Assert.True(cell.Entries[1].AlikeFirst);
        Assert.All(cell.Entries, e => Assert.InRange(e.Rank, e.RankInterval.Low, e.RankInterval.High));
    }

    [Fact]
    public void The_interval_of_a_mean_is_as_wide_as_the_normal_distribution_has_it()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(k => k % 2 == 0 ? -1.0 : 1.0)];
        var (low, high) = new Bootstrap(400, 1).Interval(values, Enumerable.Average);
        // ± 1.96/√400; a fifth is the bootstrap's own noise.
        Assert.InRange(high - low, 0.8 * 0.196, 1.2 * 0.196);
        // Alike in fours, as many seeds know a quarter as much.
        double[] fours = [.. Enumerable.Range(0, 400).Select(k => k / 4 % 2 == 0 ? -1.0 : 1.0)];
        var (wideLow, wideHigh) = new Bootstrap(400, 4).Interval(fours, Enumerable.Average);
        Assert.InRange(wideHigh - wideLow, 0.8 * 0.392, 1.2 * 0.392);
    }
}
