using D2lOptim.Descent;
using D2lOptim.Models;
using D2lOptim.Objectives;
using D2lOptim.Training;

namespace D2lOptim.Tests.Descent;

public class StochasticGradientTests
{
    private static readonly GradientNoise s_noise =
        new([.. Enumerable.Range(0, 60).Select(k => new[] { Math.Sin(k), k * 0.03 - 1 })]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batchs_gradient_is_unbiased_and_its_variance_the_predicted(bool replacement)
    {
        foreach (var batchSize in new[] { 1, 5, 20, 59 })
        {
            const int draws = 20_000;
            var (variance, mean) = s_noise.Measure(batchSize, replacement, draws, seed: 1);
            var predicted = s_noise.Predicted(batchSize, replacement);
            Assert.InRange(variance / predicted, 0.95, 1.05);
            // Five times the deviation that the mean of so many draws has.
            Assert.All(mean.Zip(s_noise.Mean),
                pair => Assert.Equal(pair.Second, pair.First, 5 * Math.Sqrt(predicted / draws)));
        }
    }

    [Fact]
    public void A_batch_of_all_without_replacement_is_the_full_gradient() =>
        Assert.Equal(0, s_noise.Measure(60, false, 10, seed: 1).Variance, 1e-28);

    [Fact]
    public void Of_many_samples_one_in_e_is_missed_with_replacement()
    {
        Assert.Equal(Math.Pow(0.9, 10), GradientNoise.Missed(10, 20_000, seed: 1), 0.01);
        Assert.Equal(1 / Math.E, GradientNoise.Missed(2000, 100, seed: 1), 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Averaged_SGD_stays_below_its_bound_and_falls_at_least_as_fast(long seed)
    {
        var problem = new AbsoluteDeviations(50, seed);
        double Mean(int T) => Enumerable.Range(1, 10).Average(k => problem.AveragedExcess(T, k));
        Assert.All(new[] { 10, 100, 1000, 10_000 }, T => Assert.InRange(Mean(T), 0, problem.Bound(T)));
        Assert.True(Mean(10_000) < Mean(100) / 10);
    }

    [Fact]
    public void The_minimum_of_the_absolute_deviations_is_nowhere_undercut()
    {
        var problem = new AbsoluteDeviations(50, 0);
        var (x1, x2) = problem.Minimum;
        foreach (var step in new[] { 1e-6, 1e-3, 0.1, 1 })
            for (var k = 0; k < 100; k++)
                Assert.True(problem.Risk(x1 + step * Math.Cos(k), x2 + step * Math.Sin(k)) >= problem.Risk(x1,
                    x2) - 1e-15);
        Assert.Equal(double.Hypot(x1, x2), problem.Radius);
    }

    [Fact]
    public void Under_noise_a_constant_rate_stays_the_exponential_stops_early_the_others_come_nearer()
    {
        double Near(Func<int, double> rate, int steps) =>
            NoisyDescent.MeanDistance(new Quadratic(1, 2), t => 0.1 * rate(t), steps, 30, seed: 1).TakeLast(20)
            .Average();
        var constant = Near(_ => 1, 1000);
        Assert.InRange(constant / Near(_ => 1, 300), 0.8, 1.25);
        Assert.True(Near(t => Math.Exp(-0.1 * t), 1000) > 2 * constant);
        Assert.True(Near(t => Math.Pow(1 + 0.1 * t, -0.5), 1000) < constant / 2);
        Assert.True(Near(t => t <= 500 ? 1 : t <= 750 ? 0.1 : 0.01, 1000) < constant / 2);
    }
}
