using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class LegendLayoutTests
{
    private static readonly Axis Unit = new("", 0, 1);

    private static Panel Points(params double[] xy) =>
        new(new Curve([.. xy.Where((_, i) => i % 2 == 0)], [.. xy.Where((_, i) => i % 2 == 1)])
        {
            Label = "a",
            Marks = Marks.Points
        })
        {
            X = Unit,
            Y = Unit,
        };

    private static PanelLayout Layout(Panel panel) => PanelLayout.Of(Figures.Of(panel))[0];

    [Theory]
    [InlineData(LegendPlace.TopRight, 0.1, 0.1)]
    [InlineData(LegendPlace.TopLeft, 0.95, 0.95)]
    [InlineData(LegendPlace.BottomRight, 0.95, 0.95, 0.05, 0.95)]
    [InlineData(LegendPlace.BottomLeft, 0.95, 0.95, 0.05, 0.95, 0.95, 0.05)]
    [InlineData(LegendPlace.Below, 0.95, 0.95, 0.05, 0.95, 0.95, 0.05, 0.05, 0.05)]
    [InlineData(LegendPlace.TopRight, 0.5, 0.5, 7.0, 7.0)]
    [InlineData(LegendPlace.TopRight, 0.95, double.NaN)]
    public void The_first_corner_without_data_is_taken(LegendPlace expected, params double[] xy) =>
        Assert.Equal(expected, Layout(Points(xy)).Legend.Place);

    [Fact]
    public void A_line_hides_behind_a_box_that_holds_none_of_its_points()
    {
        Panel points = Points(0, 0, 1, 1),
            line = points with { Series = [((Curve)points.Series[0]) with { Marks = Marks.Line }] };
        Box middle = new(Layout(points).At(0.4, 0.6).X, Layout(points).At(0.4, 0.6).Y, 100, 100);
        Assert.Equal(0, LegendLayout.Hidden(Layout(points), middle));
        Assert.True(LegendLayout.Hidden(Layout(line), middle) > 0);
    }

    [Fact]
    public void Contours_send_the_legend_below_and_no_labels_mean_no_legend()
    {
        Assert.Equal(LegendPlace.Below, Layout(Figures.ByKind["trace over contours"].Panels[0]).Legend.Place);
        Assert.Equal(LegendPlace.None, Layout(new Panel(Figures.Line)).Legend.Place);
        Assert.Equal(LegendPlace.BottomLeft,
            Layout(Points(0.05, 0.05) with { Legend = LegendPlace.BottomLeft }).Legend.Place);
    }

    [Fact]
    public void A_legend_too_wide_for_the_axes_goes_below() =>
        Assert.Equal(LegendPlace.Below,
            Layout(new(new Curve([0.5], [0.5]) { Label = new string('w', 90) })).Legend.Place);

    [Fact]
    public void A_legend_below_has_as_many_rows_as_its_entries_need_and_the_axes_make_room()
    {
        PanelLayout layout = PanelLayout.Of(Figures.ByKind["a legend of many rows"])[0];
        Assert.True(layout.Legend.Rows >= 3, $"{layout.Legend.Rows} rows");
        Assert.Equal(9, layout.Legend.Entries.Count);
        Assert.True(layout.Axes.Bottom + 2 * Theme.FontSize < layout.Legend.Box.Top);
        Assert.All(layout.Legend.Entries, entry =>
            Assert.True(entry.Text.X
                + TextSize.Width(entry.Series.Label, Theme.SmallFontSize) <= layout.Outside.Right));
    }
}
