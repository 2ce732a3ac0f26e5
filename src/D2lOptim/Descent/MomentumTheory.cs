using System.Numerics;

namespace D2lOptim.Descent;

/// <summary>
/// Momentum on the scalar quadratic ½λx², where one step is a matrix; book section 11.6.4, after Goh (2017).
/// </summary>
public static class MomentumTheory
{
    // (v, x)ₜ₊₁ = R·(v, x)ₜ,  R = | β     λ      |
    //                             | −ηβ   1 − ηλ |
    /// <summary>
    /// The rate at which x converges, the largest |eigenvalue| of R(β, η, λ); it diverges where that is above 1.
    /// </summary>
    /// <param name="beta">β in [0, 1).</param>
    /// <param name="product">ηλ, on which alone the eigenvalues depend.</param>
    public static double Rate(double beta, double product)
    {
        // The eigenvalues solve z² − (1 + β − ηλ)·z + β = 0.
        var half = (1 + beta - product) / 2;
        var root = Complex.Sqrt(half * half - beta);
        return Math.Max((half + root).Magnitude, (half - root).Magnitude);
    }

    /// <summary>The same from the iteration itself: the mean factor by which a state shrinks or grows a step.</summary>
    /// <param name="beta">β in [0, 1).</param>
    /// <param name="product">ηλ; η = 1 here.</param>
    /// <param name="steps">Over how many steps, after as many that are not counted.</param>
    public static double Measured(double beta, double product, int steps = 2000)
    {
        var (v, x) = (0.0, 1.0);
        var growth = 0.0;
        for (var t = 0; t < 2 * steps; t++)
        {
            v = beta * v + product * x;
            x -= v;
            // Kept at length 1, so that nothing under- or overflows.
            var length = Math.Sqrt(v * v + x * x);
            if (length == 0) return 0;
            if (t >= steps) growth += Math.Log(length);
            (v, x) = (v / length, x / length);
        }
        return Math.Exp(growth / steps);
    }
}
