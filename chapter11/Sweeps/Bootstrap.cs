using D2lOptim.Numerics;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Confidence intervals by drawing the seeds again (Efron, 1979). Seeds that share a surface are drawn
/// together.</summary>
/// <param name="seeds">How many.</param>
/// <param name="cluster">How many stand together.</param>
internal sealed class Bootstrap(int seeds, int cluster)
{
    private const int Resamples = 4000;

    private readonly int[][] _samples = Draw(seeds, cluster);

    private static int[][] Draw(int seeds, int cluster)
    {
        var random = new SplitMix64(0);
        var clusters = (seeds + cluster - 1) / cluster;
        return [.. Enumerable.Range(0, Resamples).Select(_ => Enumerable.Range(0, clusters)
            .Select(_ => random.Below(clusters)).SelectMany(c => Enumerable.Range(c * cluster,
                Math.Min(cluster, seeds - c * cluster))).ToArray())];
    }

    /// <summary>The interval that holds a statistic of the seeds, but for <paramref name="outside"/> of the
    /// resamples.</summary>
    /// <param name="values">A value a seed.</param>
    /// <param name="statistic">Of a resample.</param>
    /// <param name="outside">Both ends together.</param>
    internal (double Low, double High) Interval(
        double[] values, Func<double[], double> statistic, double outside = 0.05)
    {
        double[] all =
            [.. _samples.Select(sample => statistic(Array.ConvertAll(sample, seed => values[seed]))).Order()];
        var cut = (int)(outside / 2 * all.Length);
        return (all[cut], all[^(cut + 1)]);
    }
}
