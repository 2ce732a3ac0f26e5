using System.Globalization;

namespace D2lOptim.Parity.Traces;

/// <summary>Two traces held against each other, step by step.</summary>
/// <param name="Steps">How many steps both have.</param>
/// <param name="Largest">The largest difference by quantity.</param>
/// <param name="First">The first numbers that are not equal; null where all are.</param>
/// <param name="Beyond">The first that differ by more than rounding can.</param>
/// <param name="Notes">What one trace has and the other has not.</param>
public sealed record TraceComparison(int Steps, IReadOnlyList<QuantityDifference> Largest, Divergence? First,
    Divergence? Beyond, IReadOnlyList<string> Notes)
{
    /// <summary>Compares all steps that both traces have.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="map">The parameters that are called otherwise in the second.</param>
    /// <param name="tolerance">How far numbers may be apart, of the largest of their array; null for what rounding
    /// makes.</param>
    /// <exception cref="BadInputException">A trace is damaged, the parameters do not match, or no step is in
    /// both.</exception>
    public static TraceComparison Of(TraceReader a, TraceReader b, NameMap map, double? tolerance = null)
    {
        map.Check(a, b);
        var walk = new TraceWalk(a.Header, b.Header, map, tolerance);
        foreach (var (one, other) in Pairs(a, b)) walk.Compare(one, other);
        if (walk.Steps == 0)
            throw new BadInputException(
            $"{a.Path} and {b.Path}: no step is in both, expected some; the one has {Range(a)}, the other {Range(b)}");
        List<string> notes =
            [.. walk.Notes, .. Declared(a.Header, b.Header, map), .. walk.SawLost ? LostNumber.Notes(a, b) : []];
        if (a.Numbers[^1] != b.Numbers[^1] || a.Numbers.Count != b.Numbers.Count)
            notes.Insert(0, $"{a.Path} has {Range(a)}, {b.Path} {Range(b)}; {walk.Steps} are in both");
        return new TraceComparison(walk.Steps, walk.Largest, walk.First, walk.Beyond, notes);
    }

    /// <summary>The steps that both traces have, each pair valid until the next.</summary>
    public static IEnumerable<(TraceStep A, TraceStep B)> Pairs(TraceReader a, TraceReader b)
    {
        using var one = a.Steps().GetEnumerator();
        using var other = b.Steps().GetEnumerator();
        var more = one.MoveNext() && other.MoveNext();
        while (more)
        {
            if (one.Current.Number == other.Current.Number)
            {
                yield return (one.Current, other.Current);
                more = one.MoveNext() && other.MoveNext();
            }
            else more = one.Current.Number < other.Current.Number ? one.MoveNext() : other.MoveNext();
        }
    }

    // Options that the headers themselves tell apart, where both name the same class.
    private static IEnumerable<string> Declared(TraceHeader a, TraceHeader b, NameMap map)
    {
        if (!string.Equals(a.Optimizer, b.Optimizer, StringComparison.OrdinalIgnoreCase)) return [];
        return a.Parameters.SelectMany(p => a.OptionsOf(p.Name)
            .Where(o => b.OptionsOf(map[p.Name].Name).TryGetValue(o.Key, out var other) && !other.Equals(o.Value))
            .Select(o => string.Create(CultureInfo.InvariantCulture,
                $"{o.Key} is set to {o.Value} in the first and {b.OptionsOf(map[p.Name].Name)[o.Key]} in the second")))
                .Distinct();
    }

    private static string Range(TraceReader trace) =>
        trace.Numbers.Count == 1 ? "no steps" : $"{trace.Numbers.Count - 1} steps up to {trace.Numbers[^1]}";
}
