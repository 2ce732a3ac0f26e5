using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>Why the gradient at a part's output differs, where all outputs agree.</summary>
internal static class BackwardCause
{
    /// <param name="one">The step.</param>
    /// <param name="other">The second's.</param>
    /// <param name="modules">Which part of the second is which of the first.</param>
    /// <param name="array">The first gradient to differ, as <c>outgrad/0</c>.</param>
    internal static (CauseKind Kind, string Text) Of(TraceStep one, TraceStep other, ModuleMap modules, string array)
    {
        // Gradients come from the last part to the first.
        var backwards = one.Layout.Arrays.Where(x => x.Quantity == "outgrad").Select(x => x.Name["outgrad/".Length..])
            .ToList();
        var at = backwards.IndexOf(array["outgrad/".Length..]);
        if (at <= 0)
            return (CauseKind.NotExplained,
                "not explained: the model's outputs agree and the gradient at them does not, and is no multiple: the "
                + "loss is another one, or is not what backward() is called on; tell the targets, and the loss is "
                + "looked at too");
        if (Missing(one, other, modules, backwards[at], backwards[..at]) is { } missing)
            return (CauseKind.NullGradient, missing);
        return (CauseKind.NotExplained,
            $"not explained: all outputs agree, and so does the gradient at the output of {backwards[at - 1]}; "
            + $"that at the output of {backwards[at]} does not: look at what {backwards[at - 1]} does with it, "
            + $"or at a detach between the two");
    }

    // What one has more is a later part's gradient: it comes by a skip connection.
    private static string? Missing(TraceStep one, TraceStep other, ModuleMap modules, string part, List<string> later)
    {
        if (Gradient(one, part) is not { } first || modules.OfArray($"outgrad/{part}") is not { } twin
            || Gradient(other, twin["outgrad/".Length..]) is not { } second || first.Length != second.Length)
            return null;
        var scale = Math.Max(first.Max(Math.Abs), second.Max(Math.Abs));
        var apart = first.Zip(second, (g, h) => g - h).ToArray();
        foreach (var name in Enumerable.Reverse(later))
        {
            if (Gradient(one, name) is not { } skipped || !SameSizes(name) || skipped.Length != apart.Length
                || skipped.Max(Math.Abs) <= 1e-2 * scale || skipped.Distinct().Take(3).Count() < 3) continue;
            if (Near(apart, skipped)) return Text(name, "first", "second");
            if (Near([.. apart.Select(d => -d)], skipped)) return Text(name, "second", "first");
        }
        return null;

        static double[]? Gradient(TraceStep step, string name) =>
            step.Layout.ByName.TryGetValue($"outgrad/{name}", out var g) ? step.Doubles(g) : null;

        bool SameSizes(string name) => Sizes(name).SequenceEqual(Sizes(part));

        IReadOnlyList<long> Sizes(string name) => TraceWalk.Sizes(one, one.Layout.ByName[$"outgrad/{name}"]);

        bool Near(double[] found, double[] expected) =>
            found.Zip(expected).All(z => ModuleCause.Close(z.First, z.Second, scale));

        string Text(string name, string with, string without) =>
            $"all outputs agree; the gradient at the output of {part} has that at the output of {name} in it in the "
            + $"{with} alone: what skips the parts between them is detached, or under no_grad(), in the {without}";
    }
}
