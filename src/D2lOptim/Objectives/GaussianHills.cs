using D2lOptim.Data;
using D2lOptim.Numerics;

namespace D2lOptim.Objectives;

/// <summary>
/// f = c − Σ aₖ·exp(−‖x − mₖ‖² / 2sₖ²): a random smooth surface of hills and hollows in one wide basin, another for
/// every seed. Its lowest point within the bounds is found on a fine grid and by Newton's method, and c is such that f
/// = 0 there.
/// </summary>
public sealed class GaussianHills : Objective
{
    private const int Count = 14;
    private const double Half = 3;

    private readonly double _lowest;

    /// <summary>The same seed gives the same surface, on every platform.</summary>
    public GaussianHills(long seed)
    {
        var random = new SplitMix64(seed);
        double Uniform(double from, double to) => from + (to - from) * random.Below(1 << 30) / (1 << 30);
        Hills = [(3, 0, 0, 2.5), .. Enumerable.Range(0, Count)
            .Select(_ => (Uniform(-1, 1), Uniform(-2.2, 2.2), Uniform(-2.2, 2.2), Uniform(0.4, 0.9)))];
        double[] grid = [.. Enumerable.Range(-60, 121).Select(k => k * Half / 60)];
        var lowest = grid.SelectMany(x1 => grid.Select(x2 => (X1: x1, X2: x2))).MinBy(p => Value(p.X1, p.X2));
        for (var k = 0; k < 20; k++)
        {
            var (d1, d2) = Hessian(lowest.X1, lowest.X2).Solve(Gradient(lowest.X1, lowest.X2));
            lowest = (lowest.X1 - d1, lowest.X2 - d2);
        }
        Minima = [lowest];
        _lowest = Value(lowest.X1, lowest.X2);
        // A corner of the basin: the one from which there is furthest to fall.
        Start = new[] { (-2.4, -2.4), (-2.4, 2.4), (2.4, -2.4), (2.4, 2.4) }.MaxBy(p => Value(p.Item1, p.Item2));
    }

    /// <summary>aₖ, mₖ and sₖ; a hill where a &lt; 0, a hollow where a &gt; 0.</summary>
    public IReadOnlyList<(double A, double M1, double M2, double S)> Hills { get; }

    /// <inheritdoc/>
    public override string Name => "Gaussian hills";

    /// <inheritdoc/>
    public override double Value(double x1, double x2) => -_lowest - Hills.Sum(h => Bell(h, x1, x2));

    /// <inheritdoc/>
    public override Point2 Gradient(double x1, double x2)
    {
        var (g1, g2) = (0.0, 0.0);
        foreach (var h in Hills)
        {
            var slope = Bell(h, x1, x2) / (h.S * h.S);
            (g1, g2) = (g1 + slope * (x1 - h.M1), g2 + slope * (x2 - h.M2));
        }
        return (g1, g2);
    }

    /// <inheritdoc/>
    public override Hessian2 Hessian(double x1, double x2)
    {
        var sum = new Hessian2();
        foreach (var h in Hills)
        {
            var slope = Bell(h, x1, x2) / (h.S * h.S);
            var (d1, d2) = ((x1 - h.M1) / h.S, (x2 - h.M2) / h.S);
            sum = new(sum.H11 + slope * (1 - d1 * d1), sum.H12 - slope * d1 * d2, sum.H22 + slope * (1 - d2 * d2));
        }
        return sum;
    }

    /// <inheritdoc/>
    public override Point2 Start { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Point2> Minima { get; }

    /// <inheritdoc/>
    public override (double X1Min, double X1Max, double X2Min, double X2Max) Bounds => (-Half, Half, -Half, Half);

    private static double Bell((double A, double M1, double M2, double S) h, double x1, double x2) =>
        h.A * Math.Exp(-((x1 - h.M1) * (x1 - h.M1) + (x2 - h.M2) * (x2 - h.M2)) / (2 * h.S * h.S));
}
