using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>In which places the two runs' update rules differ.</summary>
internal static class RuleCause
{
    internal static IReadOnlyList<Cause> Of(SampledRun a, SampledRun b, Divergence beyond)
    {
        var declaredA = a.Parameters.ToDictionary(p => p.Name, p => DeclaredRule.Of(a.Header, p.Own));
        var declaredB = b.Parameters.ToDictionary(p => p.Name, p => DeclaredRule.Of(b.Header, p.Own));
        IReadOnlyDictionary<string, UpdateRule>[] known = [.. new[] { declaredA, declaredB }.Where(d => d.Values.All(rule => rule is not null)).Select(d => d.ToDictionary(r => r.Key, r => r.Value!))];
        if (known.Length == 0 || a.Steps.Count == 0 || a.Steps[0].Rates.Length == 0 || b.Steps[0].Rates.Length == 0 || a.StartsWarm || b.StartsWarm) return [];
        UpdateRule[] numbers = [.. known.SelectMany(k => k.Values).Distinct()];

        var first = RuleSearch.Search(a, known, numbers, beyond.Step);
        if (first.Count == 0) return [];
        var shown = RuleCheck.Of(b, p => first[0].Rules[p]);
        if (shown.Step is not { } step) return [];
        var second = RuleSearch.Search(b, [.. first.Select(found => found.Rules), .. known], numbers, step);
        var array = shown.State is { } state ? $"state/{state}/{shown.Parameter}" : $"parameter/{shown.Parameter}";
        // Where several fit and none clearly better, to name one would be to guess.
        var readings = first.SelectMany(_ => second, (one, other) => RuleText.Differences(one.Rules[shown.Parameter!], other.Rules[shown.Parameter!])).Where(d => d.Count > 0).DistinctBy(d => string.Join("; ", d.Select(x => x.Text))).ToList();
        if (readings.Count == 0) return [];
        if (readings.Count > 1 && readings.Select(d => string.Join(",", d.Select(x => x.Kind))).Distinct().Count() > 1)
            return [new Cause(CauseKind.NotExplained, step, array, $"not explained: as far as these steps tell, it is one of: {string.Join("; or ", readings.Take(4).Select(d => string.Join(", and ", d.Select(x => x.Text))))}")];
        // The array is where the first of several shows; it need not be where each does.
        return [.. readings[0].Select((d, i) => new Cause(d.Kind, step, readings[0].Count == 1 ? array : null, string.Join("; or ", readings.Select(r => r[i].Text).Distinct().Take(4))))];
    }
}
