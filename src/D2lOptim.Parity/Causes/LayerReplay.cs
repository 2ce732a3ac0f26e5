using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>Calls a layer again, on the outputs of the parts before it: which of them is it given?</summary>
/// <param name="weight">Its weight before the step, of shape (out, in), or (width) of a layer normalisation.</param>
/// <param name="bias">Its bias; null for none.</param>
/// <param name="eps">Of a layer normalisation; null for a linear layer.</param>
internal sealed class LayerReplay(double[] weight, double[]? bias, double? eps)
{
    private const double MostProducts = 5e7;

    /// <summary>The layer whose output is the first to differ; null where it is none of these, or its weight is not
    /// recorded whole.</summary>
    internal static LayerReplay? Before(TraceReader trace, Divergence beyond)
    {
        var name = beyond.Array["output/".Length..].Split(':')[0];
        if (trace.Header.Modules.FirstOrDefault(m => m.Name == name) is not { Type: "Linear" or "LayerNorm" } module)
            return null;
        double[]? weight = null, bias = null;
        foreach (var step in trace.Steps().TakeWhile(step => step.Number < beyond.Step))
        {
            weight = Whole(step, $"{name}.weight");
            bias = Whole(step, $"{name}.bias");
        }
        double? eps = module.Options.TryGetValue("eps", out var told)
            && double.TryParse(told, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
        return weight is null || (module.Type == "LayerNorm" && eps is null) ? null
            : new(weight, bias, module.Type == "Linear" ? null : eps);

        double[]? Whole(TraceStep step, string parameter) =>
            step.Layout.ByName.TryGetValue($"parameter/{parameter}", out var array)
            && trace.Header.Parameters.First(p => p.Name == parameter).Shape.Aggregate(1L, (n, k) => n * k)
            == array.Count ? step.Doubles(array) : null;
    }

    internal (CauseKind, string)? Of(PartPair part, IReadOnlyList<PartPair> before)
    {
        if (!part.IsWhole || part.Sizes is not [.., var width] || part.X.Length != part.Y.Length) return null;
        if (eps is null && bias is not null)
            foreach (var (which, values, others) in new[] { ("first", part.X, part.Y), ("second", part.Y, part.X) })
                if (IsBias(values) && !IsBias(others))
                    return (CauseKind.Layout, $"{part.Name} is given zeros in the {which} alone: a state that the "
                        + "other run keeps from before, as from the step before");
        string? first = null, second = null;
        foreach (var p in before.Reverse().Where(p => p.IsWhole && p.Sizes.Count > 0))
        {
            first ??= Near(Call(p, width, false), part.X) ? p.Name : null;
            second ??= Near(Call(p, width, false), part.Y) ? p.Name : null;
            if (eps is null && Near(Call(p, width, true), part.Y) && Near(Call(p, width, false), part.X))
                return (CauseKind.Layout, $"the weight of {part.Name} is used transposed in the second");
            if (eps is null && Near(Call(p, width, true), part.X) && Near(Call(p, width, false), part.Y))
                return (CauseKind.Layout, $"the weight of {part.Name} is used transposed in the first");
        }
        static string Name(string? part) => part is null ? "something else" : $"the output of {part}";
        return first == second ? null
            : (CauseKind.Layout, $"{part.Name} is given {Name(first)} in the first, {Name(second)} in the second");

        bool IsBias(double[] values) =>
            Near([.. Enumerable.Range(0, values.Length).Select(k => bias[k % bias.Length])], values);
    }

    private double[]? Call(PartPair p, long width, bool transposed)
    {
        var entering = eps is null ? weight.Length / width : width;
        if (p.Sizes[^1] != entering || (transposed && entering != width)
            || p.X.Length * (double)width > MostProducts) return null;
        var (rows, wide, many) = (p.X.Length / (int)entering, (int)width, (int)entering);
        var result = new double[rows * wide];
        for (var row = 0; row < rows; row++)
        {
            var x = p.X.AsSpan(row * many, many);
            if (eps is { } ε) Normalise(x, result.AsSpan(row * wide, wide), ε);
            else
                for (var i = 0; i < wide; i++)
                {
                    var sum = bias?[i] ?? 0;
                    for (var j = 0; j < many; j++) sum += x[j] * weight[transposed ? j * wide + i : i * many + j];
                    result[row * wide + i] = sum;
                }
        }
        return result;
    }

    private void Normalise(ReadOnlySpan<double> x, Span<double> y, double ε)
    {
        double mean = 0, variance = 0;
        foreach (var v in x) mean += v / x.Length;
        foreach (var v in x) variance += (v - mean) * (v - mean) / x.Length;
        for (var i = 0; i < x.Length; i++)
            y[i] = (x[i] - mean) / Math.Sqrt(variance + ε) * weight[i % weight.Length] + (bias?[i % bias.Length] ?? 0);
    }

    private static bool Near(double[]? expected, double[] found)
    {
        if (expected is null || expected.Length != found.Length) return false;
        var scale = found.Max(Math.Abs);
        return scale > 0 && expected.Zip(found).All(z => ModuleCause.Close(z.First, z.Second, scale));
    }
}
