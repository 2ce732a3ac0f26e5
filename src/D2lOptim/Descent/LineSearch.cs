using D2lOptim.Objectives;

namespace D2lOptim.Descent;

/// <summary>Gradient descent that looks for its learning rate anew at every step; book section 11.3.3.</summary>
public static class LineSearch
{
    /// <summary>Chooses a learning rate at x, where the gradient is g.</summary>
    public delegate double Chooser(Objective f, Point2 x, Point2 g);

    // x ← x − η(x)·∇f(x)
    /// <summary>
    /// The positions, the start first; ends early where the gradient is shorter than <paramref name="until"/>.
    /// </summary>
    public static IReadOnlyList<Point2> Run(
        Objective f, Chooser choose, Point2 x, int steps, double until = 1e-9)
    {
        var path = new List<Point2> { x };
        for (var t = 0; t < steps; t++)
        {
            var g = f.Gradient(x.X1, x.X2);
            if (g.Length < until) break;
            path.Add(x -= choose(f, x, g) * g);
        }
        return path;
    }

    /// <summary>The same learning rate at every step: gradient descent.</summary>
    public static Chooser Constant(double eta) => (_, _, _) => eta;

    // η ← η/2 until f(x − ηg) ≤ f(x) − ½η‖g‖²
    /// <summary>
    /// Halves the learning rate until the function falls by half of what its slope promises (Armijo, 1966).
    /// </summary>
    public static double Backtracking(Objective f, Point2 x, Point2 g)
    {
        var (here, slope) = (f.Value(x.X1, x.X2), g.X1 * g.X1 + g.X2 * g.X2);
        var eta = 1.0;
        while (eta > 1e-15 && !(Value(f, x - eta * g) <= here - 0.5 * eta * slope)) eta /= 2;
        return eta;
    }

    /// <summary>
    /// Bisects for the place where the function stops falling along −g: the sign of its slope there says on which side
    /// that is.
    /// </summary>
    public static double Bisection(Objective f, Point2 x, Point2 g)
    {
        var (low, high) = (0.0, 1e-3);
        while (high < 1e6 && Falling(high)) high *= 2;
        for (var k = 0; k < 60; k++)
        {
            var middle = (low + high) / 2;
            if (Falling(middle)) low = middle;
            else high = middle;
        }
        return low;

        bool Falling(double eta)
        {
            var p = x - eta * g;
            var there = f.Gradient(p.X1, p.X2);
            return there.X1 * g.X1 + there.X2 * g.X2 > 0;
        }
    }

    // xᵢ ← xᵢ − ∂ᵢf(x) / ∂ᵢ²f(x)
    /// <summary>Newton's method with the diagonal of the Hessian alone, which costs no more than a gradient.</summary>
    public static IReadOnlyList<Point2> Preconditioned(
        Objective f, Point2 x, int steps, double until)
    {
        var path = new List<Point2> { x };
        for (var t = 0; t < steps; t++)
        {
            var (g, h) = (f.Gradient(x.X1, x.X2), f.Hessian(x.X1, x.X2));
            if (g.Length < until) break;
            path.Add(x = (x.X1 - g.X1 / Math.Abs(h.H11), x.X2 - g.X2 / Math.Abs(h.H22)));
        }
        return path;
    }

    private static double Value(Objective f, Point2 x) => f.Value(x.X1, x.X2);
}
