using System.Globalization;
using D2lOptim.Parity.Traces;
using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Why gradients differ where parameters and batch do not.</summary>
internal static class GradientCause
{
    private const double Ulps = 256;

    /// <param name="a">The one run.</param>
    /// <param name="b">The other.</param>
    /// <param name="k">The step.</param>
    /// <returns>Null where nothing that is tried explains it.</returns>
    internal static (CauseKind Kind, string Text)? Of(SampledRun a, SampledRun b, int k)
    {
        var pairs = a.Parameters.Zip(b.Parameters)
            .Where(p => p.First.Gradients[k] is not null && p.Second.Gradients[k] is not null).ToList();
        if (pairs.Count == 0) return null;
        var one = pairs.SelectMany(p => p.First.Gradients[k]!).ToArray();
        var other = pairs.SelectMany(p => p.Second.Gradients[k]!).ToArray();
        var eps = Ulps * Ulp.Epsilon(pairs[0].First.Type);
        if (Near(one, other, eps)) return null;
        // Of what parts, as the gradients of some parameters alone may add up.
        var apart = pairs.Where(p => !Near(p.First.Gradients[k]!, p.Second.Gradients[k]!, eps)).ToList();
        var alone = apart.Count < pairs.Count ? $", of {string.Join(", ", apart.Select(p => p.First.Name))} alone" : "";
        if (Accumulated(apart, k, eps))
            return (CauseKind.ZeroGrad,
            $"the second's gradient is the first's plus its own of step {k - 1}: gradients are not zeroed between "
            + $"steps{alone}");
        if (Accumulated([.. apart.Select(p => (p.Second, p.First))], k, eps))
            return (CauseKind.ZeroGrad,
            $"the first's gradient is the second's plus its own of step {k - 1}: gradients are not zeroed between "
            + $"steps{alone}");
        var (loss, otherLoss) = (a.Steps[k - 1].Loss, b.Steps[k - 1].Loss);
        bool IsLoss(double value) => Math.Abs(value - otherLoss) <= eps * Math.Abs(otherLoss);
        var sameLoss = IsLoss(loss);
        if (sameLoss && (Clipped("second", one, a, other, b, k, eps)
            ?? Clipped("first", other, b, one, a, k, eps)) is { } clipped) return (CauseKind.Clipped, clipped);
        if (Factor(one, other, eps) is { } factor)
            return Parts(factor, a.Steps[k - 1].Passes, b.Steps[k - 1].Passes)
            ?? Named(factor, a.Steps[k - 1].Rows, a.Outputs, sameLoss, IsLoss(factor * loss));
        if (sameLoss && Each(apart, k, eps)) return (CauseKind.Clipped,
            "the gradient of every parameter is the other's times a factor of its own, as where each is clipped by "
            + "itself in one");
        if (Decayed(pairs, k, eps, x => Math.Sign(x)) is { } σ)
            return (CauseKind.DecayInLoss, $"the {(σ > 0 ? "second" : "first")}'s gradient is the "
                + $"{(σ > 0 ? "first" : "second")}'s plus {Number(Math.Abs(σ))}·sign(x): an L1 penalty");
        if (Decayed(pairs, k, eps, x => x) is not { } λ) return null;
        var (more, less) = λ > 0 ? ("second", "first") : ("first", "second");
        return (CauseKind.DecayInLoss,
            $"the {more}'s gradient is the {less}'s plus {Number(Math.Abs(λ))}·x: "
            + $"{(sameLoss ? "an L2 penalty that the reported loss leaves out" : "an L2 penalty in the loss")}");
    }

    // Both call the model as often in a step, on parts of the batch.
    private static (CauseKind, string)? Parts(double c, int passes, int otherPasses)
    {
        if (passes < 2 || passes != otherPasses) return null;
        var which = Math.Abs(c - passes) <= 1e-4 * c ? "second" : Math.Abs(1 / c - passes) <= 1e-4 / c ? "first" : null;
        return which is null ? null
            : (CauseKind.Scaled,
            $"the second's gradients are {Number(c)} times the first's, and both call the model {passes} times a "
            + $"step: in the {which}, the gradients of {passes} calls of backward() add up without the division by "
            + $"{passes}");
    }

