using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>What differs before the first step.</summary>
internal static class StartCause
{
    private const int Named = 3;

    internal static IEnumerable<Cause> Of(SampledRun a, SampledRun b)
    {
        var pairs = a.Parameters.Zip(b.Parameters).ToList();
        var moved = pairs.Where(p => !p.First.Values[0].SequenceEqual(p.Second.Values[0])).ToList();
        if (moved.Count > 0)
        {
            var which = moved.Count == pairs.Count ? ""
                : $" of {string.Join(", ", moved.Take(Named).Select(p => p.First.Name))}{(moved.Count > Named
                ? $" and {moved.Count - Named} others" : "")}";
            var zero = moved.All(p => p.Second.Values[0].All(x => x == 0)) ? "the second's are all 0"
                : moved.All(p => p.First.Values[0].All(x => x == 0)) ? "the first's are all 0"
                : "another seed, another distribution, or other draws before them";
            yield return new Cause(CauseKind.Init, 0, $"parameter/{moved[0].First.Name}",
                $"different initial parameters{which}: {zero}");
        }
        foreach (var (p, other) in pairs)
            foreach (var (kind, start) in p.States[0])
                if (other.States[0].TryGetValue(kind, out var theirs) && !start.SequenceEqual(theirs))
                {
                    yield return new Cause(CauseKind.Init, 0, $"state/{kind}/{p.Name}",
                        $"the optimizer's state starts otherwise: {kind} of {p.Name} at {Number(start[0])} in the "
                        + $"first and {Number(theirs[0])} in the second");
                    yield break;
                }
    }
}
