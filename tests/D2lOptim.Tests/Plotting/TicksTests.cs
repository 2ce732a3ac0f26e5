using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0.22, 0.35, 7, new[] { 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.34 })]
    [InlineData(-5.5, 1, 7, new[] { -5.0, -4, -3, -2, -1, 0, 1 })]
    [InlineData(0, 1000, 2, new[] { 0.0, 500, 1000 })]
    [InlineData(3, 3, 5, new[] { 3.0 })]
    public void Linear_ticks_are_round_and_inside(double min, double max, int most, double[] expected) =>
        Assert.Equal(expected, Ticks.Linear(new Interval(min, max), most));

    [Fact]
    public void Decades_are_the_doubles_nearest_to_powers_of_ten()
    {
        Assert.Equal([1e-5, 1e-4, 1e-3, 1e-2], Ticks.Decades(new Interval(1e-5, 0.05)));
        Assert.Equal([1e-18, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1], Ticks.Decades(new Interval(1e-20, 10)));
        Assert.Equal([20, 30, 40, 50, 60, 70, 80, 90], Ticks.BetweenDecades(new Interval(15, 100)));
        Assert.Empty(Ticks.BetweenDecades(new Interval(1e-20, 10)));
    }

    [Theory]
    [InlineData(0.01, "0.01")]
    [InlineData(1, "1")]
    [InlineData(1000, "1000")]
    [InlineData(1e-6, "10⁻⁶")]
    [InlineData(1e12, "10¹²")]
    [InlineData(2500, "2500")]
    public void Far_powers_of_ten_have_a_raised_exponent(double tick, string expected) =>
        Assert.Equal(expected, Ticks.Label(tick));

    [Theory]
    [InlineData(0.05, 2, "0.1", "1")]
    [InlineData(0.66, 2.5, "1", "1.5", "2", "2.5")]
    [InlineData(15, 90, "20", "40", "60", "80")]
    public void A_logarithmic_axis_of_fewer_than_two_powers_of_ten_has_round_numbers(double min, double max,
        params string[] expected) =>
        Assert.Equal(expected, Ticks.Along(new Axis(Log: true), new Interval(min, max), 500, _ => 100)
            .Select(tick => tick.Label));

    [Fact]
    public void An_axis_has_only_as_many_numbers_as_there_is_room_for()
    {
        Assert.Equal(["0", "500", "1000"], Ticks.Along(new Axis(), new Interval(0, 1000), 320, _ => 100)
            .Select(tick => tick.Label));
        Assert.Equal(["1", "10⁴", "10⁸"], Ticks.Along(new Axis(Log: true), new Interval(1, 1e9), 350, _ => 100)
            .Select(tick => tick.Label));
    }

    [Fact]
    public void Numbers_have_a_true_minus_and_no_separators() =>
        Assert.Equal(["−3500", "0.25", "10⁶", "−1.5·10⁷"], new[] { -3500, 0.25, 1e6, -1.5e7 }.Select(Ticks.Text));
}