    // The numbers of a batch's loss are its rows, or its rows times the model's outputs, and either with a factor ½.
    private static (CauseKind, string) Named(double c, double rows, long outputs, bool sameLoss, bool scaledLoss)
    {
        bool Is(double value) => Math.Abs(c - value) <= 1e-4 * value;
        List<(CauseKind Kind, string Text)> readings = [];
        if (!sameLoss && Is(2))
            readings.Add((CauseKind.Half,
            "the second's gradients are twice the first's: the factor ½ of the loss is missing in the second"));
        if (!sameLoss && Is(0.5))
            readings.Add((CauseKind.Half,
            "the second's gradients are half the first's: its loss has a factor ½ that the first lacks"));
        foreach (var width in new[] { 1, outputs }.Distinct())
            if (rows * width > 1)
                foreach (var (half, also) in new[] { (1.0, ""), (2, ", and the factor ½ is missing"),
                    (0.5, ", and a factor ½ more") })
                {
                    var batch = $"a batch has {rows} rows{(width == 1 ? "" : $" of {width} outputs")}";
                    if (Is(half * rows * width))
                        readings.Add((CauseKind.SumAgainstMean,
                        $"the second's gradients are {Number(c)} times the first's, and {batch}: the loss is the "
                        + $"batch's sum in the second, its mean in the first{also}"));
                    if (Is(half / (rows * width)))
                        readings.Add((CauseKind.SumAgainstMean,
                        $"the second's gradients are 1/{Number(1 / c)} of the first's, and {batch}: the loss is the "
                        + $"batch's mean in the second, its sum in the first{also}"));
                }
        if (readings.Count == 1) return readings[0];
        // Of several, to name one would be to guess.
        if (readings.Count > 1)
            return (CauseKind.NotExplained,
            $"not explained: it is one of: {string.Join("; or ", readings.Select(r => r.Text))}");
        return (CauseKind.Scaled, $"the second's gradients are {Number(c)} times the first's, all of them, {(sameLoss
            ? Calls(c) ?? "and the losses are equal: the gradients are scaled after backward(), or it is called on "
                + "something else than the loss that is reported"
            : scaledLoss ? "and so is the loss" : "while the losses stand otherwise to each other")}");
    }

    private static string? Calls(double c)
    {
        var (n, which) = c > 1 ? (Math.Round(c), "second") : (Math.Round(1 / c), "first");
        return n is >= 2 and <= 1024 && Math.Abs((c > 1 ? c : 1 / c) - n) <= 1e-4 * n
            ? string.Create(CultureInfo.InvariantCulture,
                $"and the losses are equal: in the {which}, the gradients of {n} calls of backward() add up without "
                + $"the division by {n}, or are multiplied by it")
            : null;
    }

    // A clipped gradient has a norm, or a largest element, that a person would write.
    private static string? Clipped(string which, double[] whole, SampledRun wholeRun, double[] cut, SampledRun cutRun,
        int k, double eps)
    {
        var limit = cut.Max(Math.Abs);
        if (Written(limit) is { } value && whole.Any(g => Math.Abs(g) > value)
            && Near([.. whole.Select(g => Math.Clamp(g, -value, value))], cut,
            eps)) return $"gradients are clipped to ±{Number(value)} in the {which}";
        var (norm, before) = (cutRun.Steps[k - 1].Norm, wholeRun.Steps[k - 1].Norm);
        return Written(norm) is { } max && before > max && Factor(whole, cut, eps) is { } c
            && Math.Abs(c - max / before) <= 1e-4 * c
            ? $"gradients are clipped to a norm of {Number(max)} in the {which}, from {Number(before)}" : null;
    }

    // The number of two digits at most that it is but for rounding, and torch's 1e-6 beside the norm.
    private static double? Written(double value)
    {
        if (value is not > 0 || !double.IsFinite(value)) return null;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        var written = Math.Round(value / unit) * unit;
        return Math.Abs(value - written) <= 2e-5 * written ? written : null;
    }

    private static double? Factor(double[] one, double[] other, double eps)
    {
        var square = one.Sum(g => g * g);
        if (square == 0 || one.Count(g => g != 0) < 2) return null;
        var c = one.Zip(other, (x, y) => x * y).Sum() / square;
        return c != 0 && Near([.. one.Select(g => c * g)], other, eps) ? c : null;
    }

    private static bool Accumulated(List<(SampledParameter First, SampledParameter Second)> pairs, int k, double eps)
    {
        if (k < 2 || pairs.Any(p => p.Second.Found[k - 1] is null)) return false;
        var before = pairs.SelectMany(p => p.Second.Found[k - 1]!).ToArray();
        var one = pairs.SelectMany(p => p.First.Gradients[k]!).ToArray();
        var other = pairs.SelectMany(p => p.Second.Gradients[k]!).ToArray();
        return before.Any(g => g != 0) && Near([.. one.Zip(before, (g, old) => g + old)], other, eps);
    }

    private static bool Each(List<(SampledParameter First, SampledParameter Second)> pairs, int k, double eps)
    {
        if (pairs.Count < 2) return false;
        List<double> factors = [];
        foreach (var (one, other) in pairs)
        {
            if (one.Gradients[k] is not { Length: > 1 } g || other.Gradients[k] is not { } h) continue;
            if (Factor(g, h, eps) is not { } c || c <= 0) return false;
            factors.Add(c);
        }
        return factors.Count > 1 && factors.Max() - factors.Min() > 1e-3 * factors.Max();
    }

    private static double? Decayed(List<(SampledParameter First, SampledParameter Second)> pairs, int k, double eps,
        Func<double, double> penalty)
    {
        var changed = pairs.Where(p => !Near(p.First.Gradients[k]!, p.Second.Gradients[k]!, eps)).ToList();
        var x = changed.SelectMany(p => p.First.Values[k - 1].Select(penalty)).ToArray();
        if (x.Count(v => v != 0) < 3) return null;
        var apart = changed.SelectMany(p => p.First.Gradients[k]!.Zip(p.Second.Gradients[k]!, (g, h) => h - g));
        var λ = apart.Zip(x, (d, v) => d * v).Sum() / x.Sum(v => v * v);
        return changed.All(p =>
            Near([.. p.First.Gradients[k]!.Zip(p.First.Values[k - 1].Select(penalty), (g, v) => g + λ * v)],
            p.Second.Gradients[k]!, eps)) ? λ : null;
    }

    private static bool Near(double[] a, double[] b, double eps)
    {
        var scale = Math.Max(a.Max(Math.Abs), b.Max(Math.Abs));
        return a.Zip(b).All(p => Math.Abs(p.First - p.Second) <= eps * scale);
    }
}
