namespace D2lOptim.Objectives;

/// <summary>f = ½x₁² + ¼(x₂² − 1)²: a saddle at the origin between two minima, so that who gets off it can arrive
/// somewhere.</summary>
public sealed class SaddlePass : Objective
{
    /// <inheritdoc/>
    public override string Name => "Saddle";

    /// <inheritdoc/>
    public override double Value(double x1, double x2) => x1 * x1 / 2 + (x2 * x2 - 1) * (x2 * x2 - 1) / 4;

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2) => (x1, x2 * (x2 * x2 - 1));

    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2) => new(1, 0, 3 * x2 * x2 - 1);

    /// <summary>Almost on the ridge that leads to the saddle.</summary>
    public override Point2 Start => (-1.8, 0.001);

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima => [(0, -1), (0, 1)];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-2, 1, -1.5, 1.5);
}
