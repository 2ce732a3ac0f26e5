using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

/// <summary>Small figures that several tests draw.</summary>
internal static class Figures
{
    public static readonly Curve Line = new([0, 1, 2], [0.3, 0.26, 0.24]);

    public static readonly Grid Bowl =
        Grid.Sample((x, y) => x * x + 2 * y * y, new Interval(-2, 2), new Interval(-2, 2), 21);

    public static Figure Of(params Series[] series) => new("test", "a test picture", new Panel(series));

    public static Figure Of(Panel panel) => new("test", "a test picture", panel);

    /// <summary>One figure for every kind of series, and for what may go wrong with numbers.</summary>
    public static TheoryData<string> Kinds => [.. ByKind.Keys];

    public static readonly IReadOnlyDictionary<string, Figure> ByKind = new Dictionary<string, Figure>
    {
        ["line"] = Of(Line),
        ["points"] = Of(Line with { Marks = Marks.Points, Label = "points" }),
        ["trace over contours"] = Of(new Contours(Bowl), Line with { Marks = Marks.LineAndPoints, Label = "trace" }),
        ["heat map"] = Of(new Heatmap(Bowl) { Label = "loss" }),
        ["logarithmic heat map"] = Of(new Heatmap(Bowl) { LogColours = true }, new Contours(Bowl)),
        ["surface"] = Of(new Panel(new Surface(Bowl) { Mark = (0, 0, 0) })
        {
            X = new("x"),
            Y = new("y"),
            Z = new("z"),
            Title = "bowl"
        }),
        ["arrows"] = Of(new Arrows([0, 1], [0, 1], [0.5, 0.5], [0.1, -0.1]) { Label = "gradient" }),
        ["guides"] = Of(Line, new Guide(0.25) { Label = "level" }, new Guide(1, Vertical: true)),
        ["bars"] = Of(new Bars([1, 2], [3, -1]) { Label = "seconds" }),
        ["note alone"] = Of(new Note(1, 1, "here\nand there")),
        ["logarithmic axes"] =
            Of(new Panel(new Curve([0, 0.01, 1, 100], [1e-8, 1, 0, 1e8]))
            {
                X = new("x", Log: true),
                Y = new("y", Log: true)
            }),
        ["nothing finite"] = Of(new Curve([0, 1], [double.NaN, double.PositiveInfinity]) { Label = "nan" }),
        ["a single point"] = Of(new Curve([3], [3])),
        ["equal heights"] = Of(new Contours(Flat), new Heatmap(Flat)),
        ["holes in a grid"] = Of(new Contours(Torn), new Heatmap(Torn)),
        ["a torn surface"] = Of(new Surface(Torn)),
        ["numbers out of sight"] = Of(new Panel(new Curve([0, 1, 2], [1, 1e300, -1e300])) { Y = new("y", -1, 2) }),
        ["denormal and huge logarithms"] =
            Of(new Panel(new Curve([1, 2, 3, 4],
            [double.Epsilon, 1e-299, 1e299, double.MaxValue])
            { Marks = Marks.LineAndPoints })
            {
                Y =
            new("y", Log: true)
            }),
        ["the largest numbers"] =
            Of(new Curve([1, 2, 3], [-double.MaxValue, 0, double.MaxValue]), new Curve([1, 2], [1e299, -1e299])),
        ["the smallest numbers"] = Of(new Curve([1, 2, 3], [0, double.Epsilon, 2 * double.Epsilon])),
        ["a decade of decades"] = Of(new Panel(new Curve([0, 1], [1, 1e297])) { Y = new("y", Log: true) }),
        ["arrows without length"] = Of(new Arrows([0, 1], [0, 1], [0, 0.1], [0, 0.1]) { Label = "gradient" }),
        ["a descent with its ends"] =
            Of(new Panel(new Contours(Bowl), Line with { Marks = Marks.LineAndPoints, Label = "trace" },
            new Marker(0, 0.3, Sign.Start) { Label = "start" }, new Marker(2, 0.24, Sign.End) { Label = "end" },
                new Marker(0, 0, Sign.Minimum) { Label = "minimum" })
            { EqualScales = true, X = new("x₁"), Y = new("x₂") }),
        ["a zero in a logarithmic heat map"] =
            Of(new Heatmap(new Grid([0, 1], [0, 1], new double[,] { { 0, 1 }, { 10, double.NaN } }))
            {
                LogColours =
            true,
                Label = "loss"
            }),
        ["a legend of many rows"] =
            Of(new Panel([.. Enumerable.Range(0, 9)
            .Select(i => Line with { Y = [i, i, 9 - i], Label = $"optimizer {i}, η = 0.0{i}" })])
            { X = new("step"), Y = new("loss"), Legend = LegendPlace.Below }),
        ["long labels"] =
            Of(new Panel(Line
            with
            { X = [0, 500_000, 1_000_000], Y = [1000, 2000, 100_000], Label = "η λ β ∂ √ x₁ x₂ ᵗ 10⁻⁶ ‖x‖" })
            {
                X = new("steps", 0, 1_000_000),
                Y = new("loss"),
                Title = "title"
            }),
        ["three panels"] =
            new Figure("test", "three", new Panel(Line) { Title = "one" }, new Panel(new Surface(Bowl)),
            new Panel(new Heatmap(Bowl)))
            { Columns = 2 },
    };

    private static Grid Flat => Grid.Sample((_, _) => 1, new Interval(0, 1), new Interval(0, 1), 5);

    private static Grid Torn =>
        Grid.Sample((x, y) => x + y < 1 ? double.NaN : x, new Interval(0, 1), new Interval(0, 1), 9);
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("d2l-plots-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path)).Order()];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
