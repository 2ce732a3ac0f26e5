using D2lOptim.Numerics;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>Where training went, seen in the plane of its first two principal directions through the weights at which
/// it ended.</summary>
/// <param name="First">The first principal direction, of length 1, a tensor a parameter; the caller disposes
/// them.</param>
/// <param name="Second">The second.</param>
/// <param name="Positions">The weights on the way, less those at the end, along the two.</param>
/// <param name="Explained">What part of the way's variance lies along each.</param>
public sealed record TrainingPath(
    IReadOnlyList<Tensor> First, IReadOnlyList<Tensor> Second, IReadOnlyList<Point2> Positions,
        (double First, double Second) Explained)
{
    // M, a row a snapshot θₜ − θ_end less the rows' mean;  M·Mᵀ = U·Λ·Uᵀ, a small matrix;  vₖ = Mᵀ·uₖ / √λₖ
    /// <summary>Principal component analysis of the snapshots.</summary>
    /// <param name="parameters">The network's, for the shapes of the directions.</param>
    /// <param name="snapshots">All weights in one row each, the last ones last; at least three.</param>
    /// <exception cref="ArgumentException">There are fewer than three.</exception>
    public static TrainingPath Of(IReadOnlyList<Tensor> parameters, IReadOnlyList<float[]> snapshots)
    {
        if (snapshots.Count < 3)
            throw new ArgumentException($"a plane needs at least 3 snapshots, there are {snapshots.Count}",
            nameof(snapshots));
        double[][] rows = [.. snapshots.Select(s => s.Zip(snapshots[^1], (a, b) => (double)a - b).ToArray())];
        var width = rows[0].Length;
        double[] mean = [.. Enumerable.Range(0, width).Select(k => rows.Average(row => row[k]))];
        double[][] centred = [.. rows.Select(row => row.Zip(mean, (a, b) => a - b).ToArray())];
        var gram = new double[rows.Length, rows.Length];
        for (var i = 0; i < rows.Length; i++)
            for (var j = i; j < rows.Length; j++) gram[i, j] = Dot(centred[i], centred[j]);

        var eigen = SymmetricEigen.Of(gram);
        double[] Direction(int k)
        {
            var v = new double[width];
            for (var i = 0; i < centred.Length; i++)
                for (var d = 0; d < width; d++) v[d] += eigen.Vectors[^k][i] * centred[i][d];
            var length = Math.Sqrt(Dot(v, v));
            return [.. v.Select(x => x / Math.Max(length, double.Epsilon))];
        }
        var (first, second, total) = (Direction(1), Direction(2), eigen.Values.Sum());
        return new(Split(first, parameters), Split(second, parameters),
            [.. rows.Select(row => (Dot(row, first), Dot(row, second)))],
            (eigen.Values[^1] / total, eigen.Values[^2] / total));
    }

    /// <summary>All weights in one row, as they stand.</summary>
    public static float[] Snapshot(IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return [.. parameters.SelectMany(p => p.detach().cpu().contiguous().data<float>().ToArray())];
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }

    private static Tensor[] Split(double[] flat, IReadOnlyList<Tensor> parameters)
    {
        var at = 0;
        return [.. parameters.Select(p =>
        {
            var count = (int)p.numel();
            at += count;
            return tensor([.. flat[(at - count)..at].Select(x => (float)x)], p.shape, p.dtype, p.device);
        })];
    }
}
