namespace D2lOptim.Objectives;

/// <summary>f = a·(x₁ − c₁)² + b·(x₂ − c₂)², by default the book's narrow valley 0.1x₁² + 2x₂² of sections 11.6 to
/// 11.8.</summary>
public sealed class Quadratic(double a = 0.1, double b = 2, double c1 = 0, double c2 = 0) : Objective
{
    /// <summary>The same function times a factor.</summary>
    public static Quadratic operator *(double factor, Quadratic f) => f.Times(factor);

    private Quadratic Times(double factor) => new(factor * a, factor * b, c1, c2);

    /// <inheritdoc/>
    public override double Value(double x1, double x2) => a * (x1 - c1) * (x1 - c1) + b * (x2 - c2) * (x2 - c2);

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2) => (2 * a * (x1 - c1), 2 * b * (x2 - c2));

    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2) => new(2 * a, 0, 2 * b);

    /// <inheritdoc/>
    public override Point2 Start => (-5, -2);

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima => [(c1, c2)];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds =>
        (-5.5, Math.Max(1, c1 + 1), -3, Math.Max(3, c2 + 1));
}
