using D2lOptim.Numerics;

namespace D2lOptim.Objectives;

/// <summary>What <see cref="Convexity.Check(Objective1D, double, double)"/> found.</summary>
public enum Verdict
{
    /// <summary>The Hessian is positive semidefinite wherever it was sampled, by more than it changes between
    /// neighbouring samples.</summary>
    Convex,

    /// <summary>A chord lies below the function: proven by its two ends.</summary>
    NotConvex,

    /// <summary>The smallest eigenvalue comes too near to 0 to tell from samples.</summary>
    Undecided,
}

/// <summary>A verdict and its reasons.</summary>
/// <param name="Verdict">Convex, not convex, or undecided.</param>
/// <param name="SmallestEigenvalue">Of the Hessian, over all samples.</param>
/// <param name="Witness">Where not convex: two points whose midpoint lies above their chord.</param>
public sealed record ConvexityResult(Verdict Verdict, double SmallestEigenvalue,
    (double[] A, double[] B)? Witness = null);

/// <summary>Whether a smooth function is convex on a box, by its second derivatives; book section 11.2.2.</summary>
public static class Convexity
{
    private const int Samples = 4096;

    /// <summary>The second-derivative test in one dimension.</summary>
    public static ConvexityResult Check(Objective1D f, double min, double max) =>
        Check(x => f.Value(x[0]), x => new[,] { { f.Curvature(x[0]) } }, [(min, max)]);

    /// <summary>Whether the Hessian is positive semidefinite on a rectangle; on the function's own bounds if none is
    /// given.</summary>
    public static ConvexityResult Check(Objective f, (double Min, double Max)? x1 = null,
        (double Min, double Max)? x2 = null)
    {
        var (left, right, bottom, top) = f.Bounds;
        return Check(x => f.Value(x[0], x[1]), x =>
        {
            var h = f.Hessian(x[0], x[1]);
            return new[,] { { h.H11, h.H12 }, { h.H12, h.H22 } };
        }, [x1 ?? (left, right), x2 ?? (bottom, top)]);
    }

    /// <summary>The same in any number of dimensions.</summary>
    /// <param name="value">The function.</param>
    /// <param name="hessian">Its second derivatives, (n, n).</param>
    /// <param name="region">The box, an interval a dimension.</param>
    /// <exception cref="ArgumentException">There is no dimension, or an interval is empty or not finite.</exception>
    public static ConvexityResult Check(Func<double[], double> value, Func<double[], double[,]> hessian,
        IReadOnlyList<(double Min, double Max)> region)
    {
        if (region.Count == 0 || region.Any(r => !(r.Min < r.Max) || !double.IsFinite(r.Max - r.Min)))
            throw new ArgumentException(
                "the region must have a dimension at least, and in each a finite interval that is not empty",
                nameof(region));
        var n = region.Count;
        // An odd number, so that the middle of the box is sampled too.
        var side = Math.Max(3, (int)Math.Pow(Samples, 1.0 / n) / 2 * 2 + 1);
        var lowest = new double[(int)Math.Pow(side, n)];
        var (worst, at, along) = (double.PositiveInfinity, Array.Empty<double>(), Array.Empty<double>());
        for (var index = 0; index < lowest.Length; index++)
        {
            var x = Point(region, side, index);
            var eigen = SymmetricEigen.Of(hessian(x));
            lowest[index] = eigen.Values[0];
            if (!double.IsFinite(eigen.Values[0])) return new(Verdict.Undecided, double.NaN);
            if (eigen.Values[0] < worst) (worst, at, along) = (eigen.Values[0], x, eigen.Vectors[0]);
        }
        if (worst < 0 && Witness(value, region, at, along) is { } witness)
            return new(Verdict.NotConvex, worst, witness);
        return new(Positive(lowest, side, n) ? Verdict.Convex : Verdict.Undecided, worst);
    }

    private static double[] Point(IReadOnlyList<(double Min, double Max)> region, int side, int index)
    {
        var x = new double[region.Count];
        for (var d = 0; d < x.Length; d++, index /= side)
            x[d] = region[d].Min + (region[d].Max - region[d].Min) * (index % side) / (side - 1);
        return x;
    }

    // Between two samples an eigenvalue is taken to fall by no more than it changes from the one to the other.
    private static bool Positive(double[] lowest, int side, int n)
    {
        for (var index = 0; index < lowest.Length; index++)
        {
            var change = 0.0;
            for (int d = 0, stride = 1; d < n; d++, stride *= side)
                if (index / stride % side < side - 1) change += Math.Abs(lowest[index + stride] - lowest[index]);
            if (lowest[index] < change) return false;
        }
        return true;
    }

    // Chords along the direction in which the function bends down most, from as long as the box allows to a thousandth
    // of it.
    private static (double[] A, double[] B)? Witness(Func<double[], double> value,
        IReadOnlyList<(double Min, double Max)> region, double[] at, double[] along)
    {
        var longest = region.Select((r, d) => (r.Max - r.Min) / 2 / Math.Max(Math.Abs(along[d]), 1e-12)).Min();
        for (var half = longest; half > longest / 2000; half /= 2)
        {
            // At the edge of the box the chord moves inwards.
            double[] middle =
                [.. at.Select((x, d) =>
                Math.Clamp(x, region[d].Min + half * Math.Abs(along[d]), region[d].Max - half * Math.Abs(along[d])))];
            double[] a = [.. middle.Select((x, d) => x - half * along[d])],
                b = [.. middle.Select((x, d) => x + half * along[d])];
            double[] between = [.. a.Zip(b, (p, q) => (p + q) / 2)];
            var (fa, fb, fm) = (value(a), value(b), value(between));
            if (fm > (fa + fb) / 2 + 1e-12 * (Math.Abs(fa) + Math.Abs(fb) + Math.Abs(fm))) return (a, b);
        }
        return null;
    }
}
