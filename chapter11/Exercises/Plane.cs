using D2lOptim.Objectives;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>The valley of sections 11.6 to 11.8, and the same turned by 45° as the exercises write it.</summary>
internal static class Plane
{
    private static readonly double s_half = Math.Sqrt(0.5);

    /// <summary>0.1x₁² + 2x₂².</summary>
    internal static Objective Valley { get; } = new Quadratic();

    // (x₁ + x₂)² is 2·(the turned x₁)², so that both factors are doubled.
    /// <summary>0.1(x₁ + x₂)² + 2(x₁ − x₂)².</summary>
    internal static Objective Turned { get; } = new Rotated(2 * new Quadratic(), s_half, s_half);

    /// <summary>x ← x − η·g / √(s + 10⁻⁶) from (−5, −2), where s follows from the gradient by a rule; it ends early
    /// where the numbers do.</summary>
    internal static IReadOnlyList<Point2> Run(
        Objective f, double eta, int steps, Func<double, double, double> rule)
    {
        var (x1, x2, s1, s2) = (-5.0, -2.0, 0.0, 0.0);
        List<Point2> path = [(x1, x2)];
        for (var t = 0; t < steps && double.IsFinite(x1) && double.IsFinite(x2); t++)
        {
            var (g1, g2) = f.Gradient(x1, x2);
            (s1, s2) = (rule(s1, g1), rule(s2, g2));
            (x1, x2) = (x1 - eta * g1 / Math.Sqrt(s1 + 1e-6), x2 - eta * g2 / Math.Sqrt(s2 + 1e-6));
            path.Add((x1, x2));
        }
        return path;
    }

    /// <summary>s ← s + g².</summary>
    internal static double AdaGrad(double s, double g) => s + g * g;

    /// <summary>s ← γ·s + (1 − γ)·g².</summary>
    internal static Func<double, double, double> RMSProp(double gamma) => (s, g) => gamma * s + (1 - gamma) * g * g;

    /// <summary>A path on each of the two surfaces, side by side.</summary>
    internal static Figure Both(string name, string alt, IReadOnlyList<Point2> straight,
        IReadOnlyList<Point2> turned)
    {
        return new Figure(name, alt, Panel("on the axes", Valley, straight), Panel("turned by 45°", Turned, turned));

        static Panel Panel(string title, Objective f, IReadOnlyList<Point2> path) => new([
            new Contours(Grid.Sample(f.Value, new(-5.5, 1), new(-4, 3))) { Values = false },
            new Curve([.. path.Select(p => p.X1)], [.. path.Select(p => p.X2)])
            {
                Marks = Marks.LineAndPoints,
                Style = 1,
            },
            .. ChapterFigures.Ends(path[0], path[^1], [(0, 0)])])
        {
            Title = title,
            X = new("x₁", -5.5, 1),
            Y = new("x₂", -4, 3),
        };
    }
}
