namespace D2lOptim.Objectives;

/// <summary>The symmetric matrix of second derivatives of a function of two variables.</summary>
/// <param name="H11">∂²f/∂x₁².</param>
/// <param name="H12">∂²f/∂x₁∂x₂.</param>
/// <param name="H22">∂²f/∂x₂².</param>
public readonly record struct Hessian2(double H11, double H12, double H22)
{
    // λ = (h₁₁ + h₂₂)/2 ± √(((h₁₁ − h₂₂)/2)² + h₁₂²)
    /// <summary>Both eigenvalues, the smaller first.</summary>
    public (double Low, double High) Eigenvalues
    {
        get
        {
            var (middle, radius) = ((H11 + H22) / 2, double.Hypot((H11 - H22) / 2, H12));
            return (middle - radius, middle + radius);
        }
    }

    /// <summary>H⁻¹·g.</summary>
    public Point2 Solve(Point2 g)
    {
        var determinant = H11 * H22 - H12 * H12;
        return ((H22 * g.X1 - H12 * g.X2) / determinant, (H11 * g.X2 - H12 * g.X1) / determinant);
    }

    /// <summary>H·d.</summary>
    public Point2 Times(Point2 d) => (H11 * d.X1 + H12 * d.X2, H12 * d.X1 + H22 * d.X2);
}
