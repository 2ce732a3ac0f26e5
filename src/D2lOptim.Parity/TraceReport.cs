using System.Globalization;
using System.Text.Json;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity;

/// <summary>What is said of two traces: where they part, and why.</summary>
/// <param name="First">About the one.</param>
/// <param name="Second">About the other.</param>
/// <param name="Comparison">The numbers.</param>
/// <param name="Causes">The findings, the first to show first.</param>
public sealed record TraceReport(string First, string Second, TraceComparison Comparison, IReadOnlyList<Cause> Causes)
{
    /// <summary>Compares two traces.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="map">The parameters that are called otherwise in the second.</param>
    /// <param name="tolerance">How far numbers may be apart, of the largest of their array; null for what rounding
    /// makes.</param>
    /// <exception cref="BadInputException">A trace is damaged, or the two do not belong together.</exception>
    public static TraceReport Of(TraceReader a, TraceReader b, NameMap map, double? tolerance = null)
    {
        var comparison = TraceComparison.Of(a, b, map, tolerance);
        return new(About(a), About(b), comparison, CauseFinder.Find(a, b, map, comparison));
    }

    /// <summary>Whether the two are equal, or apart by rounding alone.</summary>
    public bool Agrees =>
        Comparison.Beyond is null || (Causes.Count > 0 && Causes.All(cause => cause.Kind == CauseKind.Rounding));

    /// <summary>The report, a line each.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"first:  {First}";
        yield return $"second: {Second}";
        yield return $"{Comparison.Steps} steps in both; the largest difference of each quantity:";
        foreach (var q in Comparison.Largest)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"  {Name(q.Quantity),-14} "
                + $"{(q.Where is null ? "equal" : double.IsInfinity(q.Difference) ? "differs"
                : $"{q.Difference:G3}"),9} {q.Where}").TrimEnd();
        foreach (var note in Comparison.Notes) yield return $"  note: {note}";
        if (Comparison.First is null)
        {
            yield return Comparison.Largest.All(q => q.Where is null) ? "the traces are equal in every number"
                : "the traces are equal in every number, but for the batches' bytes";
            yield break;
        }
        yield return $"first difference:  {Comparison.First}";
        if (Comparison.Beyond is { } beyond)
            yield return $"first divergence:  {(beyond == Comparison.First ? "there" : beyond)}";
        foreach (var cause in Causes)
            yield return cause.Kind is CauseKind.Rounding or CauseKind.NotExplained ? cause.Text
                : $"cause: {cause.Text} "
                + $"({(cause.Step == 0 ? "at the start"
                : $"from step {cause.Step}")}"
                + $"{(cause.Array is { } array && array != "batch"
                    ? $", {new TraceArray(array, "<f4", [], 0).Words}" : "")})";
    }

    /// <summary>The same as JSON: <c>agrees</c>, <c>steps</c>, <c>first</c>, <c>beyond</c>, <c>causes</c>,
    /// <c>notes</c>.</summary>
    public string ToJson()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteBoolean("agrees", Agrees);
            json.WriteNumber("steps", Comparison.Steps);
            foreach (var (name, place) in new[] { ("first", Comparison.First), ("beyond", Comparison.Beyond) })
            {
                if (place is null) json.WriteNull(name);
                else
                {
                    json.WriteStartObject(name);
                    json.WriteNumber("step", place.Step);
                    json.WriteString("array", place.Array);
                    json.WriteNumber("index", place.Index);
                    json.WriteString("text", place.ToString());
                    json.WriteEndObject();
                }
            }
            json.WriteStartArray("causes");
            foreach (var cause in Causes)
            {
                json.WriteStartObject();
                json.WriteString("kind", cause.Kind.ToString());
                json.WriteNumber("step", cause.Step);
                json.WriteString("array", cause.Array);
                json.WriteString("text", cause.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (var note in Comparison.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }

    private static string Name(string quantity) =>
        quantity switch
        {
            "lr" => "learning rate",
            "outgrad" => "at the outputs",
            "raw" => "after backward",
            _ => quantity
        };

    private static string About(TraceReader trace) =>
        $"{trace.Path}, {trace.Header.Program} on libtorch {trace.Header.Libtorch}, "
            + $"{trace.Header.Optimizer ?? "an update of its own"}";
}
