using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class LegendPlacementTests
{
    private static readonly Axis Unit = new("", 0, 1);

    private static Panel Panel(params double[] xy) => new(new Curve([.. xy.Where((_, i) => i % 2 == 0)], [.. xy.Where((_, i) => i % 2 == 1)]) { Label = "a", Marks = Marks.Points })
    {
        X = Unit,
        Y = Unit,
    };

    [Theory]
    [InlineData(LegendPlace.TopRight, 0.1, 0.1)]
    [InlineData(LegendPlace.TopLeft, 0.95, 0.95)]
    [InlineData(LegendPlace.BottomRight, 0.95, 0.95, 0.05, 0.95)]
    [InlineData(LegendPlace.BottomLeft, 0.95, 0.95, 0.05, 0.95, 0.95, 0.05)]
    [InlineData(LegendPlace.Below, 0.95, 0.95, 0.05, 0.95, 0.95, 0.05, 0.05, 0.05)]
    [InlineData(LegendPlace.TopRight, 0.5, 0.5, 7.0, 7.0)]
    [InlineData(LegendPlace.TopRight, 0.95, double.NaN)]
    public void The_first_corner_without_data_is_taken(LegendPlace expected, params double[] xy) =>
        Assert.Equal(expected, LegendPlacement.Choose(Panel(xy), 1050, 750));

    [Fact]
    public void A_line_hides_behind_a_corner_that_holds_none_of_its_points()
    {
        Panel points = Panel(0.5, 1, 1, 0.5), line = points with { Series = [((Curve)points.Series[0]) with { Marks = Marks.Line }] };
        Assert.Equal(0, LegendPlacement.Hidden(points, 0.4, 0.4)[0].Hidden);
        Assert.True(LegendPlacement.Hidden(line, 0.4, 0.4)[0].Hidden > 0);
    }

    [Fact]
    public void Counts_are_of_the_points_inside_the_box()
    {
        var hidden = LegendPlacement.Hidden(Panel(0.9, 0.9, 0.95, 0.95, 0.1, 0.9, 0.9, 0.79), 0.2, 0.2);
        Assert.Equal([(LegendPlace.TopRight, 2), (LegendPlace.TopLeft, 1), (LegendPlace.BottomRight, 0), (LegendPlace.BottomLeft, 0)], hidden);
    }

    [Fact]
    public void Logarithmic_axes_are_measured_in_decades()
    {
        // Halfway along two decades, though a tenth of the way in numbers.
        Panel panel = Panel(10, 0.9) with { X = new("", 1, 100, Log: true) };
        Assert.Equal(0, LegendPlacement.Hidden(panel, 0.45, 0.3)[1].Hidden);
        Assert.Equal(1, LegendPlacement.Hidden(panel, 0.55, 0.3)[1].Hidden);
    }

    [Fact]
    public void Contours_send_the_legend_below_and_no_labels_mean_no_legend()
    {
        Assert.Equal(LegendPlace.Below, LegendPlacement.Choose(Figures.ByKind["trace over contours"].Panels[0], 1050, 750));
        Assert.Equal(LegendPlace.None, LegendPlacement.Choose(new Panel(Figures.Line), 1050, 750));
        Assert.Equal(LegendPlace.BottomLeft, LegendPlacement.Choose(Panel(0.05, 0.05) with { Legend = LegendPlace.BottomLeft }, 1050, 750));
    }

    [Fact]
    public void A_legend_too_wide_for_the_axes_goes_below()
    {
        Panel panel = new(new Curve([0.5], [0.5]) { Label = new string('w', 90) }) { X = Unit, Y = Unit };
        Assert.Equal(LegendPlace.Below, LegendPlacement.Choose(panel, 1050, 750));
    }
}
