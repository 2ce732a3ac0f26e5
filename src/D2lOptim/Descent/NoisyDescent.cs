using D2lOptim.Data;
using D2lOptim.Numerics;
using D2lOptim.Objectives;

namespace D2lOptim.Descent;

/// <summary>
/// Many descents in the plane whose gradients carry noise N(0, 1), to see what a learning rate does on average; book
/// section 11.4.2.
/// </summary>
public static class NoisyDescent
{
    // x ← x − η(t)·(∇f(x) + ξ),  ξ ~ N(0, 1)²
    /// <summary>
    /// The mean over <paramref name="repeats"/> descents of the distance from the minimum, before each step and after
    /// the last.
    /// </summary>
    /// <param name="f">What is descended, from its start to its first minimum.</param>
    /// <param name="eta">η(t), t from 1.</param>
    /// <param name="steps">Steps of one descent.</param>
    /// <param name="repeats">How many descents.</param>
    /// <param name="seed">The same seed gives the same noise.</param>
    public static IReadOnlyList<double> MeanDistance(
        Objective f, Func<int, double> eta, int steps, int repeats, long seed)
    {
        var random = new SplitMix64(seed);
        var mean = new double[steps + 1];
        for (var k = 0; k < repeats; k++)
        {
            var (x1, x2) = f.Start;
            for (var t = 0; t <= steps; t++)
            {
                mean[t] += double.Hypot(x1 - f.Minima[0].X1, x2 - f.Minima[0].X2) / repeats;
                var ((g1, g2), rate) = (f.Gradient(x1, x2), eta(t + 1));
                (x1, x2) = (x1 - rate * (g1 + random.Gaussian()), x2 - rate * (g2 + random.Gaussian()));
            }
        }
        return mean;
    }
}
