namespace D2lOptim.Parity.Causes;

/// <summary>Whether a part's output has another part's in it, in one run alone: what was put together
/// otherwise.</summary>
internal static class Wiring
{
    /// <param name="part">The part.</param>
    /// <param name="before">The parts that were called before it, whose outputs agree, the last one last.</param>
    internal static (CauseKind, string)? Of(PartPair part, IReadOnlyList<PartPair> before)
    {
        if (part.X.Length != part.Y.Length) return null;
        var (x, y) = (part.X, part.Y);
        var scale = Math.Max(x.Max(Math.Abs), y.Max(Math.Abs));
        var apart = x.Zip(y, (one, other) => one - other).ToArray();
        // The nearest first, as several may agree.
        foreach (var p in before.Reverse())
        {
            if (Spread(p, part) is not { } other || other.Max(Math.Abs) <= 1e-3 * scale
                || other.Distinct().Take(3).Count() < 3) continue;
            if (Near(y, other))
                return (CauseKind.Layout, $"the second gives the output of {p.Name} as it is, the first does not");
            if (Near(x, other))
                return (CauseKind.Layout, $"the first gives the output of {p.Name} as it is, the second does not");
            if (Near(apart, other))
                return (CauseKind.Layout, $"the output of {p.Name} is added in the first alone");
            if (Near([.. apart.Select(d => -d)], other))
                return (CauseKind.Layout, $"the output of {p.Name} is added in the second alone");
            foreach (var (name, f) in ModuleCause.s_functions.Skip(1))
            {
                var changed = other.Select(v => v - f(v)).ToArray();
                if (Near(apart, changed))
                    return (CauseKind.Activation,
                        $"in the second, {name} is applied to the output of {p.Name} before it is added");
                if (Near([.. apart.Select(d => -d)], changed))
                    return (CauseKind.Activation,
                        $"in the first, {name} is applied to the output of {p.Name} before it is added");
            }
        }
        return null;

        bool Near(double[] found, double[] expected) =>
            found.Zip(expected).All(z => ModuleCause.Close(z.First, z.Second, scale));
    }

    // Of the part's sizes, or repeated along its first ones.
    private static double[]? Spread(PartPair p, PartPair part) =>
        p.Sizes.SequenceEqual(part.Sizes) && p.X.Length == part.X.Length ? p.X
        : p.IsWhole && part.IsWhole && p.Sizes.Count < part.Sizes.Count
            && part.Sizes.Skip(part.Sizes.Count - p.Sizes.Count).SequenceEqual(p.Sizes)
            ? [.. Enumerable.Range(0, part.X.Length).Select(k => p.X[k % p.X.Length])]
        : null;
}
