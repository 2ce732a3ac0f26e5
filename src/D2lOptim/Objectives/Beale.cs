namespace D2lOptim.Objectives;

/// <summary>f = Σₖ (cₖ − x₁·(1 − x₂ᵏ))² with c = 1.5, 2.25, 2.625: flat plains and steep corners (Beale,
/// 1958).</summary>
public sealed class Beale : Objective
{
    /// <inheritdoc/>
    public override double Value(double x1, double x2)
    {
        var (r1, r2, r3) = Residuals(x1, x2);
        return r1 * r1 + r2 * r2 + r3 * r3;
    }

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2)
    {
        var (r1, r2, r3) = Residuals(x1, x2);
        var square = x2 * x2;
        return (-2 * (r1 * (1 - x2) + r2 * (1 - square) + r3 * (1 - square * x2)),
            2 * x1 * (r1 + r2 * 2 * x2 + r3 * 3 * square));
    }

    // With r = c − x₁·(1 − x₂ᵏ): ∂r/∂x₁ = −(1 − x₂ᵏ), ∂r/∂x₂ = k·x₁·x₂ᵏ⁻¹, and every term of f is r².
    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2)
    {
        var (r1, r2, r3) = Residuals(x1, x2);
        double h11 = 0, h12 = 0, h22 = 0;
        foreach (var (k, r) in new[] { (1, r1), (2, r2), (3, r3) })
        {
            var (to1, slope) = (-(1 - Math.Pow(x2, k)), k * Math.Pow(x2, k - 1));
            var bend = k > 1 ? k * (k - 1) * Math.Pow(x2, k - 2) : 0;
            h11 += 2 * to1 * to1;
            h12 += 2 * (r * slope + to1 * x1 * slope);
            h22 += 2 * (x1 * slope * x1 * slope + r * x1 * bend);
        }
        return new(h11, h12, h22);
    }

    /// <inheritdoc/>
    public override Point2 Start => (1, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima => [(3, 0.5)];

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-4.5, 4.5, -4.5, 4.5);

    private static (double, double, double) Residuals(double x1, double x2) =>
        (1.5 - x1 * (1 - x2), 2.25 - x1 * (1 - x2 * x2), 2.625 - x1 * (1 - x2 * x2 * x2));
}
