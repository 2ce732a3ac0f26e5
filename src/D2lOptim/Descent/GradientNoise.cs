using D2lOptim.Data;
using D2lOptim.Numerics;

namespace D2lOptim.Descent;

/// <summary>
/// The gradients of a finite sum's terms, and how the mean of a few of them, drawn at random, spreads around the mean
/// of all.
/// </summary>
/// <param name="gradients">A gradient a sample, all of the same length.</param>
public sealed class GradientNoise(IReadOnlyList<double[]> gradients)
{
    private readonly int n = gradients.Count;

    /// <summary>The full gradient, the mean of all.</summary>
    public double[] Mean { get; } = Average(gradients);

    /// <summary>σ², the mean squared distance of one sample's gradient from the full one.</summary>
    public double Variance => gradients.Average(g => SquaredDistance(g, Mean));

    // with replacement: σ²/b;  without: σ²/b · (n − b)/(n − 1)
    /// <summary>The variance of a batch's mean gradient, in theory.</summary>
    public double Predicted(int batchSize, bool replacement) =>
        Variance / batchSize * (replacement ? 1 : (double)(n - batchSize) / (n - 1));

    /// <summary>
    /// Draws batches: the mean squared distance of their mean gradients from the full one, and the mean of all of them.
    /// </summary>
    public (double Variance, double[] Mean) Measure(int batchSize, bool replacement, int draws, long seed)
    {
        var random = new SplitMix64(seed);
        int[] order = [.. Enumerable.Range(0, n)];
        var (total, variance) = (new double[Mean.Length], 0.0);
        for (var draw = 0; draw < draws; draw++)
        {
            var batch = new double[Mean.Length];
            for (var k = 0; k < batchSize; k++)
            {
                // Without replacement the first places of the order are shuffled, as far as they are needed.
                var place = replacement ? random.Below(n) : k + random.Below(n - k);
                if (!replacement) (order[k], order[place]) = (order[place], order[k]);
                var g = gradients[order[replacement ? place : k]];
                for (var d = 0; d < batch.Length; d++) batch[d] += g[d] / batchSize;
            }
            variance += SquaredDistance(batch, Mean) / draws;
            for (var d = 0; d < batch.Length; d++) total[d] += batch[d] / draws;
        }
        return (variance, total);
    }

    /// <summary>
    /// The part of n samples that n draws with replacement miss; in theory (1 − 1/n)ⁿ, which tends to 1/e.
    /// </summary>
    public static double Missed(int n, int rounds, long seed)
    {
        var random = new SplitMix64(seed);
        long missed = 0;
        for (var round = 0; round < rounds; round++)
        {
            var seen = new bool[n];
            for (var k = 0; k < n; k++) seen[random.Below(n)] = true;
            missed += seen.Count(s => !s);
        }
        return (double)missed / n / rounds;
    }

    private static double[] Average(IReadOnlyList<double[]> vectors) =>
        [.. Enumerable.Range(0, vectors[0].Length).Select(d => vectors.Average(v => v[d]))];

    private static double SquaredDistance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
