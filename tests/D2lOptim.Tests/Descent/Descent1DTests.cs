using D2lOptim.Chapter11;
using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Training;

namespace D2lOptim.Tests.Descent;

public class Descent1DTests
{
    private static readonly Objective1D s_wave = Functions1D.Wave;

    [Fact]
    public void Newton_climbs_where_the_curvature_is_negative_and_with_its_absolute_value_goes_downhill()
    {
        foreach (var x in Enumerable.Range(-100, 201).Select(k => k * 0.1 + 0.003).Where(x => s_wave.Curvature(x) < 0))
        {
            Assert.True((Descent1D.Newton(s_wave, 1e-3)(x) - x) * s_wave.Gradient(x) >= 0);
            Assert.True((Descent1D.AbsoluteNewton(s_wave, 1e-3)(x) - x) * s_wave.Gradient(x) <= 0);
        }
        foreach (var eta in new[] { 1, 0.5 })
        {
            var end = Descent1D.Run(Descent1D.AbsoluteNewton(s_wave, eta), steps: 40)[^1];
            Assert.Equal(0, s_wave.Gradient(end), 1e-8);
            Assert.True(s_wave.Curvature(end) > 0);
        }
        Assert.True(s_wave.Curvature(Descent1D.Run(Descent1D.Newton(s_wave))[^1]) < 0);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(40)]
    public void The_learning_rates_limits_are_1_and_2_over_the_curvature(double lambda)
    {
        Assert.Equal(1 / lambda, LearningRateLimits.WithoutOvershooting(lambda), 1e-9 / lambda);
        Assert.Equal(2 / lambda, LearningRateLimits.Converging(lambda), 1e-9 / lambda);
        foreach (var product in new[] { 0.3, 1.4, 1.99, 2.3 })
            Assert.Equal(Math.Abs(1 - product), LearningRateLimits.Rate(lambda, product / lambda), 1e-9);
    }

    [Fact]
    public void The_hill_is_climbed_to_a_top_that_is_not_the_highest()
    {
        var f = Functions1D.Hills;
        var path = Descent1D.Run(Descent1D.GradientDescent(f.Negated(), 0.02), f.Start, 100);
        Assert.All(path.Zip(path.Skip(1)), step => Assert.True(f.Value(step.Second) >= f.Value(step.First) - 1e-12));
        Assert.Equal(0, f.Gradient(path[^1]), 1e-6);
        Assert.True(f.Curvature(path[^1]) < 0 && f.Value(path[^1]) < f.Value(1.4541965749766173) - 10);
    }

    // On x + sin x a step of η·f′ cannot leap over the point where f′ = 0 as long as η·f″ ≤ 1, so no rate up to 1
    // oscillates; x·sin x shows all three.
    [Theory]
    [InlineData("x + sin x", 1, false, true)]
    [InlineData("x + sin x", 0.01, false, false)]
    [InlineData("x·sin x", 1, true, false)]
    [InlineData("x·sin x", 0.1, false, true)]
    [InlineData("x·sin x", 0.01, false, false)]
    public void A_learning_rate_oscillates_converges_or_crawls(string name, double eta, bool oscillates, bool arrives)
    {
        var f = Functions1D.All.Single(f => f.Name == name);
        var path = Descent1D.Run(Descent1D.GradientDescent(f, eta), f.Start, 40);
        Assert.Equal(oscillates, GradientAscent.Turns(path) > 10);
        Assert.Equal(arrives, Math.Abs(f.Gradient(path[^1])) < 0.01);
    }

    [Fact]
    public void The_steepest_direction_is_the_gradients()
    {
        foreach (var (f, at) in new (Objective, Point2)[] { (new Quadratic(1, 2), (1.5, -1)),
            (new Rosenbrock(), (0.3, 0.8)), (new GaussianHills(1), (0.5, 0.5)) })
        {
            var (g1, g2) = f.Gradient(at.X1, at.X2);
            var (steepest, slopes) = DirectionalDerivative.Scan(f, at, 3600);
            Assert.InRange(Math.Abs(Math.IEEERemainder(steepest - Math.Atan2(g2, g1), 2 * Math.PI)), 0,
                Math.PI / 3600 + 1e-6);
            Assert.Equal(double.Hypot(g1, g2), slopes.Max(), 1e-5 * double.Hypot(g1, g2));
            Assert.Equal(g1, DirectionalDerivative.At(f, at, 0), 1e-6 * (1 + Math.Abs(g1)));
            Assert.Equal(g2, DirectionalDerivative.At(f, at, Math.PI / 2), 1e-6 * (1 + Math.Abs(g2)));
        }
    }
}
