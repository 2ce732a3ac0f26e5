using D2lOptim.Data;
using D2lOptim.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Linear regression on a table by stochastic gradient descent, in double, in whatever order the rows are
/// wanted; the minimum is known exactly.</summary>
internal sealed class TableDescent
{
    private const int Numbers = Airfoil.Features + 1;
    private readonly double[][] _rows;
    private readonly double[] _labels;

    /// <summary>The table's rows, each with a 1 behind for the bias.</summary>
    internal TableDescent(AirfoilData data, int rows)
    {
        _rows = [.. Enumerable.Range(0, rows).Select(i => (double[])[.. Enumerable.Range(0, Airfoil.Features)
            .Select(k => (double)data.Features[i * Airfoil.Features + k]), 1])];
        _labels = [.. data.Labels.Take(rows).Select(y => (double)y)];
        var X = Matrix<double>.Build.DenseOfRowArrays(_rows);
        Minimum = [.. (X.Transpose() * X).Solve(X.Transpose() * Vector<double>.Build.Dense(_labels))];
    }

    /// <summary>w*, the bias last.</summary>
    internal double[] Minimum { get; }

    /// <summary>How many rows.</summary>
    internal int Rows => _rows.Length;

    /// <summary>The mean of ½(ŷ − y)².</summary>
    internal double Loss(double[] w) => Enumerable.Range(0, Rows).Average(i => Math.Pow(Error(w, i), 2) / 2);

    /// <summary>‖w − w*‖².</summary>
    internal double Distance(double[] w) => w.Zip(Minimum, (a, b) => (a - b) * (a - b)).Sum();

    // v ← β·v + g,  w ← w − η·v
    /// <summary>One pass over the rows in an order, from w on; the row numbers may be beyond the table, which then
    /// begins anew.</summary>
    internal void Pass(double[] w, double[] v, int[] order, int batch, double eta, double beta = 0)
    {
        for (var from = 0; from < order.Length; from += batch)
        {
            var g = Gradient(w, order.AsSpan(from, Math.Min(batch, order.Length - from)));
            for (var k = 0; k < Numbers; k++) w[k] -= eta * (v[k] = beta * v[k] + g[k]);
        }
    }

    /// <summary>The mean gradient of some rows.</summary>
    internal double[] Gradient(double[] w, ReadOnlySpan<int> rows)
    {
        var g = new double[Numbers];
        foreach (var row in rows)
        {
            var e = Error(w, row % Rows) / rows.Length;
            for (var k = 0; k < Numbers; k++) g[k] += e * _rows[row % Rows][k];
        }
        return g;
    }

    private double Error(double[] w, int i)
    {
        var e = -_labels[i];
        for (var k = 0; k < Numbers; k++) e += w[k] * _rows[i][k];
        return e;
    }

    /// <summary>Each number below <paramref name="count"/> once, shuffled.</summary>
    internal static int[] Shuffled(SplitMix64 random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var k = 0; k < count; k++)
        {
            var other = k + random.Below(count - k);
            (order[k], order[other]) = (order[other], order[k]);
        }
        return order;
    }

    /// <summary>As many numbers below <paramref name="count"/>, each drawn from all.</summary>
    internal static int[] Drawn(SplitMix64 random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Below(count))];

    /// <summary>w = 0, or v.</summary>
    internal static double[] Zero => new double[Numbers];
}
