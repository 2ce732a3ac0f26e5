using System.Globalization;
using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11;

/// <summary>Where tutorials begin: a hill is climbed, a slope descended at three rates, and the gradient looked at from
/// all sides.</summary>
public static class GradientAscent
{
    /// <summary>Shows it.</summary>
    public static void Run(Page page)
    {
        Climb(page);
        Rates(page, Functions1D.Slope, 200, "11.3-rates-slope");
        Rates(page, Functions1D.Valley, 40, "11.3-rates-valley");
        Directions(page);
    }

    private static void Climb(Page page)
    {
        var f = Functions1D.Hills;
        var path = Descent1D.Run(Descent1D.GradientDescent(f.Negated(), 0.02), f.Start, 100);
        var highest = Descent1D.Run(Descent1D.Newton(f), 1.5, 20)[^1];
        page.Print($"{f.Name} climbed from {f.Start} with η = 0.02 ends at x = {path[^1]:F4}, f = "
            + $"{f.Value(path[^1]):F2}: a top, but the highest is at x = {highest:F4}, f = {f.Value(highest):F2}");
        var start = f.Start;
        double Tangent(double x) => f.Value(start) + f.Gradient(start) * (x - start);
        page.Draw(new Figure("11.3-ascent",
            "25·sin x − x² climbed from −2 along its slope to a local top; the highest top is further right",
            new Panel([
            ChapterFigures.Function(f, -7, 5),
            new Curve([-2.9, -1.1], [Tangent(-2.9), Tangent(-1.1)])
            { Style = 2, Dash = Dash.Dashed, Label = "tangent at −2" },
            new Curve(path, [.. path.Select(f.Value)]) { Marks = Marks.LineAndPoints, Style = 1, Label = "ascent" },
            new Curve([highest], [f.Value(highest)]) { Marks = Marks.Points, Style = 3, Label = "highest top" },
            .. ChapterFigures.Ends((start, f.Value(start)), (path[^1], f.Value(path[^1])), [])])
            { X = new("x", -7, 5), Y = new("f(x)") }));
    }

    private static void Rates(Page page, Objective1D f, int steps, string name)
    {
        List<Series> series = [];
        foreach (var (eta, style) in new[] { (1.0, 1), (0.1, 2), (0.01, 3) })
        {
            var path = Descent1D.Run(Descent1D.GradientDescent(f, eta), f.Start, steps);
            page.Print($"{f.Name} from {f.Start}, η {eta}: {Turns(path)} turns in {steps} steps, ends at "
                + $"{path[^1]:F4} with f′ = {f.Gradient(path[^1]):G3}");
            series.Add(new Curve([.. Enumerable.Range(0, path.Count).Select(k => (double)k)],
                path)
            {
                Label = string.Create(CultureInfo.InvariantCulture, $"η = {eta}"),
                Style = style,
                Dash = style == 1 ? Dash.Solid : null
            });
        }
        page.Draw(new Figure(name, $"{f.Name} descended from {f.Start} at three learning rates: x against the step",
            new Panel(series) { X = new("step"), Y = new("x") }));
    }

    /// <summary>How often a path turns back.</summary>
    public static int Turns(IReadOnlyList<double> path) =>
        Enumerable.Range(2, path.Count - 2).Count(k => (path[k] - path[k - 1]) * (path[k - 1] - path[k - 2]) < 0);

    private static void Directions(Page page)
    {
        var f = new Quadratic(1, 2);
        Point2 at = (1.5, -1);
        var (g1, g2) = f.Gradient(at.X1, at.X2);
        var (steepest, slopes) = DirectionalDerivative.Scan(f, at, 3600);
        page.Print($"x₁² + 2x₂² at {at}: ∂f/∂x₁ = {g1}, ∂f/∂x₂ = {g2}, by differences "
            + $"{DirectionalDerivative.At(f, at, 0):F6} and {DirectionalDerivative.At(f, at, Math.PI / 2):F6}");
        page.Print($"of 3600 directions the steepest points to {steepest * 180 / Math.PI:F1}° and rises by "
            + $"{slopes.Max():F4} a unit; the gradient points to {Math.Atan2(g2, g1) * 180 / Math.PI:F1}° and is "
            + $"{double.Hypot(g1, g2):F4} long");

        Point2[] points =
            [.. new Interval(-2, 2).Spaced(9)
            .SelectMany(x1 => new Interval(-1.4, 1.4).Spaced(7).Select(x2 => (x1, x2)))];
        page.Draw(new Figure("11.3-field",
            "The gradient field of x₁² + 2x₂²: every arrow stands upright on its contour and points uphill", new Panel(
            new Contours(Grid.Sample(f.Value, new(-2.4, 2.4), new(-1.7, 1.7))),
            new Arrows([.. points.Select(p => p.X1)], [.. points.Select(p => p.X2)],
                [.. points.Select(p => 0.05 * f.Gradient(p.X1, p.X2).X1)],
                [.. points.Select(p => 0.05 * f.Gradient(p.X1, p.X2).X2)])
            { Label = "0.05 ∂f" })
            { X = new("x₁", -2.4, 2.4), Y = new("x₂", -1.7, 1.7), EqualScales = true }));
        double[] degrees = [.. Enumerable.Range(0, slopes.Count).Select(k => 360.0 * k / slopes.Count - 180)];
        page.Draw(new Figure("11.3-directions",
            "The slope of x₁² + 2x₂² at (1.5, −1) in every direction: a cosine, greatest along the gradient", new Panel(
            new Curve(degrees, slopes), new Guide(steepest * 180 / Math.PI, Vertical: true), new Guide(0))
            { X = new("direction (degrees)", -180, 180), Y = new("slope") }));
    }
}
