namespace D2lOptim.Objectives;

/// <summary>f = (x₁² + x₂ − 11)² + (x₁ + x₂² − 7)², with four minima (Himmelblau, 1972).</summary>
public sealed class Himmelblau : Objective
{
    /// <inheritdoc/>
    public override double Value(double x1, double x2)
    {
        var (a, b) = (x1 * x1 + x2 - 11, x1 + x2 * x2 - 7);
        return a * a + b * b;
    }

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2)
    {
        var (a, b) = (x1 * x1 + x2 - 11, x1 + x2 * x2 - 7);
        return (4 * x1 * a + 2 * b, 2 * a + 4 * x2 * b);
    }

    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2)
    {
        var (a, b) = (x1 * x1 + x2 - 11, x1 + x2 * x2 - 7);
        return new(4 * a + 8 * x1 * x1 + 2, 4 * (x1 + x2), 2 + 4 * b + 8 * x2 * x2);
    }

    /// <inheritdoc/>
    public override Point2 Start => (0, 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima =>
        [(3, 2), (-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404)];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-5, 5, -5, 5);
}
