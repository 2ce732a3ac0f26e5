using D2lOptim.Objectives;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11;

/// <summary>What a derivative says of a function nearby: secants, Taylor's series, slices and the tangent
/// plane.</summary>
public static class Taylor
{
    /// <summary>Shows it.</summary>
    public static void Run(Page page)
    {
        Secants(page, Functions1D.Hills, at: -2);
        Orders(page, Functions1D.Wave, at: 4);
        Slices(page, new Quadratic(1, 2), (1.5, -1));
    }

    // (f(x + h) − f(x)) / h → f′(x)
    private static void Secants(Page page, Objective1D f, double at)
    {
        List<Series> series = [ChapterFigures.Function(f, -3.2, 0.4)];
        foreach (var (h, style) in new[] { (2, 2), (1, 3), (0.5, 6) })
            series.Add(Straight($"secant, h = {Label.Number(h)}", Slope(h), -3.2, 0.4, style));
        series.Add(Straight("tangent", f.Gradient(at), -3.2, 0.4, 1) with { Dash = Dash.Solid });
        series.Add(new Marker(at, f.Value(at), Sign.Dot));
        page.Draw(new Figure("11.3-secants",
            $"{f.Name}: secants through x = −2 and x = −2 + h turn into the tangent as h shrinks", new Panel(series)
            { X = new("x", -3.2, 0.4), Y = new("f(x)", -45, 12), Legend = LegendPlace.Below }));
        foreach (var h in new[] { 1, 0.1, 0.01, 0.001 })
            page.Print($"{f.Name} at {at}: the secant to {at} + {h} has slope {Slope(h):F4}, the tangent "
                + $"{f.Gradient(at):F4}; they differ by {Math.Abs(Slope(h) - f.Gradient(at)):G3}");

        double Slope(double h) => (f.Value(at + h) - f.Value(at)) / h;

        Curve Straight(string label, double slope, double from, double to, int style) =>
            new([from, to], [f.Value(at) + slope * (from - at), f.Value(at) + slope * (to - at)])
            {
                Label = label,
                Style = style,
            };
    }

    // f(x + ε) ≈ f(x) + εf′(x), and + ½ε²f″(x)
    private static void Orders(Page page, Objective1D f, double at)
    {
        double First(double x) => f.Value(at) + (x - at) * f.Gradient(at);
        double Second(double x) => First(x) + (x - at) * (x - at) * f.Curvature(at) / 2;
        page.Draw(new Figure("11.3-taylor",
            $"{f.Name} near x = 4, and Taylor's series there to the first and to the second order", new Panel(
            ChapterFigures.Function(f, 0, 9) with { Label = "f" },
            ChapterFigures.Function(First, 0, 9) with { Label = "first order", Style = 1 },
            ChapterFigures.Function(Second, 0, 9) with { Label = "second order", Style = 2 },
            new Marker(at, f.Value(at), Sign.Dot))
            { X = new("x", 0, 9), Y = new("f(x)", -9, 5), Legend = LegendPlace.Below }));
        foreach (var e in new[] { 0.4, 0.2, 0.1 })
            page.Print($"{f.Name} at {at} + {e}: "
                + $"the first order is off by {Math.Abs(First(at + e) - f.Value(at + e)):F6}, "
                + $"the second by {Math.Abs(Second(at + e) - f.Value(at + e)):F6}");
    }

    // Along each axis the slice's slope is ∂f/∂xᵢ; f(x) + ∇f·(y − x) has the same slopes, and its level touches f's.
    private static void Slices(Page page, Quadratic f, Point2 at)
    {
        var (g1, g2) = f.Gradient(at.X1, at.X2);
        var here = f.Value(at.X1, at.X2);
        double Plane(double x1, double x2) => here + g1 * (x1 - at.X1) + g2 * (x2 - at.X2);
        Panel Slice(string title, string x, double place, Func<double, double> cut, Func<double, double> tangent) =>
            new(ChapterFigures.Function(cut, -3, 3) with { Label = "slice of f" },
                ChapterFigures.Function(tangent, -3, 3) with { Label = "of the tangent plane", Style = 1 },
                new Marker(place, here, Sign.Dot))
            { Title = title, X = new(x, -3, 3), Y = new("f", -8, 20), Legend = LegendPlace.Below };
        var (xs, ys) = (new Interval(-3, 3), new Interval(-2.2, 2.2));
        double[] levels = [here / 2, here, 2 * here, 3 * here];
        page.Draw(new Figure("11.3-slices",
            "x₁² + 2x₂² cut along both axes through (1.5, −1), and from above with its tangent plane there: the "
            + "plane's level through the point, dashed, touches the function's",
            Slice("x₂ = −1", "x₁", at.X1, x1 => f.Value(x1, at.X2), x1 => Plane(x1, at.X2)),
            Slice("x₁ = 1.5", "x₂", at.X2, x2 => f.Value(at.X1, x2), x2 => Plane(at.X1, x2)),
            new Panel([
                new Contours(Grid.Sample(f.Value, xs, ys, 201)) { Levels = levels },
                .. ContourLines.At(Grid.Sample(Plane, xs, ys, 21), here).Select(line =>
                    new Curve([.. line.Select(p => p.X)], [.. line.Select(p => p.Y)])
                    { Style = 1, Dash = Dash.Dashed, Label = "level of the tangent plane" }),
                new Arrows([at.X1], [at.X2], [0.2 * g1], [0.2 * g2]) { Label = "0.2 ∂f" },
                new Marker(at.X1, at.X2, Sign.Dot)])
            { Title = "from above", X = new("x₁", -3, 3), Y = new("x₂", -2.2, 2.2), EqualScales = true })
        { Columns = 3 });
        page.Print($"x₁² + 2x₂² at (1.5, −1): the slices rise by {g1} and {g2}; a step of 0.1 along both is "
            + $"{f.Value(at.X1 + 0.1, at.X2 + 0.1):F3}, the tangent plane says {Plane(at.X1 + 0.1, at.X2 + 0.1):F3}");
    }
}
