using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace D2lOptim.Chapter11.Grade;

/// <summary>Finds how a state is kept, as far as that is a sum: s ← a·s + b·g + c·g² by least squares over all elements
/// and steps.</summary>
internal sealed class StateFit
{
    private const double Exact = 1e-9;

    private readonly List<double[]> _given = [];
    private readonly List<double> _became = [];

    /// <summary>What a step made of a state.</summary>
    internal void Add(double[] before, double[] gradient, double[] after)
    {
        for (var i = 0; i < after.Length; i++)
        {
            _given.Add([before[i], gradient[i], gradient[i] * gradient[i]]);
            _became.Add(after[i]);
        }
    }

    /// <summary>a, b and c; null where no such sum is what it became.</summary>
    internal double[]? Coefficients()
    {
        if (_became.Count == 0 || !_given.TrueForAll(row => row.All(double.IsFinite))
            || !_became.TrueForAll(double.IsFinite)) return null;
        var (A, y) = (Matrix<double>.Build.DenseOfRowArrays(_given), Vector<double>.Build.DenseOfEnumerable(_became));
        // Columns of one size, so that what is small is not lost beside what is large.
        double[] sizes = [.. A.ColumnNorms(2).Select(size => size == 0 ? 1 : size)];
        var solved = A.MapIndexed((_, k, v) => v / sizes[k]).QR().Solve(y);
        double[] found = [.. solved.Select((v, k) => v / sizes[k])];
        return (A * Vector<double>.Build.Dense(found) - y).L2Norm() <= Exact * y.L2Norm() ? found : null;
    }

    /// <summary>The sum in words.</summary>
    internal static string Words(string name, double[] c)
    {
        string[] terms = [.. new[] { name, "g", "g²" }.Zip(c).Where(term => Math.Abs(term.Second) > 1e-7)
            .Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Second:G6}·{term.First}"))];
        return terms.Length == 0 ? "0" : string.Join(" + ", terms);
    }
}
