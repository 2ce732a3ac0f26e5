namespace D2lOptim.Parity.Causes;

/// <summary>Looks for the rule that a run follows, from the likeliest outwards: as declared, with one change, with
/// two.</summary>
internal static class RuleSearch
{
    private const double ClearlyBetter = 4;

    /// <summary>The rules of a run by parameter, and how well they fit.</summary>
    internal sealed record Found(IReadOnlyDictionary<string, UpdateRule> Rules, double Worst);

    /// <param name="run">The run.</param>
    /// <param name="bases">Rules by parameter to start from, the likeliest first; the usual algorithms are tried after
    /// them.</param>
    /// <param name="numbers">Rules whose numbers are worth a try.</param>
    /// <param name="partsAt">Where the runs part.</param>
    /// <returns>The rules that fit with the fewest changes, the best first; none where nothing fits.</returns>
    internal static IReadOnlyList<Found> Search(SampledRun run,
        IReadOnlyList<IReadOnlyDictionary<string, UpdateRule>> bases, IReadOnlyList<UpdateRule> numbers, long partsAt)
    {
        foreach (var rules in bases)
            if (Fit(run, rules) is { } fits) return [fits];
        var changes = Alternatives.Of(numbers, partsAt);
        var tried = new HashSet<string>(); // a record's text has all its numbers
        foreach (var rules in bases)
        {
            if (Best(changes.Select(c => Changed(rules, c))) is { Count: > 0 } singles) return singles;
            // What some parameters follow already, the others leave by themselves.
            HashSet<string> apart =
                [.. rules.Keys.Where(name => RuleCheck.Of(run, p => p == name ? rules[p] : null).Step is not null)];
            if (apart.Count < rules.Count
                && Best(changes.Select(c => Changed(rules, c, apart))) is { Count: > 0 } partial) return partial;
        }
        var usual = Alternatives.Usual
            .Select(rule =>
            run.Parameters.ToDictionary(p => p.Name, p => p.Group is null ? new UpdateRule(Family.None) : rule))
            .ToList();
        if (Best(usual) is { Count: > 0 } plain) return plain;
        foreach (var rules in bases)
        {
            var pairs = changes.SelectMany((c, i) => changes.Skip(i + 1).Where(d => d.Kind != c.Kind)
                .Select(d => Changed(Changed(rules, c), d)));
            if (Best(pairs) is { Count: > 0 } found) return found;
        }
        return Best(usual.SelectMany(rules => changes.Select(c => Changed(rules, c))));

        List<Found> Best(IEnumerable<IReadOnlyDictionary<string, UpdateRule>> candidates)
        {
            var found = candidates.Where(c => tried.Add(string.Join(";", c.Values))).Select(c => Fit(run, c))
                .OfType<Found>().OrderBy(f => f.Worst).ToList();
            return found.Count > 1 && found[1].Worst > ClearlyBetter * Math.Max(found[0].Worst, 1e-3) ? found[..1]
                : found;
        }
    }

    internal static Found? Fit(SampledRun run, IReadOnlyDictionary<string, UpdateRule> rules) =>
        RuleCheck.Of(run, p => rules.GetValueOrDefault(p)) is { Step: null } result
            && (result.Told > 0 || Still(rules)) ? new Found(rules, result.Worst) : null;

    // Of a run that does not move, nothing else is to be told.
    private static bool Still(IReadOnlyDictionary<string, UpdateRule> rules) =>
        rules.Values.All(rule => rule.Family == Family.None || rule.Target == Target.Nothing);

    private static Dictionary<string, UpdateRule> Changed(IReadOnlyDictionary<string, UpdateRule> rules,
        Alternatives.Change change, HashSet<string>? only = null) =>
        rules.ToDictionary(r => r.Key, r => r.Value.Family == Family.None || only?.Contains(r.Key) == false ? r.Value
            : change.Apply(r.Value));
}
