using D2lOptim.Chapter11.Beyond;
using D2lOptim.Data;

namespace D2lOptim.Tests.Chapter11.Beyond;

public class ClicksTests
{
    private static readonly Clicks s_clicks = Clicks.Draw(new() { Count = 20_000, Ids = 50 });

    [Fact]
    public void The_same_seed_gives_the_same_samples_and_more_begin_with_fewer()
    {
        var fewer = Clicks.Draw(new() { Count = 100, Ids = 50 });
        Assert.Equal(s_clicks.Rows[..400], fewer.Rows);
        Assert.Equal(s_clicks.Dense[..400], fewer.Dense);
        Assert.Equal(s_clicks.Labels[..100], fewer.Labels);
        Assert.Equal(s_clicks.Probability[..100], fewer.Probability);
        Assert.NotEqual(fewer.Rows, Clicks.Draw(new() { Count = 100, Ids = 50, Seed = 1 }).Rows);
    }

    [Fact]
    public void Ids_follow_Zipfs_law_in_every_field()
    {
        var sum = Enumerable.Range(1, 50).Sum(k => Math.Pow(k, -1.1));
        for (var f = 0; f < 4; f++)
        {
            var seen = s_clicks.Rows.Where((_, i) => i % 4 == f).CountBy(row => row - 50 * f).ToDictionary();
            for (var k = 0; k < 50; k++)
            {
                // A count is off by more than five of its standard deviations once in two million.
                var expected = 20_000 * Math.Pow(k + 1, -1.1) / sum;
                Assert.InRange(seen[k], expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
            }
        }
    }

    [Fact]
    public void Labels_come_with_their_probability_and_the_floor_is_near_its_mean()
    {
        var p = s_clicks.Probability;
        var sigma = Math.Sqrt(p.Sum(x => x * (1 - x)));
        Assert.InRange(s_clicks.Labels.Sum(), p.Sum() - 4 * sigma, p.Sum() + 4 * sigma);
        // The variance of −ln p(y) is p(1 − p)·ln²(p / (1 − p)).
        var error = Math.Sqrt(p.Sum(x => x * (1 - x) * Math.Pow(Math.Log(x / (1 - x)), 2))) / p.Length;
        Assert.InRange(s_clicks.Floor, s_clicks.Entropy - 4 * error, s_clicks.Entropy + 4 * error);
        Assert.InRange(error, 0, 0.01);
    }

    [Fact]
    public void The_logit_is_that_of_the_formula()
    {
        // With one id and one feature x: z = c + v·x + x².
        var clicks = Clicks.Draw(new() { Count = 50, Fields = 1, Ids = 1, Features = 1 });
        double[] x = [.. clicks.Dense.Select(value => (double)value)];
        double[] rest = [.. clicks.Probability.Select((p, i) => Math.Log(p / (1 - p)) - x[i] * x[i])];
        var v = (rest[1] - rest[0]) / (x[1] - x[0]);
        // x was rounded to float32.
        for (var i = 0; i < 50; i++) Assert.Equal(rest[0] + v * (x[i] - x[0]), rest[i], 1e-5);
    }

    [Fact]
    public void A_slice_is_a_part_of_all_and_bad_counts_are_refused()
    {
        var slice = s_clicks.Slice(7, 3);
        Assert.Equal(s_clicks.Rows[28..40], slice.Rows);
        Assert.Equal(s_clicks.Dense[28..40], slice.Dense);
        Assert.Equal((s_clicks.Labels[8], s_clicks.Probability[9]), (slice.Labels[1], slice.Probability[2]));
        Assert.StartsWith("ids must be ≥ 1, was 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Clicks.Options { Count = 1, Ids = 0 }).Message);
    }
}
