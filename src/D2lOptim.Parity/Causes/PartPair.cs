using System.Text.Json;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>One call of a part of the model in both runs: what it was made with, and what it gave.</summary>
/// <param name="Name">In the first.</param>
/// <param name="Type">Its class in the first.</param>
/// <param name="OtherType">In the second.</param>
/// <param name="Training">Its mode in both.</param>
/// <param name="Sizes">Of the output.</param>
/// <param name="OtherSizes">Of the second's.</param>
/// <param name="X">The first's output, or some of it.</param>
/// <param name="Y">The second's at the same places.</param>
/// <param name="Float">NumPy's type.</param>
/// <param name="Settings">The options that both tell and that differ.</param>
internal sealed record PartPair(
    string Name, string Type, string OtherType, (bool First, bool Second) Training, IReadOnlyList<long> Sizes,
        IReadOnlyList<long> OtherSizes, double[] X, double[] Y, string Float,
    IReadOnlyList<(string Name, string First, string Second)> Settings)
{
    /// <summary>How many elements the output has.</summary>
    internal long Count => Sizes.Aggregate(1L, (n, size) => n * size);

    /// <summary>Whether all of them are here.</summary>
    internal bool IsWhole => X.Length == Count && Y.Length == Count;

    /// <summary>Its name and class in words.</summary>
    internal string Words =>
        Type == OtherType ? $"{Name} ({Type})" : $"{Name} ({Type} in the first, {OtherType} in the second)";

    /// <summary>Which channel a number belongs to: dimension 1 of images, else the last.</summary>
    internal int Channel(int k)
    {
        var place = Sampling.Place(k, Count, X.Length);
        var inner = Sizes.Count > 2 ? Sizes.Skip(2).Aggregate(1L, (n, size) => n * size) : 1;
        return (int)(place / inner % (Sizes.Count > 1 ? Sizes[Sizes.Count > 2 ? 1 : ^1] : Count));
    }

    /// <summary>All calls of a step, in the order of the first run.</summary>
    internal static List<PartPair> Read(TraceHeader a, TraceHeader b, ModuleMap map, TraceStep one, TraceStep other)
    {
        List<PartPair> all = [];
        foreach (var x in one.Layout.Arrays.Where(array => array.Quantity == "output"))
        {
            if (map.OfArray(x.Name) is not { } twin || !other.Layout.ByName.TryGetValue(twin, out var y)) continue;
            var (name, theirs) = (x.Name["output/".Length..], twin["output/".Length..]);
            var (mine, yours) = (Module(a, name), Module(b, theirs));
            var (values, others) = (one.Doubles(x), other.Doubles(y));
            if (values.Length > others.Length && a.Written(values.Length) == others.Length)
                values = Sampling.Take(values, others.Length);
            if (others.Length > values.Length && b.Written(others.Length) == values.Length)
                others = Sampling.Take(others, values.Length);
            all.Add(new(name, mine?.Type ?? "", yours?.Type ?? "", (Trained(one, name), Trained(other, theirs)),
                TraceWalk.Sizes(one, x), TraceWalk.Sizes(other, y), values, others,
                x.Type == "<f4" ? x.Type : y.Type, mine is null || yours is null ? [] : [.. Differing(mine, yours)]));
        }
        return all;
    }

    private static TraceModule? Module(TraceHeader header, string name) =>
        header.Modules.FirstOrDefault(m => m.Name == name.Split(':')[0]);

    private static bool Trained(TraceStep step, string name) =>
        step.Layout.ByName.TryGetValue($"training/{name}", out var mode) && step.At(mode, 0) != 0;

    private static IEnumerable<(string, string, string)> Differing(TraceModule a, TraceModule b) =>
        from option in a.Options
        where b.Options.ContainsKey(option.Key)
        let pair = (First: Plain(option.Value), Second: Plain(b.Options[option.Key]))
        where pair.First != pair.Second && pair.First != "null" && pair.Second != "null"
        select (option.Key, pair.First, pair.Second);

    // A square's two sizes are one, and a number has one form.
    private static string Plain(string json)
    {
        var value = JsonDocument.Parse(json).RootElement;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Select(item => Plain(item.GetRawText()))
            .ToList() is { Count: > 0 } items)
            return items.Distinct().Count() == 1 ? items[0] : $"({string.Join(", ", items)})";
        return value.ValueKind == JsonValueKind.Number ? UpdateRule.Number(value.GetDouble()) : value.ToString();
    }
}
