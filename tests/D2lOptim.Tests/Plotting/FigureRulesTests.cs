using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class FigureRulesTests
{
    private static readonly Dictionary<string, Figure> Broken = new()
    {
        ["figure 'test', panel 1, curve 'sgd': 3 x values but 2 y values"] =
            Figures.Of(new Curve([1, 2, 3], [1, 2]) { Label = "sgd" }),
        ["figure 'test', panel 1, curve 2: no points"] = Figures.Of(Figures.Line, new Curve([], [])),
        ["figure 'test', panel 1: no series"] = Figures.Of(),
        ["figure 'test': no panels"] = new Figure("test", "none"),
        ["figure 'test': the alt text must say what the picture shows, was empty"] =
            new Figure("test", "", new Panel(Figures.Line)),
        ["figure 'a/b': the name must be a file name without folder"] =
            new Figure("a/b", "alt", new Panel(Figures.Line)),
        ["figure 'test', panel 1, x axis: limits of a logarithmic axis must be > 0, was 0"] =
            Figures.Of(new Panel(Figures.Line) { X = new("x", 0, 1, Log: true) }),
        ["figure 'test', panel 1, y axis: limits must be finite, was NaN"] =
            Figures.Of(new Panel(Figures.Line) { Y = new("y", double.NaN) }),
        ["figure 'test', panel 1, y axis: the lower limit must be below the upper, was 2 to 1"] =
            Figures.Of(new Panel(Figures.Line) { Y = new("y", 2, 1) }),
        ["figure 'test', panel 1, contours 1: z is 2 × 3 but must be 3 × 2 (count of y × count of x)"] =
            Figures.Of(new Contours(new Grid([0, 1], [0, 1, 2], new double[2, 3]))),
        ["figure 'test', panel 1, surface 1: a grid needs at least 2 × 2 points, was 1 × 2"] =
            Figures.Of(new Surface(new Grid([0, 1], [0], new double[1, 2]))),
        ["figure 'test', panel 1, heatmap 'loss': the grid of a heat map must be evenly spaced"] =
            Figures.Of(new Heatmap(new Grid([0, 1, 3], [0, 1], new double[2, 3])) { Label = "loss" }),
        ["figure 'test', panel 1, contours 1: x and y of a grid must be finite and increasing"] =
            Figures.Of(new Contours(new Grid([1, 0], [0, 1], new double[2, 2]))),
        ["figure 'test', panel 1, contours 1: no levels"] = Figures.Of(new Contours(Figures.Bowl) { Levels = [] }),
        ["figure 'test', panel 1: a surface must stand alone in its panel, found 2 series"] =
            Figures.Of(new Surface(Figures.Bowl), Figures.Line),
        ["figure 'test', panel 1, arrows 1: 2 x values but 1 dy values"] =
            Figures.Of(new Arrows([0, 1], [0, 1], [1, 1], [1])),
        ["figure 'test', panel 1, marker 1: must stand at a finite place, was 0, NaN"] =
            Figures.Of(new Marker(0, double.NaN, Sign.End)),
        ["figure 'test', panel 1: equal scales are for linear axes"] =
            Figures.Of(new Panel(Figures.Line) { X = new("x", Log: true), EqualScales = true }),
        ["figure 'test', panel 1, y axis: limits must be between −1e300 and 1e300, was 1E+308"] =
            Figures.Of(new Panel(Figures.Line) { Y = new("y", Max: 1e308) }),
        ["figure 'test', panel 1, bars 1: the width must be > 0, was 0"] = Figures.Of(new Bars([1], [1]) { Width = 0 }),
    };

    public static TheoryData<string> Messages => [.. Broken.Keys];

    [Theory, MemberData(nameof(Messages))]
    public void A_broken_figure_is_refused_with_its_panel_series_and_counts(string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => FigureRules.Check(Broken[message])).Message);

    [Theory, MemberData(nameof(Figures.Kinds), MemberType = typeof(Figures))]
    public void Gaps_and_every_kind_of_series_are_accepted(string kind) => FigureRules.Check(Figures.ByKind[kind]);

    [Fact]
    public void A_broken_figure_writes_no_file()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentException>(() => Renderer.Save(Figures.Of(new Curve([1], [])), folder["a.png"]));
        Assert.Empty(folder.Names);
    }
}
