using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class PanelLimitsTests
{
    [Fact]
    public void Given_limits_win_and_the_rest_follows_from_the_data_with_a_margin()
    {
        var panel = new Panel(new Curve([0, 10], [0, 100])) { X = new("x", Min: -1), Y = new("y") };
        Assert.Equal(new Interval(-1, 10.4), PanelLimits.X(panel));
        Assert.Equal(new Interval(-4, 104), PanelLimits.Y(panel));
    }

    [Fact]
    public void A_sampled_function_fills_the_axes_unless_a_trace_leaves_it()
    {
        Assert.Equal(new Interval(-2, 2), PanelLimits.X(new Panel(new Contours(Figures.Bowl), Figures.Line)));
        Assert.Equal(new Interval(-2, 4.16),
            PanelLimits.X(new Panel(new Contours(Figures.Bowl), new Curve([0, 4], [0, 0]))));
    }

    [Theory]
    [InlineData(false, 3.0, 3.0)]
    [InlineData(true, 3.0, 3.0)]
    [InlineData(true, -3.0, 0.0)]
    [InlineData(false, double.NaN, double.PositiveInfinity)]
    public void Limits_are_never_empty(bool log, double a, double b)
    {
        foreach (Axis axis in new[] { new Axis(Log: log), new Axis(Min: 50, Log: log), new Axis(Max: 0.5, Log: log) })
        {
            Interval shown = PanelLimits.X(new Panel(new Curve([a, b], [0, 0])) { X = axis });
            Assert.True(shown.Min < shown.Max && double.IsFinite(shown.Length), $"{axis}: {shown}");
            Assert.True(shown.Min > 0 || !log, $"{axis}: {shown}");
        }
    }

    [Fact]
    public void Runs_break_where_a_point_cannot_be_shown()
    {
        double nan = double.NaN;
        var curve = new Curve([0, 1, 2, 3, 4, 5], [nan, 1, 2, nan, nan, 5]);
        Assert.Equal([[(1.0, 1.0), (2.0, 2.0)], [(5.0, 5.0)]], PanelLimits.Runs(curve, new Panel(curve)));
        Assert.Equal([[(2.0, 2.0)]],
            PanelLimits.Runs(new Curve([2, 0, -1], [2, 2, 2]), new Panel(curve) { X = new(Log: true) }));
    }

    [Fact]
    public void Steps_have_their_corners() =>
        Assert.Equal([[(0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 0.0)]],
            PanelLimits.Runs(new Curve([0, 1, 2], [1, 2, 0]) { Steps = true }, new Panel(Figures.Line)));

    [Fact]
    public void A_spaced_interval_ends_exactly_at_its_ends()
    {
        double[] spaced = new Interval(-0.3, 0.7).Spaced(11);
        Assert.Equal((11, -0.3, 0.7), (spaced.Length, spaced[0], spaced[^1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Interval(0, 1).Spaced(1));
    }
}
