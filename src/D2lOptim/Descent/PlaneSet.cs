using D2lOptim.Objectives;

namespace D2lOptim.Descent;

/// <summary>One condition on a point of the plane: c ≤ 0, or c = 0.</summary>
/// <param name="Value">c.</param>
/// <param name="Gradient">∇c.</param>
/// <param name="Hessian">The second derivatives of c, which are constant here.</param>
/// <param name="Equality">Whether c must be 0, not only ≤ 0.</param>
public sealed record Constraint(
    Func<double, double, double> Value, Func<double, double, Point2> Gradient,
    Hessian2 Hessian = default, bool Equality = false);

/// <summary>A convex set of the plane, with all that a constrained descent may want of it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Constraints">The conditions that its points fulfil, and no others.</param>
/// <param name="Project">The nearest point of the set.</param>
/// <param name="Outline">Points along its edge, to be drawn.</param>
public sealed record PlaneSet(
    string Name, IReadOnlyList<Constraint> Constraints, Func<Point2, Point2> Project,
    IReadOnlyList<Point2> Outline)
{
    /// <summary>Whether a point fulfils every condition, to rounding.</summary>
    public bool Contains(Point2 p, double tolerance = 1e-12) =>
        Constraints.All(c => c.Value(p.X1, p.X2) <= tolerance && (!c.Equality || c.Value(p.X1, p.X2) >= -tolerance));

    /// <summary>
    /// Two of these points, both within a set, whose middle lies outside of it, so that it is not convex; null if there
    /// are none.
    /// </summary>
    public static (Point2 A, Point2 B)? ChordThatLeaves(
        Func<Point2, bool> contains, IReadOnlyList<Point2> points)
    {
        Point2[] within = [.. points.Where(contains)];
        foreach (var a in within)
            foreach (var b in within)
                if (!contains(((a.X1 + b.X1) / 2, (a.X2 + b.X2) / 2))) return (a, b);
        return null;
    }

    /// <summary>x₁² + x₂² ≤ r².</summary>
    public static PlaneSet Ball(double radius) => new("ball",
        [new((x1, x2) => x1 * x1 + x2 * x2 - radius * radius, (x1, x2) => (2 * x1, 2 * x2), new(2, 0, 2))],
        p => Pair(Projection.OntoBall([p.X1, p.X2], radius)), Circle(0, 0, radius));

    /// <summary>low ≤ x ≤ high in both coordinates.</summary>
    public static PlaneSet Box(Point2 low, Point2 high) => new("box",
        [
            new((x1, _) => low.X1 - x1, (_, _) => (-1, 0)), new((x1, _) => x1 - high.X1, (_, _) => (1, 0)),
            new((_, x2) => low.X2 - x2, (_, _) => (0, -1)), new((_, x2) => x2 - high.X2, (_, _) => (0, 1)),
        ],
        p => Pair(Projection.OntoBox([p.X1, p.X2], [low.X1, low.X2], [high.X1, high.X2])),
            [low, (high.X1, low.X2), high, (low.X1, high.X2), low]);

    /// <summary>x ≥ 0, x₁ + x₂ = 1: the weights of a mean of two.</summary>
    public static PlaneSet Simplex { get; } = new("simplex",
        [
            new((x1, x2) => x1 + x2 - 1, (_, _) => (1, 1), Equality: true),
            new((x1, _) => -x1, (_, _) => (-1, 0)), new((_, x2) => -x2, (_, _) => (0, -1)),
        ],
        p => Pair(Projection.OntoSimplex([p.X1, p.X2])), [(0, 1), (1, 0)]);

    /// <summary>Points around a circle.</summary>
    public static IReadOnlyList<Point2> Circle(double x1, double x2, double radius, int count = 120) =>
        [.. Enumerable.Range(0, count + 1).Select(k => 2 * Math.PI * k / count)
            .Select(angle => (x1 + radius * Math.Cos(angle), x2 + radius * Math.Sin(angle)))];

    private static Point2 Pair(double[] x) => (x[0], x[1]);
}
