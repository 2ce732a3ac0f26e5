using System.Text.Json;

namespace D2lOptim.Parity.Traces;

/// <summary>A place in a header, named where what stands there is not what was expected.</summary>
/// <param name="Json">What stands there.</param>
/// <param name="Source">The file.</param>
/// <param name="Path">From the root, as <c>groups[0].options.lr</c>.</param>
internal sealed record HeaderField(JsonElement Json, string Source, string Path = "")
{
    private const int Shown = 40;

    internal JsonValueKind Kind => Json.ValueKind;

    internal HeaderField this[string name] =>
        Kind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? Inner(value, name)
            : throw Wrong($"an object with '{name}'");

    internal IEnumerable<(string Name, HeaderField Field)> Entries() =>
        Kind == JsonValueKind.Object ? Json.EnumerateObject()
            .Select(entry => (entry.Name, Inner(entry.Value, entry.Name))) : throw Wrong("an object");

    internal IEnumerable<HeaderField> Items() =>
        Kind == JsonValueKind.Array ? Json.EnumerateArray()
            .Select((item, i) => new HeaderField(item, Source, $"{Path}[{i}]")) : throw Wrong("a list");

    internal string Text() => Kind == JsonValueKind.String ? Json.GetString()! : throw Wrong("a text");

    internal string? TextOrNull() => Kind == JsonValueKind.Null ? null : Kind == JsonValueKind.String
        ? Json.GetString() : throw Wrong("a text or null");

    internal double Number() => Kind == JsonValueKind.Number && Json.GetDouble() is var number
        && double.IsFinite(number) ? number : throw Wrong("a finite number");

    internal long Whole(int least) => Kind == JsonValueKind.Number && Json.TryGetInt32(out var number)
        && number >= least ? number : throw Wrong($"a whole number from {least} to {int.MaxValue}");

    internal BadInputException Wrong(string expected)
    {
        var found = Json.GetRawText();
        return new($"{Source}: {TraceHeader.Entry}{(Path == "" ? "" : $", {Path}")}: "
            + $"{(found.Length > Shown ? $"{found[..Shown]}…" : found)}, expected {expected}");
    }

    private HeaderField Inner(JsonElement value, string name) =>
        new(value, Source, Path == "" ? name : $"{Path}.{name}");
}
