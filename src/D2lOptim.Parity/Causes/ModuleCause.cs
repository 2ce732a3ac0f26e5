using D2lOptim.Parity.Traces;
using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Why a part of the model gives something else, where what it was given agrees.</summary>
internal static class ModuleCause
{
    private const double Near = 1e-4;
    private const double MostDrops = 0.95;

    internal static readonly (string Name, Func<double, double> F)[] s_functions =
    [
        ("no activation", x => x), ("ReLU", x => Math.Max(0, x)), ("ReLU6", x => Math.Clamp(x, 0, 6)),
            ("sigmoid", Sigmoid), ("tanh", Math.Tanh), ("exp of half", x => Math.Exp(x / 2)), ("square", x => x * x),
        ("SiLU", x => x * Sigmoid(x)),
            ("GELU by tanh", x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        ("GELU", x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)))), ("ELU", x => x > 0 ? x : Math.Exp(x) - 1),
            ("softplus", x => Math.Log(1 + Math.Exp(x))), ("exp", Math.Exp),
        ("softsign", x => x / (1 + Math.Abs(x))), ("sigmoid applied twice", x => Sigmoid(Sigmoid(x))),
            ("tanh applied twice", x => Math.Tanh(Math.Tanh(x))),
    ];

    internal static Cause Of(TraceHeader a, TraceHeader b, NameMap map, Divergence beyond, TraceStep one,
        TraceStep other, LayerReplay? weights)
    {
        var parts = PartPair.Read(a, b, new ModuleMap(a, b, map), one, other);
        var at = parts.FindIndex(p => $"output/{p.Name}" == beyond.Array);
        var (part, before) = (parts[at], at == 0 ? null : parts[at - 1]);
        var (kind, text) = Why(part, before) ?? weights?.Of(part, parts[..at]) ?? Wiring.Of(part, parts[..at])
            ?? Kind(part) ?? Resampling.Of(part, parts[..at]) ?? GateReplay.Of(part, parts[..at])
            ?? (CauseKind.NotExplained,
            $"not explained: {part.Words} is the first part of the model whose output differs. Ruled out: another "
            + $"mode or setting that both tell, a bias, "
            + "an activation, a slope, a softmax, dropout, a layout, a mask, a factor, an interpolation, a pool, an "
            + $"LSTM's gates, or the output of a part before it. "
            + $"{(before is null ? "Look" : $"The output of {before.Name}, before it, agrees: look at what is "
            + "called between the two, and")} at its forward; a function that is made a module is compared too");
        var seen = before is null ? "what the model is called with" : $"the output of {before.Name}, before it,";
        return new Cause(kind, beyond.Step, beyond.Array, kind == CauseKind.NotExplained ? text
            : $"{text}; {part.Words} is the first part that differs, {seen} agrees");
    }

    private static (CauseKind Kind, string Text)? Why(PartPair part, PartPair? before)
    {
        if (part.Training.First != part.Training.Second && Modal(part))
            return (CauseKind.Mode,
                $"{part.Name} is in {(part.Training.First ? "training" : "evaluation")} in the first, in "
                + $"{(part.Training.Second ? "training" : "evaluation")} in the second: train() or eval() was "
                + $"forgotten in one");
        if (!part.Sizes.SequenceEqual(part.OtherSizes)) return Sizes(part);
        if (Settings(part) is { } setting) return setting;
        if (part.X.Length != part.Y.Length) return null;
        return Dropped(part) ?? Slope(part, before) ?? Softmax(part, before) ?? Function(part, before) ?? Shifted(part)
            ?? Masked(part) ?? Order(part) ?? Statistics(part);
    }

    // Two of torch's own layers; of a user's class the name tells nothing.
    private static (CauseKind, string)? Kind(PartPair part)
    {
        static bool IsLayer(string type) =>
            new[] { "Conv", "Pool", "Norm", "Linear", "Dropout", "Embedding", "LSTM", "GRU", "RNN", "ReLU", "ELU",
            "Tanh", "Sigmoid", "Softmax", "Flatten", "Attention" }
            .Any(kind => type.Contains(kind, StringComparison.Ordinal));
        return part.Type != part.OtherType && IsLayer(part.Type) && IsLayer(part.OtherType)
            ? (CauseKind.ModuleSetting, $"{part.Name} is {part.Type} in the first and {part.OtherType} in the second")
            : null;
    }

    private static bool Modal(PartPair part) => new[] { "Dropout", "BatchNorm", "InstanceNorm", "RReLU" }
        .Any(kind => part.Type.Contains(kind, StringComparison.Ordinal));

    private static (CauseKind, string)? Sizes(PartPair part)
    {
        var (x, y) = (TraceParameter.Text(part.Sizes), TraceParameter.Text(part.OtherSizes));
        if (Settings(part) is { } setting) return (setting.Kind, $"{setting.Text}, which gives {x} and {y}");
        if (part.Sizes.Order().SequenceEqual(part.OtherSizes.Order()))
            return (CauseKind.Layout,
            $"the output of {part.Name} has sizes {x} in the first and {y} in the second: dimensions are transposed");
        if (part.Sizes.Where(n => n != 1).SequenceEqual(part.OtherSizes.Where(n => n != 1)))
            return (CauseKind.Layout,
                $"the output of {part.Name} has sizes {x} in the first and {y} in the second: a dimension of 1 is "
                + $"kept in one, which broadcasts otherwise from here");
        if (part.Sizes.Count > 0 && part.OtherSizes.Count > 0 && part.Sizes[0] == part.OtherSizes[0]
            && part.Sizes.Count == 1 && part.OtherSizes.Count == 2)
            return (CauseKind.Layout,
                $"the output of {part.Name} has sizes {x} in the first and {y} in the second: (n) against (n, 1) "
                + $"was broadcast to n × n in the second");
        return part.Type.Contains("Conv", StringComparison.Ordinal)
            || part.Type.Contains("Pool", StringComparison.Ordinal)
            ? (CauseKind.ModuleSetting,
                $"the output of {part.Name} has sizes {x} in the first and {y} in the second: another stride, "
                + $"padding, dilation or size of the kernel")
            : (CauseKind.Layout, $"the output of {part.Name} has sizes {x} in the first and {y} in the second");
    }

    private static (CauseKind Kind, string Text)? Settings(PartPair part) =>
        part.Settings.Where(s => Matters(part, s.Name)).ToList() is { Count: > 0 } settings
        ? (CauseKind.ModuleSetting,
            string.Join(", and ",
            settings.Select(s => $"{s.Name} of {part.Name} is {s.First} in the first and {s.Second} in the second")))
        : null;

    // A batch normalisation's momentum shows in its buffers; in training its output does not have it.
    private static bool Matters(PartPair part, string setting) => setting switch
    {
        "momentum" => !part.Training.First,
        "p" when part.Type.Contains("Dropout", StringComparison.Ordinal) => part.Training.First,
        _ => true,
    };

    private static (CauseKind, string)? Dropped(PartPair part)
    {
        var once = Drops(part.X, part.Y);
        if (once is { } p) return (CauseKind.Dropout, $"dropout is active in the second alone, at p = {Number(p)}");
        if (Drops(part.Y, part.X) is { } q)
            return (CauseKind.Dropout, $"dropout is active in the first alone, at p = {Number(q)}");
        var both = part.X.Zip(part.Y).Where(z => z.First != 0 && z.Second != 0).ToList();
        var (zeros, others) = (part.X.Count(x => x == 0), part.Y.Count(y => y == 0));
        return part.Type.Contains("Dropout", StringComparison.Ordinal) && both.Count > 0 && zeros > 0 && others > 0
            && both.All(z => Close(z.First, z.Second, Math.Abs(z.First)))
            ? (CauseKind.Dropout, "dropout draws other elements in the two: another seed, or other draws before it")
            : null;
    }

    // Some are 0, and all others are grown by 1/(1 − p).
    private static double? Drops(double[] whole, double[] dropped)
    {
        var kept = whole.Zip(dropped).Where(z => z.First != 0).ToList();
        if (kept.Count < 8) return null;
        var gone = kept.Count(z => z.Second == 0) / (double)kept.Count;
        var left = kept.Where(z => z.Second != 0).ToList();
        if (gone is 0 or > MostDrops || left.Count < 2) return null;
        var c = left[0].Second / left[0].First;
        return c > 1 && left.All(z => Close(z.Second, c * z.First, Math.Abs(z.Second)))
            && Math.Abs(1 - 1 / c - gone) < 0.25 ? Math.Round(1 - 1 / c, 4) : null;
    }

    private static (CauseKind, string)? Slope(PartPair part, PartPair? before)
    {
        if (Slopes(part, before) is not var (one, other)) return null;
        static string Text(double slope) => slope == 0 ? "0, as of ReLU"
            : Math.Abs(slope - 1) < Near ? "1, no activation," : Number(Math.Round(slope, 5));
        return (CauseKind.Activation, $"below 0 the slope is {Text(one)} in the first and {Text(other)} in the second");
    }

    private static (double, double)? Slopes(PartPair part, PartPair? before)
    {
        if (Input(part, before) is not { } input) return null;
        var below = Enumerable.Range(0, input.Length).Where(k => input[k] < 0).ToList();
        if (below.Count < 3 || Enumerable.Range(0, input.Length)
            .Any(k => input[k] >= 0
            && (!Close(part.X[k], input[k], Math.Abs(input[k]))
            || !Close(part.Y[k], input[k], Math.Abs(input[k]))))) return null;
        var deepest = below.MinBy(k => input[k]);
        var (one, other) = (part.X[deepest] / input[deepest], part.Y[deepest] / input[deepest]);
        return below.All(k => Close(part.X[k], one * input[k], Math.Abs(input[k]))
            && Close(part.Y[k], other * input[k], Math.Abs(input[k]))) ? (one, other) : null;
    }

    private static (CauseKind, string)? Function(PartPair part, PartPair? before)
    {
        if (Input(part, before) is { } input && Named(input, part.X) is { } one && Named(input, part.Y) is { } other
            && one != other)
            return (CauseKind.Activation, $"{one} in the first, {other} in the second");
        if (s_functions.Skip(1).FirstOrDefault(f => Same(part.X, part.Y, f.F)) is { Name: { } added })
            return (CauseKind.Activation, $"{added} is applied to it in the second alone");
        return s_functions.Skip(1).FirstOrDefault(f => Same(part.Y, part.X, f.F)) is { Name: { } missing }
            ? (CauseKind.Activation, $"{missing} is applied to it in the first alone") : null;
    }

    private static string? Named(double[] input, double[] output) =>
        s_functions.FirstOrDefault(f => Same(input, output, f.F)).Name;

    private static bool Same(double[] input, double[] output, Func<double, double> f) =>
        input.Length > 2 && input.Zip(output).All(z => Close(z.Second, f(z.First), Math.Max(1e-3, Math.Abs(z.Second))));

    // The output of the part that was called before, where that has as many numbers; there may be others between.
    private static double[]? Input(PartPair part, PartPair? before) =>
        before is not null && before.Count == part.Count && before.X.Length == part.X.Length
            && before.Sizes.SequenceEqual(part.Sizes) ? before.X : null;

    private static (CauseKind, string)? Softmax(PartPair part, PartPair? before)
    {
        if (!part.IsWhole || part.Sizes is not [_, var width]) return null;
        var (x, y) = (part.X, part.Y);
        if (SumsToOne(x, width) && All([.. x.Select(value => Math.Log(value))], y))
            return (CauseKind.Activation, "softmax in the first, log-softmax in the second");
        if (SumsToOne(y, width) && All([.. y.Select(value => Math.Log(value))], x))
            return (CauseKind.Activation, "log-softmax in the first, softmax in the second");
        if (All(Rows(x, width, false), y))
            return (CauseKind.Activation, SumsToOne(x, width) ? "softmax is applied twice in the second"
            : "softmax is applied to it in the second alone");
        if (All(Rows(y, width, false), x))
            return (CauseKind.Activation, SumsToOne(y, width) ? "softmax is applied twice in the first"
            : "softmax is applied to it in the first alone");
        if (All(Rows(x, width, true), y))
            return (CauseKind.Activation, "log-softmax is applied to it in the second alone");
        if (All(Rows(y, width, true), x))
            return (CauseKind.Activation, "log-softmax is applied to it in the first alone");
        var columns = x.Length / width;
        if (Input(part, before) is { } input && All(Rows(input, width, false), x)
            && All(Transposed(Rows(Transposed(input, columns, width), columns, false), width, columns), y))
            return (CauseKind.ModuleSetting, "softmax over dimension 1 in the first, over dimension 0 in the second");
        return null;
    }

    internal static double[] Rows(double[] x, long width, bool logarithm)
    {
        var result = new double[x.Length];
        for (var row = 0L; row < x.Length; row += width)
        {
            var part = x.AsSpan((int)row, (int)width);
            var largest = double.NegativeInfinity;
            foreach (var value in part) largest = Math.Max(largest, value);
            var sum = 0.0;
            foreach (var value in part) sum += Math.Exp(value - largest);
            for (var k = 0; k < width; k++)
                result[row + k] = logarithm ? part[k] - largest - Math.Log(sum) : Math.Exp(part[k] - largest) / sum;
        }
        return result;
    }

    private static double[] Transposed(double[] x, long rows, long columns) =>
        [.. Enumerable.Range(0, x.Length).Select(k => x[k % rows * columns + k / rows])];

    private static bool SumsToOne(double[] x, long width) => Enumerable.Range(0, (int)(x.Length / width))
        .All(row => Math.Abs(x.AsSpan(row * (int)width, (int)width).ToArray().Sum() - 1) < Near);

    private static bool All(double[] expected, double[] found) =>
        expected.Zip(found).All(z => Close(z.Second, z.First, Math.Max(1e-3, Math.Abs(z.Second))));

    // All of it times one number, or a number more in every channel.
    private static (CauseKind, string)? Shifted(PartPair part)
    {
        var scale = Math.Min(part.X.Max(Math.Abs), part.Y.Max(Math.Abs));
        if (scale == 0) return null;
        var largest = Enumerable.Range(0, part.X.Length).MaxBy(k => Math.Abs(part.X[k]));
        var c = part.Y[largest] / part.X[largest];
        if (double.IsFinite(c) && c != 0 && part.X.Zip(part.Y).All(z => Close(z.Second, c * z.First, scale)))
            return (CauseKind.Scaled, $"the second's output is {Number(Math.Round(c, 6))} times the first's");
        var channels = Enumerable.Range(0, part.X.Length).GroupBy(part.Channel).ToList();
        var apart = channels.ConvertAll(channel => channel.Select(k => part.Y[k] - part.X[k]).ToArray());
        if (part.X.Length < 2 * channels.Count || !apart.TrueForAll(d => d.Max() - d.Min() <= Near * scale))
            return null;
        return (CauseKind.Bias, apart.Select(d => d[0]).Max() - apart.Select(d => d[0]).Min() <= Near * scale
            ? $"the second's output is the first's plus {Number(Math.Round(apart[0][0], 6))}, in every channel"
            : "the two outputs are apart by one number a channel: a bias that one does not add, or adds twice");
    }

    // What differs is one number in one of the two.
    private static (CauseKind, string)? Masked(PartPair part)
    {
        var apart = Enumerable.Range(0, part.X.Length)
            .Where(k => !Close(part.X[k], part.Y[k], Math.Max(1e-3, Math.Abs(part.X[k])))).ToList();
        if (apart.Count is 0 || apart.Count == part.X.Length) return null;
        foreach (var (which, values) in new[] { ("second", part.Y), ("first", part.X) })
            if (apart.Select(k => values[k]).Distinct().Take(2).Count() == 1
                && values[apart[0]] is var mask && (apart.Count > 2 || Math.Abs(mask) > 1e4))
                return (CauseKind.Activation,
                    $"{apart.Count} of {part.X.Length} elements are {Number(mask)} in the {which} alone, as by a mask; "
                    + $"all others agree");
        return null;
    }

    private static (CauseKind, string)? Order(PartPair part) =>
        part.IsWhole && part.X.Order().Zip(part.Y.Order()).All(z => Close(z.Second, z.First, Math.Abs(z.First)))
            && part.X.Distinct().Count() > 2
            ? (CauseKind.Layout,
                "both outputs have the same numbers, in another order: dimensions are transposed before a view or "
                + "flatten, or the parts are put together otherwise")
            : null;

    // In every channel one is the other times and plus something.
    private static (CauseKind, string)? Statistics(PartPair part)
    {
        if (!part.Type.Contains("Norm", StringComparison.Ordinal)) return null;
        var scale = part.X.Concat(part.Y).Max(Math.Abs);
        var channels = Enumerable.Range(0, part.X.Length).GroupBy(part.Channel).Where(channel => channel.Count() > 2)
            .ToList();
        foreach (var channel in channels)
        {
            var (mx, my) = (channel.Average(k => part.X[k]), channel.Average(k => part.Y[k]));
            var square = channel.Sum(k => Math.Pow(part.X[k] - mx, 2));
            var slope = square == 0 ? 0 : channel.Sum(k => (part.X[k] - mx) * (part.Y[k] - my)) / square;
            if (channel.Any(k => Math.Abs(part.Y[k] - my - slope * (part.X[k] - mx)) > 10 * Near * scale)) return null;
        }
        return channels.Count == 0 ? null
            : (CauseKind.Statistics,
                $"{part.Name} normalises by other statistics: in every channel one output is the other times one "
                + $"number and plus one, as with the batch's statistics in one and the running ones in the other, "
                + $"other running statistics, or another ε");
    }

    internal static bool Close(double a, double b, double scale) => Math.Abs(a - b) <= Near * scale + 1e-12;

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // Abramowitz and Stegun 7.1.26, to 1.5e-7.
    private static double Erf(double x)
    {
        var t = 1 / (1 + 0.3275911 * Math.Abs(x));
        return Math.Sign(x) * (1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t
            + 0.254829592) * t * Math.Exp(-x * x));
    }
}
