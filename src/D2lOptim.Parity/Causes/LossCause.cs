using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>Which loss each run computes of the same outputs and targets.</summary>
internal static class LossCause
{
    private const double Near = 2e-5;

    internal static (CauseKind Kind, string Text)? Of(TraceStep one, TraceStep other)
    {
        if (Data(one) is not { } first || Data(other) is not { } second) return null;
        var (a, b) = (Named(first), Named(second));
        if (a is not null && b is not null && a != b)
            return (CauseKind.LossFunction,
                $"the outputs and targets agree; the loss is {a} in the first, {b} in the second");
        return Weighted(one, other, first.Target) is { } weighted ? (CauseKind.LossFunction, weighted) : null;
    }

    /// <summary>What every loss that is known gives of a step's outputs and targets.</summary>
    internal static IEnumerable<double> Values(TraceStep step) =>
        Data(step) is { } data ? Losses(data).Select(l => l.Value).Where(double.IsFinite) : [];

    // Every row's gradient is a multiple of the other's, and not all alike: rows are weighted.
    private static string? Weighted(TraceStep one, TraceStep other, double[] target)
    {
        var (a, b) = (Last(one), Last(other));
        if (a is null || b is null || a.Count != b.Count || TraceWalk.Sizes(one, a) is not [var rows, var width]
            || a.Count != rows * width || width < 2 || target.Length != rows) return null;
        var (x, y) = (one.Doubles(a), other.Doubles(b));
        var factors = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var (g, h) = (x.AsSpan(row * (int)width, (int)width).ToArray(),
                y.AsSpan(row * (int)width, (int)width).ToArray());
            if (g.All(v => v == 0)) return null;
            factors[row] = g.Zip(h, (v, w) => v * w).Sum() / g.Sum(v => v * v);
            var scale = g.Concat(h).Max(Math.Abs);
            if (g.Zip(h).Any(z => Math.Abs(z.Second - factors[row] * z.First) > 1e-4 * scale)) return null;
        }
        if (factors.Max() - factors.Min() <= 1e-3 * factors.Max(Math.Abs)) return null;
        var classes = factors.Zip(target).GroupBy(z => z.Second).OrderBy(c => c.Key)
            .Select(c => (Class: c.Key, Low: c.Min(z => z.First), High: c.Max(z => z.First))).ToList();
        if (classes.Count < rows && classes.TrueForAll(c => c.High - c.Low <= 1e-3 * factors.Max(Math.Abs)))
            return classes.Where(c => c.High == 0).ToList() is { Count: > 0 } ignored
                ? $"rows of class {string.Join(", ", ignored.Select(c => c.Class))} have no weight in the second's "
                + "loss: they are ignored there"
                : "classes have other weights in the second's loss: its gradients are the first's times "
                + string.Join(", ", classes.Select(c => $"{UpdateRule.Number(c.Low)} in rows of class {c.Class}"));
        return $"every row has a weight of its own in the second's loss, from {UpdateRule.Number(factors.Min())} to "
            + $"{UpdateRule.Number(factors.Max())} times the first's, as of samples, a mask or a focal loss";

