namespace D2lOptim.Descent;

/// <summary>
/// The book's <c>train_2d</c>: a descent in plain doubles from (−5, −2), step by step, in the order of operations of its Python.
/// The book's steps descend f = 0.1x₁² + 2x₂², whose gradient is (0.2x₁, 4x₂).
/// </summary>
public static class Descent2D
{
    private const double Eps = 1e-6;

    /// <summary>One step: the position and the step's own state, one number for each axis, at first 0.</summary>
    public delegate (double X1, double X2, double S1, double S2) Stepper(double x1, double x2, double s1, double s2);

    /// <summary>The positions, the start first.</summary>
    public static IReadOnlyList<(double X1, double X2)> Run(Stepper step, int steps = 20, double x1 = -5, double x2 = -2)
    {
        var positions = new List<(double, double)> { (x1, x2) };
        var (s1, s2) = (0.0, 0.0);
        for (var k = 0; k < steps; k++)
        {
            (x1, x2, s1, s2) = step(x1, x2, s1, s2);
            positions.Add((x1, x2));
        }
        return positions;
    }

    // x ← x − η·g, where the book writes η·0.2·x₁ from left to right
    /// <summary>Gradient descent; book section 11.6.</summary>
    public static Stepper GradientDescent(double eta) => (x1, x2, _, _) => (x1 - eta * 0.2 * x1, x2 - eta * 4 * x2, 0, 0);

    // v ← β·v + g
    // x ← x − η·v
    /// <summary>Momentum; book section 11.6.</summary>
    public static Stepper Momentum(double eta, double beta) => (x1, x2, v1, v2) =>
    {
        v1 = beta * v1 + 0.2 * x1;
        v2 = beta * v2 + 4 * x2;
        return (x1 - eta * v1, x2 - eta * v2, v1, v2);
    };

    // s ← s + g²
    // x ← x − η / √(s + ε) · g
    /// <summary>AdaGrad; book section 11.7.</summary>
    public static Stepper AdaGrad(double eta) => (x1, x2, s1, s2) =>
    {
        var (g1, g2) = (0.2 * x1, 4 * x2);
        s1 += Math.Pow(g1, 2);
        s2 += Math.Pow(g2, 2);
        return (x1 - eta / Math.Sqrt(s1 + Eps) * g1, x2 - eta / Math.Sqrt(s2 + Eps) * g2, s1, s2);
    };

    // s ← γ·s + (1 − γ)·g²
    // x ← x − η / √(s + ε) · g
    /// <summary>RMSProp; book section 11.8.</summary>
    public static Stepper RmsProp(double eta, double gamma) => (x1, x2, s1, s2) =>
    {
        var (g1, g2) = (0.2 * x1, 4 * x2);
        s1 = gamma * s1 + (1 - gamma) * Math.Pow(g1, 2);
        s2 = gamma * s2 + (1 - gamma) * Math.Pow(g2, 2);
        return (x1 - eta / Math.Sqrt(s1 + Eps) * g1, x2 - eta / Math.Sqrt(s2 + Eps) * g2, s1, s2);
    };
}
