namespace D2lOptim.Objectives;

/// <summary>f = a·x₁² + b·x₂², by default the book's narrow valley 0.1x₁² + 2x₂² of sections 11.6 to 11.8.</summary>
public sealed class Quadratic(double a = 0.1, double b = 2) : Objective
{
    /// <inheritdoc/>
    public override double Value(double x1, double x2) => a * x1 * x1 + b * x2 * x2;

    /// <inheritdoc/>
    public override (double X1, double X2) Gradient(double x1, double x2) => (2 * a * x1, 2 * b * x2);

    /// <inheritdoc/>
    public override (double X1, double X2) Start => (-5, -2);

    /// <inheritdoc/>
    public override IReadOnlyList<(double X1, double X2)> Minima => [(0, 0)];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-5.5, 1, -3, 3);
}
