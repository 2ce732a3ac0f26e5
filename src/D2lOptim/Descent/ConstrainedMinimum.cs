using D2lOptim.Objectives;

namespace D2lOptim.Descent;

/// <summary>
/// A convex function made least on a convex set, three ways; book section 11.2.3. Each gives its path, the start first.
/// </summary>
public static class ConstrainedMinimum
{
    // L(x, α) = f(x) + Σ αᵢcᵢ(x):  x ← x − η·∂L/∂x,  αᵢ ← max(0, αᵢ + η·cᵢ),
    // and of either sign where cᵢ = 0 is asked for
    /// <summary>The saddle of the Lagrangian, least in x and greatest in α, by small steps in both at once.</summary>
    public static IReadOnlyList<Point2> Lagrangian(
        Objective f, PlaneSet set, Point2 x, double eta = 0.05, int steps = 4000)
    {
        var path = new List<Point2> { x };
        var alpha = new double[set.Constraints.Count];
        for (var t = 0; t < steps; t++)
        {
            var (g1, g2) = f.Gradient(x.X1, x.X2);
            for (var i = 0; i < alpha.Length; i++)
            {
                var (c1, c2) = set.Constraints[i].Gradient(x.X1, x.X2);
                (g1, g2) = (g1 + alpha[i] * c1, g2 + alpha[i] * c2);
            }
            for (var i = 0; i < alpha.Length; i++)
            {
                alpha[i] += eta * set.Constraints[i].Value(x.X1, x.X2);
                if (!set.Constraints[i].Equality) alpha[i] = Math.Max(0, alpha[i]);
            }
            x = (x.X1 - eta * g1, x.X2 - eta * g2);
            path.Add(x);
        }
        return path;
    }

    // f(x) + ρ/2 · Σ max(0, cᵢ(x))², each ρ started where the one before ended
    /// <summary>
    /// A penalty for leaving the set, ρ = 1, 10, 100, …, each made least by Newton's method; one point a ρ. The error
    /// falls as 1/ρ.
    /// </summary>
    public static IReadOnlyList<Point2> Penalty(
        Objective f, PlaneSet set, Point2 x, double largest = 1e7)
    {
        var path = new List<Point2> { x };
        for (var rho = 1.0; rho <= largest; rho *= 10)
        {
            for (var k = 0; k < 100; k++)
            {
                var (g1, g2) = f.Gradient(x.X1, x.X2);
                var h = f.Hessian(x.X1, x.X2);
                foreach (var c in set.Constraints.Where(c => c.Equality || c.Value(x.X1, x.X2) > 0))
                {
                    var (value, (c1, c2)) = (c.Value(x.X1, x.X2), c.Gradient(x.X1, x.X2));
                    (g1, g2) = (g1 + rho * value * c1, g2 + rho * value * c2);
                    h = new(
                        h.H11 + rho * (c1 * c1 + value * c.Hessian.H11),
                        h.H12 + rho * (c1 * c2 + value * c.Hessian.H12),
                        h.H22 + rho * (c2 * c2 + value * c.Hessian.H22));
                }
                var d = h.Solve((g1, g2));
                x -= d;
                if (d.Length < 1e-13) break;
            }
            path.Add(x);
        }
        return path;
    }

    // x ← Proj(x − η·∇f(x))
    /// <summary>A descent that is put back into the set after every step.</summary>
    public static IReadOnlyList<Point2> Projected(
        Objective f, PlaneSet set, Point2 x, double eta = 0.2, int steps = 200)
    {
        var path = new List<Point2> { x };
        for (var t = 0; t < steps; t++)
        {
            path.Add(x = set.Project(x - eta * f.Gradient(x.X1, x.X2)));
        }
        return path;
    }
}
