using D2lOptim.Data;
using D2lOptim.Numerics;

namespace D2lOptim.Chapter11;

/// <summary>What every training on the airfoil data comes near: the best linear model, without steps.</summary>
internal static class LeastSquares
{
    // The mean of ½(x·w + b − y)² is least at Σxxᵀ·w = Σxy, x with a 1 for b; solved along the eigenvectors of Σxxᵀ.
    /// <summary>The least mean of ½(ŷ − y)² over all rows of the data.</summary>
    internal static double Loss(AirfoilData data) =>
        Loss([.. Enumerable.Range(0, data.Rows).Select(i => (double[])[.. Enumerable.Range(0, Airfoil.Features)
            .Select(d => (double)data.Features[i * Airfoil.Features + d])])],
            [.. data.Labels.Select(label => (double)label)]);

    /// <summary>The same of any rows of features, and their labels.</summary>
    internal static double Loss(IReadOnlyList<double[]> features, IReadOnlyList<double> labels)
    {
        var n = features[0].Length + 1;
        double[][] rows = [.. features.Select(x => (double[])[.. x, 1])];
        var (gram, target) = (new double[n, n], new double[n]);
        foreach (var (i, x) in rows.Index())
            for (var k = 0; k < n; k++)
            {
                target[k] += x[k] * labels[i];
                for (var j = 0; j < n; j++) gram[k, j] += x[k] * x[j];
            }
        var eigen = SymmetricEigen.Of(gram);
        var w = new double[n];
        foreach (var (lambda, v) in eigen.Values.Zip(eigen.Vectors))
            for (var (k, along) = (0, Dot(v, target) / lambda); k < n; k++) w[k] += along * v[k];
        return rows.Select((x, i) => Dot(x, w) - labels[i]).Average(e => e * e / 2);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
