using D2lOptim.Data;
using D2lOptim.Numerics;

namespace D2lOptim.Models;

/// <summary>
/// R(x) = 1/n · Σ |aᵢ·x − bᵢ| in the plane: convex, with gradients no longer than L = max ‖aᵢ‖, as the proof of section
/// 11.4.3 asks, and a minimum that can be found exactly.
/// </summary>
public sealed class AbsoluteDeviations
{
    private readonly (double A1, double A2, double B)[] _samples;

    /// <summary>Random samples: a ~ N(0, 1)², b ~ N(2a₁ − a₂, 1).</summary>
    public AbsoluteDeviations(int samples, long seed)
    {
        var random = new SplitMix64(seed);
        _samples = [.. Enumerable.Range(0, samples).Select(_ =>
        {
            var (a1, a2) = (random.Gaussian(), random.Gaussian());
            return (a1, a2, 2 * a1 - a2 + random.Gaussian());
        })];
        // R is linear between the lines aᵢ·x = bᵢ, so that it is least where two of them cross.
        Minimum = Crossings().MinBy(x => Risk(x.X1, x.X2));
    }

    /// <summary>x*, where R is least.</summary>
    public Point2 Minimum { get; }

    /// <summary>L, the length of the longest gradient that a sample can have.</summary>
    public double L => _samples.Max(s => double.Hypot(s.A1, s.A2));

    /// <summary>r = ‖x₁ − x*‖, from the start x₁ = 0.</summary>
    public double Radius => Minimum.Length;

    /// <summary>R(x).</summary>
    public double Risk(double x1, double x2) => _samples.Average(s => Math.Abs(s.A1 * x1 + s.A2 * x2 - s.B));

    // E[R(x̄)] − R* ≤ r·L / √T
    /// <summary>What T steps reach at least, on average.</summary>
    public double Bound(int T) => Radius * L / Math.Sqrt(T);

    // x ← x − η·sign(aᵢ·x − bᵢ)·aᵢ with i at random and η = r / (L·√T);  x̄ = 1/T · Σ x
    /// <summary>R(x̄) − R* after T steps from 0, where x̄ is the mean of all positions.</summary>
    public double AveragedExcess(int T, long seed)
    {
        var random = new SplitMix64(seed);
        var eta = Radius / (L * Math.Sqrt(T));
        var (x1, x2, mean1, mean2) = (0.0, 0.0, 0.0, 0.0);
        for (var t = 0; t < T; t++)
        {
            (mean1, mean2) = (mean1 + x1 / T, mean2 + x2 / T);
            var (a1, a2, b) = _samples[random.Below(_samples.Length)];
            var side = Math.Sign(a1 * x1 + a2 * x2 - b);
            (x1, x2) = (x1 - eta * side * a1, x2 - eta * side * a2);
        }
        return Risk(mean1, mean2) - Risk(Minimum.X1, Minimum.X2);
    }

    private IEnumerable<Point2> Crossings()
    {
        foreach (var (p, i) in _samples.Select((s, i) => (s, i)))
            foreach (var q in _samples.Skip(i + 1))
            {
                var determinant = p.A1 * q.A2 - p.A2 * q.A1;
                if (determinant != 0)
                    yield return ((p.B * q.A2 - p.A2 * q.B) / determinant, (p.A1 * q.B - p.B * q.A1) / determinant);
            }
    }
}
