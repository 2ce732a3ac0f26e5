using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class PanelLayoutTests
{
    [Theory, MemberData(nameof(Figures.Kinds), MemberType = typeof(Figures))]
    public void Axes_numbers_and_letters_stay_inside_the_figure(string kind)
    {
        Figure figure = Figures.ByKind[kind];
        var whole = new Box(0, 0, figure.Width, figure.Height);
        foreach (PanelLayout layout in PanelLayout.Of(figure))
        {
            Assert.True(layout.Axes.Width > 150 && layout.Axes.Height > 150, $"{layout.Axes}");
            foreach (Words words in SeriesShapes.Of(layout).Concat(SeriesShapes.Legend(layout)).OfType<Words>())
            {
                double wide = TextSize.Width(words.Text, words.Size), left = words.Anchor == Anchor.Start ? 0
                    : words.Anchor == Anchor.End ? wide : wide / 2;
                Assert.True(whole.Holds(new(words.At.X - left, words.At.Y))
                    && whole.Holds(new(words.At.X - left + wide, words.At.Y)), words.ToString());
            }
        }
    }

    [Theory, MemberData(nameof(Figures.Kinds), MemberType = typeof(Figures))]
    public void What_is_drawn_is_finite_and_inside_the_axes(string kind)
    {
        foreach (PanelLayout layout in PanelLayout.Of(Figures.ByKind[kind]))
        {
            foreach (Shape shape in SeriesShapes.Of(layout))
            {
                IReadOnlyList<Pixel> points =
                    shape switch
                    {
                        Line line => line.Points,
                        Area area => area.Corners,
                        Dots dots => dots.Centres,
                        _ => []
                    };
                Assert.All(points, p => Assert.True(layout.Axes.Grown(Theme.ArrowHead).Holds(p), $"{shape}: {p}"));
            }
        }
    }

    [Fact]
    public void Equal_scales_make_a_circle_round()
    {
        PanelLayout layout =
            PanelLayout.Of(Figures
            .Of(new Panel(Figures.Line) { X = new("x", -2, 2), Y = new("y", -1, 1), EqualScales = true }))[0];
        Assert.Equal(layout.At(1, 0).X - layout.At(0, 0).X, layout.At(0, 0).Y - layout.At(0, 1).Y, 9);
    }

    [Fact]
    public void The_last_number_of_an_axis_does_not_reach_the_edge()
    {
        PanelLayout layout = PanelLayout.Of(Figures.ByKind["long labels"])[0];
        Tick last = layout.XTicks[^1];
        Assert.Equal("10⁶", last.Label);
        Assert.True(layout.At(last.Value, 1000).X
            + TextSize.Width(last.Label, Theme.FontSize) / 2 < layout.Outside.Right);
    }

    [Fact]
    public void A_million_points_become_what_pixels_can_show_and_keep_their_extremes()
    {
        const int count = 1_000_000;
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, count).Select(i => (double)i)],
            y = [.. x.Select(_ => random.NextDouble())];
        (y[123_456], y[654_321]) = (3, -2);
        PanelLayout layout = PanelLayout.Of(Figures.Of(new Curve(x, y)))[0];
        Line line = Assert.IsType<Line>(Assert.Single(SeriesShapes.Of(layout)));
        Assert.InRange(line.Points.Count, 1000, 8 * layout.Axes.Width + 8);
        Assert.Equal(layout.At(0, 3).Y, line.Points.Min(p => p.Y));
        Assert.Equal(layout.At(0, -2).Y, line.Points.Max(p => p.Y));
    }

    [Fact]
    public void A_line_is_cut_off_where_it_leaves_the_axes_and_goes_on_where_it_comes_back()
    {
        PanelLayout layout =
            PanelLayout.Of(Figures
            .Of(new Panel(new Curve([0, 1, 2, 3], [0, 4, 4, 0])) { X = new("x", 0, 3), Y = new("y", 0, 2) }))[0];
        Line[] lines = [.. SeriesShapes.Of(layout).OfType<Line>()];
        Assert.Equal([layout.At(0, 0), layout.At(0.5, 2)], lines[0].Points);
        Assert.Equal([layout.At(2.5, 2), layout.At(3, 0)],
            lines[1].Points.Select(p => new Pixel(Math.Round(p.X, 9), Math.Round(p.Y, 9))),
            (a, b) => double.Hypot(a.X - b.X, a.Y - b.Y) < 1e-6);
    }

    [Fact]
    public void A_zero_of_a_logarithmic_heat_map_has_the_lowest_colour_and_what_is_no_number_none()
    {
        double[,] shades = ((Heatmap)Figures.ByKind["a zero in a logarithmic heat map"].Panels[0].Series[0]).Shades();
        Assert.Equal(new[] { 0, 0, 1, double.NaN }, shades.Cast<double>());
    }

    [Fact]
    public void Heights_are_written_into_the_contours_and_the_lines_make_room()
    {
        PanelLayout layout = PanelLayout.Of(Figures.Of(new Contours(Figures.Bowl) { Levels = [1] }))[0];
        IReadOnlyList<Shape> shapes = SeriesShapes.Of(layout);
        Words height = Assert.Single(shapes.OfType<Words>());
        Assert.Equal("1", height.Text);
        Assert.All(shapes.OfType<Line>().SelectMany(line => line.Points),
            p => Assert.True(double.Hypot(p.X - height.At.X, p.Y - height.At.Y) > 8));
    }
}
