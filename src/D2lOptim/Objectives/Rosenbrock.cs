namespace D2lOptim.Objectives;

/// <summary>f = (1 − x₁)² + 100·(x₂ − x₁²)², a bent valley that is hard to go along (Rosenbrock, 1960).</summary>
public sealed class Rosenbrock : Objective
{
    /// <inheritdoc/>
    public override double Value(double x1, double x2)
    {
        var across = x2 - x1 * x1;
        return (1 - x1) * (1 - x1) + 100 * across * across;
    }

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2)
    {
        var across = x2 - x1 * x1;
        return (-2 * (1 - x1) - 400 * x1 * across, 200 * across);
    }

    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2) => new(2 - 400 * x2 + 1200 * x1 * x1, -400 * x1, 200);

    /// <inheritdoc/>
    public override Point2 Start => (-1.2, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima => [(1, 1)];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-2, 2, -1, 3);
}
