namespace D2lOptim.Descent;

/// <summary>The nearest point of a convex set, in any number of dimensions; book section 11.2.3.</summary>
public static class Projection
{
    // x · min(1, r / ‖x‖₂)
    /// <summary>Onto the ball of this radius around 0; gradient clipping is this, applied to a gradient.</summary>
    public static double[] OntoBall(double[] x, double radius)
    {
        var length = Math.Sqrt(x.Sum(v => v * v));
        return length <= radius ? [.. x] : [.. x.Select(v => v * (radius / length))];
    }

    /// <summary>Onto the box between two corners.</summary>
    public static double[] OntoBox(double[] x, double[] low, double[] high) =>
        [.. x.Select((v, d) => Math.Clamp(v, low[d], high[d]))];

    // max(0, xᵢ − θ), with the θ at which these add up to 1
    /// <summary>Onto the simplex x ≥ 0, Σx = 1 (Held, Wolfe and Crowder, 1974).</summary>
    public static double[] OntoSimplex(double[] x)
    {
        double sum = 0, theta = 0;
        var kept = 0;
        foreach (var v in x.OrderDescending())
        {
            sum += v;
            kept++;
            // The greatest so far share what is over 1; the next is kept only if some of it is left after that.
            if (v - (sum - 1) / kept <= 0) break;
            theta = (sum - 1) / kept;
        }
        return [.. x.Select(v => Math.Max(0, v - theta))];
    }
}
