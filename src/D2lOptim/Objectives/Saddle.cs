namespace D2lOptim.Objectives;

/// <summary>f = x₁² − x₂², flat at the origin, where it has neither a minimum nor a maximum; book section
/// 11.1.</summary>
public sealed class Saddle : Objective
{
    /// <inheritdoc/>
    public override double Value(double x1, double x2) => x1 * x1 - x2 * x2;

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2) => (2 * x1, -2 * x2);

    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2) => new(2, 0, -2);

    /// <inheritdoc/>
    public override Point2 Start => (0.9, 0.01);

    /// <summary>None: f falls without end along x₂.</summary>
    public override IReadOnlyList<Point2> Minima => [];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-1, 1, -1, 1);
}
