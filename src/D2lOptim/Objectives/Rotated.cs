namespace D2lOptim.Objectives;

/// <summary>f(Rᵀx): a function turned counter-clockwise about the origin, so that its axes are no longer those of the
/// coordinates.</summary>
/// <param name="f">What is turned.</param>
/// <param name="cos">The cosine of the angle.</param>
/// <param name="sin">Its sine.</param>
public sealed class Rotated(Objective f, double cos, double sin) : Objective
{
    /// <inheritdoc/>
    public override string Name => $"{f.Name}, turned";

    /// <inheritdoc/>
    public override double Value(double x1, double x2) => f.Value(cos * x1 + sin * x2, cos * x2 - sin * x1);

    // ∇ f(Rᵀx) = R·(∇f)(Rᵀx)
    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2)
    {
        var (g1, g2) = f.Gradient(cos * x1 + sin * x2, cos * x2 - sin * x1);
        return (cos * g1 - sin * g2, sin * g1 + cos * g2);
    }

    // R·H·Rᵀ
    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2)
    {
        var h = f.Hessian(cos * x1 + sin * x2, cos * x2 - sin * x1);
        var (a, b) = h.Times((cos, -sin));
        var (c, d) = h.Times((sin, cos));
        return new(cos * a - sin * b, cos * c - sin * d, sin * c + cos * d);
    }

    /// <inheritdoc/>
    public override Point2 Start => Turn(f.Start);

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima => [.. f.Minima.Select(Turn)];

    /// <summary>The smallest rectangle around the turned one.</summary>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds
    {
        get
        {
            var (left, right, bottom, top) = f.Bounds;
            Point2[] corners =
                [Turn((left, bottom)), Turn((left, top)), Turn((right, bottom)), Turn((right, top))];
            return (corners.Min(c => c.X1), corners.Max(c => c.X1), corners.Min(c => c.X2), corners.Max(c => c.X2));
        }
    }

    private Point2 Turn(Point2 x) => (cos * x.X1 - sin * x.X2, sin * x.X1 + cos * x.X2);
}