        static TraceArray? Last(TraceStep step) => step.Layout.Arrays.LastOrDefault(array => array.Quantity == "output")
            is { } output ? step.Layout.ByName.GetValueOrDefault($"outgrad/{output.Name["output/".Length..]}") : null;
    }

    private static (double[] Output, IReadOnlyList<long> Sizes, double[] Target, IReadOnlyList<long> TargetSizes,
        double Loss)? Data(TraceStep step)
    {
        var output = step.Layout.Arrays.LastOrDefault(array => array.Quantity == "output");
        if (output is null || !step.Layout.ByName.TryGetValue("target", out var target)
            || !step.Layout.ByName.TryGetValue("loss", out var loss)) return null;
        var (sizes, targetSizes) = (TraceWalk.Sizes(step, output), TraceWalk.Sizes(step, target));
        bool IsWhole(TraceArray array, IReadOnlyList<long> shape) =>
            array.Count == shape.Aggregate(1L, (n, size) => n * size);
        return IsWhole(output, sizes) && IsWhole(target, targetSizes)
            ? (step.Doubles(output), sizes, step.Doubles(target), targetSizes, step.At(loss, 0)) : null;
    }

    // The one loss that gives the number; null where none does, or several do.
    private static string? Named((double[] Output, IReadOnlyList<long> Sizes, double[] Target,
        IReadOnlyList<long> TargetSizes, double Loss) data)
    {
        string[] fit =
            [.. Losses(data)
            .Where(l => double.IsFinite(l.Value) && Math.Abs(l.Value - data.Loss) <= Near * Math.Abs(data.Loss))
            .Select(l => l.Name)];
        return fit.Length == 1 ? fit[0] : null;
    }

    private static IEnumerable<(string Name, double Value)> Losses((double[] Output, IReadOnlyList<long> Sizes,
        double[] Target, IReadOnlyList<long> TargetSizes, double Loss) data)
    {
        var (x, t) = (data.Output, data.Target);
        if (x.Length == t.Length)
        {
            double Mean(Func<double, double, double> loss) => x.Zip(t, loss).Average();
            var squares = Mean((y, z) => (y - z) * (y - z));
            yield return ("the mean of squares", squares);
            if (x.Length > 1) yield return ("the sum of squares", squares * x.Length);
            if (x.Length > 2) yield return ("half the mean of squares", squares / 2);
            yield return ("the root of the mean of squares", Math.Sqrt(squares));
            if (x.Length > 1)
                yield return ("squares of every output against every target, (n, 1) against (n) broadcast to n × n",
                x.Average(y => t.Average(z => (y - z) * (y - z))));
            yield return ("the mean of absolute values", Mean((y, z) => Math.Abs(y - z)));
            yield return ("Huber's loss with δ = 1",
                Mean((y, z) => Math.Abs(y - z) is var d && d < 1 ? d * d / 2 : d - 0.5));
            if (t.All(z => z is >= 0 and <= 1))
            {
                static double Entropy(double p, double z) =>
                    -(z == 0 ? 0 : z * Math.Max(-100, Math.Log(p))) - (z == 1 ? 0
                    : (1 - z) * Math.Max(-100, Math.Log(1 - p)));
                static double Sigmoid(double y) => 1 / (1 + Math.Exp(-y));
                if (x.All(y => y is >= 0 and <= 1))
                    yield return ("the binary cross-entropy of probabilities", Mean(Entropy));
                yield return (x.All(y => y is >= 0 and <= 1)
                    ? "the binary cross-entropy of logits, though the outputs are probabilities, so that the "
                    + "sigmoid is applied twice" : "the binary cross-entropy of logits",
                    Mean((y, z) => Entropy(Sigmoid(y), z)));
                yield return ("the binary cross-entropy with the sigmoid applied twice",
                    Mean((y, z) => Entropy(Sigmoid(Sigmoid(y)), z)));
            }
        }
        if (data.Sizes is [var rows, var width] && width > 1 && t.Length == rows
            && t.All(z => z == Math.Floor(z) && z >= 0 && z < width))
        {
            double At(double[] values) =>
                Enumerable.Range(0, (int)rows).Average(row => -values[row * width + (int)t[row]]);
            var (once, logarithms) = (ModuleCause.Rows(x, width, false), ModuleCause.Rows(x, width, true));
            var entropy = At(logarithms);
            yield return ("the cross-entropy of logits", entropy);
            if (rows > 1) yield return ("the sum of the cross-entropies of logits", entropy * rows);
            yield return ("the cross-entropy of a softmax, so that softmax is applied twice",
                At(ModuleCause.Rows(once, width, true)));
            yield return ("the negative log-likelihood of log-probabilities", At(x) is var likelihood
                && Math.Abs(likelihood - entropy) <= Near * entropy ? double.NaN : likelihood);
            yield return ("the negative log-likelihood of a softmax without its logarithm", At(once));
            yield return ("the cross-entropy with labels smoothed by 0.1",
                0.9 * entropy - 0.1 * logarithms.Sum() / x.Length);
        }
    }
}
