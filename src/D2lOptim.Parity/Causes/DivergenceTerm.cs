using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>How much of a normal distribution's divergence from the standard one is in a loss, as of a variational
/// autoencoder: it shows in the gradients at the mean and at the spread.</summary>
internal static class DivergenceTerm
{
    private const int Least = 8;

    // In each, KL = ½·(μ² + σ² − 1 − log σ²), and its slope at what is given.
    private static readonly (string Name, Func<double, double> Kl, Func<double, double> Slope)[] s_spreads =
    [
        ("logarithm of the variance", v => 0.5 * (Math.Exp(v) - 1 - v), v => 0.5 * (Math.Exp(v) - 1)),
        ("logarithm of the deviation", v => 0.5 * (Math.Exp(2 * v) - 1) - v, v => Math.Exp(2 * v) - 1),
        ("deviation", v => 0.5 * (v * v - 1) - Math.Log(v), v => v - 1 / v),
    ];

    /// <param name="modules">Which part of the second is which of the first.</param>
    /// <param name="one">The step at which the losses part, and no output.</param>
    /// <param name="other">The second's.</param>
    internal static (CauseKind Kind, string Text)? Of(ModuleMap modules, TraceStep one, TraceStep other)
    {
        List<(string Name, IReadOnlyList<long> Sizes, double[] X, double[] Apart, double Scale)> parts = [];
        foreach (var array in one.Layout.Arrays.Where(array => array.Quantity == "output"))
        {
            var name = array.Name["output/".Length..];
            if (!one.Layout.ByName.TryGetValue($"outgrad/{name}", out var g)
                || modules.OfArray(g.Name) is not { } twin || !other.Layout.ByName.TryGetValue(twin, out var h)
                || g.Count != array.Count || h.Count != g.Count || g.Count < Least) continue;
            var (first, second) = (one.Doubles(g), other.Doubles(h));
            var apart = second.Zip(first, (b, a) => b - a).ToArray();
            var scale = Math.Max(first.Max(Math.Abs), second.Max(Math.Abs));
            if (apart.Max(Math.Abs) > 1e-3 * scale)
                parts.Add((name, TraceWalk.Sizes(one, array), one.Doubles(array), apart, scale));
        }
        foreach (var mean in parts)
        {
            if (Times(mean.X, mean.Apart, mean.Scale) is not { } c) continue;
            foreach (var spread in parts.Where(p => p.Name != mean.Name && p.Sizes.SequenceEqual(mean.Sizes)))
                foreach (var form in s_spreads)
                    if (Times([.. spread.X.Select(form.Slope)], spread.Apart, spread.Scale) is { } same
                        && Math.Abs(same - c) <= 1e-3 * Math.Abs(c))
                        return Told(c, $"the divergence of the normal distribution with the mean {mean.Name} and the "
                            + $"{form.Name} {spread.Name} from the standard one",
                            mean.X.Zip(spread.X, (μ, v) => μ * μ / 2 + form.Kl(v)).Sum(), mean.Sizes, one, other);
        }
        return null;
    }

    private static (CauseKind, string)? Told(double c, string divergence, double sum, IReadOnlyList<long> sizes,
        TraceStep one, TraceStep other)
    {
        var text = $"the loss has {UpdateRule.Number(c)} times more of the sum of {divergence} in the second";
        var count = sizes.Aggregate(1L, (n, size) => n * size);
        if (!one.Layout.ByName.TryGetValue("loss", out var loss)
            || !other.Layout.ByName.TryGetValue("loss", out var twin))
            return (CauseKind.LossFunction, text);
        var (first, second) = (one.At(loss, 0), other.At(twin, 0));
        if (Math.Abs(second - first - c * sum) > 1e-4 * (Math.Abs(first) + Math.Abs(second))) return null;
        // With the rest of the loss it is told how much each has.
        var read = LossCause.Values(one).Select(rest => (first - rest) / sum)
            .Select(weight => (First: Words(weight), Second: Words(weight + c)))
            .Where(w => w.First is not null && w.Second is not null).Distinct().ToList();
        return (CauseKind.LossFunction, read.Count != 1 ? text
            : $"the outputs agree; the loss has {divergence} {read[0].First} in the first, {read[0].Second} in the "
            + $"second");

        string? Words(double weight)
        {
            bool Is(double value) => Math.Abs(Math.Abs(weight) - value) <= 1e-3 * value;
            if (Math.Abs(weight) <= 1e-3 / count) return "not at all";
            var sign = weight < 0 ? "subtracted, " : "";
            return Is(1) ? $"{sign}as the sum of all numbers"
                : Is(1.0 / sizes[0]) ? $"{sign}as the mean over {sizes[0]} rows"
                : Is(1.0 / count) ? $"{sign}as the mean of all {count} numbers" : null;
        }
    }

    // The one number whose product with x all of y is.
    private static double? Times(double[] x, double[] y, double scale)
    {
        var square = x.Sum(v => v * v);
        if (!(square > 0) || !double.IsFinite(square)) return null;
        var c = x.Zip(y, (a, b) => a * b).Sum() / square;
        var allowed = 1e-4 * y.Max(Math.Abs) + 4e-6 * scale;
        return x.Zip(y).All(z => Math.Abs(z.Second - c * z.First) <= allowed) ? c : null;
    }
}
