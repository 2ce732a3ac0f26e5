using System.Text.Json;
using System.Text.Json.Nodes;

namespace D2lOptim.Parity.Traces;

/// <summary>What a trace says of its run: the file's entry <c>header.json</c>. Python's recorder writes the same.</summary>
/// <param name="Program"><c>python</c>, <c>system</c> or <c>nuget</c>.</param>
/// <param name="Libtorch">libtorch's version.</param>
/// <param name="Every">Steps 1, 1 + every, 1 + 2·every, … are recorded.</param>
/// <param name="Optimizer">The optimizer's class; null where the updates are the user's own.</param>
/// <param name="Groups">Parameters with the options they are changed by.</param>
/// <param name="Parameters">All parameters, in the model's order.</param>
public sealed record TraceHeader(
    string Program, string Libtorch, int Every, string? Optimizer, IReadOnlyList<TraceGroup> Groups, IReadOnlyList<TraceParameter> Parameters)
{
    /// <summary>The entry's name.</summary>
    public const string Entry = "header.json";

    private const string Format = "d2loptim-trace";
    private const int Version = 1;

    /// <summary>The options of the group that a parameter is in, by Python's names.</summary>
    public IReadOnlyDictionary<string, object> OptionsOf(string parameter) =>
        (Groups.FirstOrDefault(group => group.Parameters.Contains(parameter)) ?? Groups.FirstOrDefault())?.Options ?? new Dictionary<string, object>();

    /// <summary>Its place in the file's list of groups, and so in the list of learning rates.</summary>
    public int GroupOf(string parameter) => Math.Max(0, Groups.ToList().FindIndex(group => group.Parameters.Contains(parameter)));

    /// <summary>The text of the entry.</summary>
    public string ToJson() => new JsonObject
    {
        ["format"] = Format,
        ["version"] = Version,
        ["program"] = Program,
        ["libtorch"] = Libtorch,
        ["every"] = Every,
        ["optimizer"] = Optimizer,
        ["groups"] = new JsonArray([.. Groups.Select(group => new JsonObject
        {
            ["parameters"] = new JsonArray([.. group.Parameters.Select(name => JsonValue.Create(name))]),
            ["options"] = new JsonObject(group.Options.Select(o => KeyValuePair.Create(o.Key, JsonSerializer.SerializeToNode(o.Value)))),
        })]),
        ["parameters"] = new JsonArray([.. Parameters.Select(p => new JsonObject { ["name"] = p.Name, ["shape"] = new JsonArray([.. p.Shape.Select(n => JsonValue.Create(n))]) })]),
    }.ToJsonString();

    /// <summary>Reads the text of the entry.</summary>
    /// <exception cref="BadInputException">It is not such a text.</exception>
    public static TraceHeader Parse(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format || root.GetProperty("version").GetInt32() != Version)
                throw new BadInputException($"{source}: {Entry} is of another format or version, expected {Format} of version {Version}");
            return new TraceHeader(
                root.GetProperty("program").GetString()!, root.GetProperty("libtorch").GetString()!, root.GetProperty("every").GetInt32(), root.GetProperty("optimizer").GetString(),
                [.. root.GetProperty("groups").EnumerateArray().Select(group => new TraceGroup(
                    [.. group.GetProperty("parameters").EnumerateArray().Select(name => name.GetString()!)],
                    group.GetProperty("options").EnumerateObject().SelectMany(Option).ToDictionary()))],
                [.. root.GetProperty("parameters").EnumerateArray().Select(p => new TraceParameter(p.GetProperty("name").GetString()!, [.. p.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())]))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{source}: {Entry} is not the header of a trace: {e.Message}", e);
        }
    }

    // Python's betas=(β₁, β₂) is two options in TorchSharp.
    private static IEnumerable<KeyValuePair<string, object>> Option(JsonProperty option) => option.Value.ValueKind switch
    {
        JsonValueKind.Number => [new(option.Name, option.Value.GetDouble())],
        JsonValueKind.True or JsonValueKind.False => [new(option.Name, option.Value.GetBoolean())],
        JsonValueKind.String => [new(option.Name, option.Value.GetString()!)],
        JsonValueKind.Array when option.Name == "betas" => [new("beta1", option.Value[0].GetDouble()), new("beta2", option.Value[1].GetDouble())],
        _ => [],
    };
}

/// <summary>Parameters that share options.</summary>
/// <param name="Parameters">Their names.</param>
/// <param name="Options">Numbers and switches, by Python's names.</param>
public sealed record TraceGroup(IReadOnlyList<string> Parameters, IReadOnlyDictionary<string, object> Options);

/// <summary>A parameter of the run.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record TraceParameter(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>A shape in messages: (5, 1).</summary>
    public static string Text(IReadOnlyList<long> shape) => $"({string.Join(", ", shape)})";
}
