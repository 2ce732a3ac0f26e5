using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>Rounding that the runs themselves have made larger, as RMSProp's steps do where a gradient is near 0 and
/// its sign alone counts.</summary>
internal static class GrownRounding
{
    private const string Advice =
        "; record both in float64, where rounding is nine digits smaller and a mistake is not";

    /// <returns>Null where nothing was apart before, a run leaves the rule that it declares, or the two declare
    /// different ones.</returns>
    internal static (CauseKind Kind, string Text)? Of(SampledRun a, SampledRun b, TraceComparison comparison)
    {
        var (first, beyond) = (comparison.First!, comparison.Beyond!);
        if (first == beyond || !a.Parameters.Zip(b.Parameters)
            .All(p => Rule(a, p.First) is { } rule && rule == Rule(b, p.Second))) return null;
        if (!Follows(a) || !Follows(b)) return null;
        var advice = a.Parameters.Concat(b.Parameters).Any(p => p.Type == "<f4") ? Advice : "";
        var rule = $"replayed in {a.Parameters.Sum(p => p.Places.Count)} of the elements, every step of both is "
            + $"{a.Header.Optimizer}'s, with the same options";
        return beyond.Quantity is "loss" or "gradient"
            ? (CauseKind.NotExplained,
                $"not explained: {rule}, but here the {beyond.Quantity} parts by more than the parameters' distance "
                + $"would make it. Rounding came in at step {first.Step} and may have grown{advice}")
            : (CauseKind.Rounding,
                $"no mistake is seen: {rule}, on gradients that agree. Rounding came in at step {first.Step} and "
                + $"has grown{advice}");
    }

    private static UpdateRule? Rule(SampledRun run, SampledParameter parameter) =>
        DeclaredRule.Of(run.Header, parameter.Own);

    private static bool Follows(SampledRun run)
    {
        var rules = run.Parameters.ToDictionary(p => p.Name, p => Rule(run, p));
        return RuleCheck.Of(run, name => rules[name]).Step is null;
    }
}
