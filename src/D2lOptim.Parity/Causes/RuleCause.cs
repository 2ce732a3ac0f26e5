using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>In which places the two runs' update rules differ.</summary>
internal static class RuleCause
{
    private const int Named = 4;

    internal static IReadOnlyList<Cause> Of(SampledRun a, SampledRun b, Divergence beyond)
    {
        if (a.Steps.Count == 0 || a.Steps[0].Rates.Length == 0 || b.Steps[0].Rates.Length == 0 || a.StartsWarm
            || b.StartsWarm) return [];
        IReadOnlyDictionary<string, UpdateRule>[] known =
            [.. new[] { Declared(a), Declared(b) }.OfType<Dictionary<string, UpdateRule>>()];
        UpdateRule[] numbers = [.. known.SelectMany(k => k.Values).Distinct()];

        var first = RuleSearch.Search(a, known, numbers, beyond.Step);
        if (first.Count == 0) return [];
        var shown = RuleCheck.Of(b, p => first[0].Rules[p]);
        if (shown.Step is not { } step) return [];
        var second = RuleSearch.Search(b, [.. first.Select(found => found.Rules), .. known], numbers, step);
        var array = shown.State is { } state ? $"state/{state}/{shown.Parameter}" : $"parameter/{shown.Parameter}";
        if (second.Count == 0)
            return [new Cause(CauseKind.NotExplained, step, array,
            Unknown(first[0].Rules[shown.Parameter!], b, shown.Parameter!))];
        // Where several fit and none clearly better, to name one would be to guess.
        var readings = first.SelectMany(_ => second, (one, other) => Reading(one.Rules, other.Rules, shown.Parameter!))
            .Where(d => d.Count > 0).DistinctBy(d => string.Join("; ", d.Select(x => x.Text))).ToList();
        if (readings.Count == 0) return [];
        if (readings.Count > 1 && readings.Select(d => string.Join(",", d.Select(x => x.Kind))).Distinct().Count() > 1)
            return [new Cause(CauseKind.NotExplained, step, array,
                $"not explained: as far as these steps tell, it is one of: "
                + $"{string.Join("; or ", readings.Take(Named).Select(d => string.Join(", and ", d.Select(x =>
                x.Text))))}")];
        // The array is where the first of several shows; it need not be where each does.
        return [.. readings[0]
            .Select((d, i) =>
            new Cause(d.Kind, step, readings[0].Count == 1 ? array : null,
            string.Join("; or ", readings.Select(r => r[i].Text).Distinct().Take(Named))))];
    }

    private static Dictionary<string, UpdateRule>? Declared(SampledRun run)
    {
        var rules = run.Parameters.Select(p => (p.Name, Rule: DeclaredRule.Of(run.Header, p.Own))).ToList();
        return rules.TrueForAll(r => r.Rule is not null) ? rules.ToDictionary(r => r.Name, r => r.Rule!) : null;
    }

    private static List<(CauseKind Kind, string Text)> Reading(IReadOnlyDictionary<string, UpdateRule> one,
        IReadOnlyDictionary<string, UpdateRule> other, string parameter)
    {
        string[] apart = [.. one.Keys.Where(name => one[name] != other[name])];
        var where = apart.Length < one.Count
            ? $", of {string.Join(", ", apart.Take(Named))}{(apart.Length > Named
            ? $" and {apart.Length - Named} others" : "")} alone" : "";
        return [.. RuleText.Differences(one[parameter], other[parameter]).Select(d => (d.Kind, d.Text + where))];
    }

    private static string Unknown(UpdateRule first, SampledRun second, string parameter) =>
        $"not explained: the first's steps are {RuleText.Name(first)}'s, the second's of {parameter} are another "
            + $"algorithm's: none of {string.Join(", ", Alternatives.Usual.Select(RuleText.Name).Distinct())}, "
        + $"as usually written or with one place written otherwise. "
            + $"{(second.Parameters.Any(p => p.States[^1].Count > 0) ? "Look at what its update adds to these"
            : "Record its state too, under torch's names, and the array that parts first is told")}";
}
