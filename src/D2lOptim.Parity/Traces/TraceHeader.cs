using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace D2lOptim.Parity.Traces;

/// <summary>What a trace says of its run: the file's entry <c>header.json</c>. Python's recorder writes the
/// same.</summary>
/// <param name="Program"><c>python</c>, <c>system</c> or <c>nuget</c>.</param>
/// <param name="Libtorch">libtorch's version.</param>
/// <param name="Every">Steps 1, 1 + every, 1 + 2·every, … are recorded.</param>
/// <param name="Optimizer">The optimizer's class; null where the updates are the user's own.</param>
/// <param name="Groups">Parameters with the options they are changed by.</param>
/// <param name="Parameters">All parameters, in the model's order.</param>
public sealed record TraceHeader(
    string Program, string Libtorch, int Every, string? Optimizer, IReadOnlyList<TraceGroup> Groups,
        IReadOnlyList<TraceParameter> Parameters)
{
    /// <summary>The entry's name.</summary>
    public const string Entry = "header.json";

    private const string Format = "d2loptim-trace";
    private const int Version = 2;

    // JSON has no NaN and no ∞; they are written as texts.
    private static readonly JsonSerializerOptions s_named =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Arrays of more elements are written as some of their elements; 0 where all are written whole.</summary>
    public int Whole { get; init; }

    /// <summary>How many elements of a larger array are written.</summary>
    public int Places { get; init; }

    /// <summary>Whether the gradients right after <c>backward()</c> are told where the step's are others.</summary>
    public bool AfterBackward { get; init; }

    /// <summary>The model's parts; none where it was not looked into.</summary>
    public IReadOnlyList<TraceModule> Modules { get; init; } = [];

    /// <summary>How many elements stand in the file of so many.</summary>
    internal long Written(long count) => Places > 0 && count > Whole ? Places : count;

    /// <summary>The options of the group that a parameter is in, by Python's names; none where it is in no
    /// group.</summary>
    public IReadOnlyDictionary<string, object> OptionsOf(string parameter) =>
        GroupOf(parameter) is { } group ? Groups[group].Options : new Dictionary<string, object>();

    /// <summary>The group's place in the file's list, and so in the list of learning rates; null where the optimizer
    /// does not change the parameter.</summary>
    public int? GroupOf(string parameter) =>
        Groups.ToList().FindIndex(group => group.Parameters.Contains(parameter)) is >= 0 and var place ? place : null;

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
            ["options"] = new JsonObject(group.Options
                .Select(o => KeyValuePair.Create(o.Key, JsonSerializer.SerializeToNode(o.Value, s_named)))),
        })]),
        ["parameters"] =
            new JsonArray([.. Parameters
            .Select(p => new JsonObject { ["name"] = p.Name,
            ["shape"] = new JsonArray([.. p.Shape.Select(n => JsonValue.Create(n))]) })]),
        ["whole"] = Whole,
        ["places"] = Places,
        ["after_backward"] = AfterBackward,
        ["modules"] = new JsonArray([.. Modules.Select(m => new JsonObject
        {
            ["name"] = m.Name,
            ["type"] = m.Type,
            ["options"] = new JsonObject(m.Options.Select(o => KeyValuePair.Create(o.Key, JsonNode.Parse(o.Value)))),
        })]),
    }.ToJsonString();

    /// <summary>Reads the text of the entry.</summary>
    /// <exception cref="BadInputException">It is not such a text; which entry of it is wrong, and what was expected
    /// there.</exception>
    public static TraceHeader Parse(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            var root = new HeaderField(document.RootElement, source);
            if (root["format"].Text() != Format || root["version"].Whole(1) is var version && version > Version)
                throw new BadInputException(
                    $"{source}: {Entry} is of another format or version, expected {Format} of version 1 or {Version}");
            var parameters = ParametersOf(root["parameters"]);
            return new TraceHeader(root["program"].Text(), root["libtorch"].Text(), (int)root["every"].Whole(1),
                root["optimizer"].TextOrNull(), GroupsOf(root["groups"], parameters), parameters)
            {
                Whole = version < 2 ? 0 : (int)root["whole"].Whole(0),
                Places = version < 2 ? 0 : (int)root["places"].Whole(0),
                AfterBackward = version >= 2 && root["after_backward"].Kind == JsonValueKind.True,
                Modules = version < 2 ? []
                    : [.. root["modules"].Items()
                    .Select(m => new TraceModule(m["name"].Text(), m["type"].Text(), m["options"].Entries()
                    .ToDictionary(o => o.Name, o => o.Field.Json.GetRawText())))],
            };
        }
        // The last two where a text holds half a character.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new BadInputException($"{source}: {Entry} is not the header of a trace: {e.Message}", e);
        }
    }

    private static List<TraceParameter> ParametersOf(HeaderField list)
    {
        List<TraceParameter> all = [];
        foreach (var parameter in list.Items())
        {
            var (name, shape) =
                (parameter["name"].Text(), parameter["shape"].Items().Select(size => size.Whole(0)).ToList());
            if (all.Exists(p => p.Name == name)) throw parameter["name"].Wrong("each parameter once");
            if (shape.Aggregate(1.0, (count, size) => count * size) > int.MaxValue)
                throw parameter["shape"].Wrong($"sizes of at most {int.MaxValue} elements together");
            all.Add(new(name, shape));
        }
        return all.Count > 0 ? all : throw list.Wrong("at least one parameter");
    }

    private static List<TraceGroup> GroupsOf(HeaderField list, List<TraceParameter> parameters)
    {
        List<TraceGroup> all = [];
        foreach (var group in list.Items())
        {
            List<string> names = [];
            foreach (var entry in group["parameters"].Items())
            {
                var name = entry.Text();
                if (!parameters.Exists(p => p.Name == name)) throw entry.Wrong("the name of one of the parameters");
                if (all.Exists(other => other.Parameters.Contains(name)))
                    throw entry.Wrong("each parameter in one group");
                names.Add(name);
            }
            Dictionary<string, object> options = [];
            foreach (var (name, value, field) in group["options"].Entries().SelectMany(Option))
                if (!options.TryAdd(name, value)) throw field.Wrong($"each option once; {name} is set twice");
            all.Add(new(names, options));
        }
        return all;
    }

    // Python's betas=(β₁, β₂) is two options in TorchSharp.
    private static IEnumerable<(string Name, object Value, HeaderField Field)> Option((string Name,
        HeaderField Field) option) => option.Field.Kind switch
        {
            JsonValueKind.Number => [(option.Name, option.Field.Number(), option.Field)],
            JsonValueKind.True or JsonValueKind.False =>
                [(option.Name, option.Field.Kind == JsonValueKind.True, option.Field)],
            JsonValueKind.String => [(option.Name, option.Field.Text() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => (object)text,
        }, option.Field)],
            JsonValueKind.Array when option.Name == "betas" => option.Field.Items().ToList() is [var first, var second]
                ? [("beta1", first.Number(), option.Field), ("beta2", second.Number(), option.Field)]
                : throw option.Field.Wrong("two numbers"),
            _ => [],
        };
}

/// <summary>Parameters that share options.</summary>
/// <param name="Parameters">Their names.</param>
/// <param name="Options">Numbers and switches, by Python's names.</param>
public sealed record TraceGroup(IReadOnlyList<string> Parameters, IReadOnlyDictionary<string, object> Options);

/// <summary>A part of the model.</summary>
/// <param name="Name">As the model calls it; <c>model</c> for itself.</param>
/// <param name="Type">Its class.</param>
/// <param name="Options">What it was made with, by torch's names, each as JSON has it.</param>
public sealed record TraceModule(string Name, string Type, IReadOnlyDictionary<string, string> Options);

/// <summary>A parameter of the run.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record TraceParameter(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>A shape in messages: (5, 1).</summary>
    public static string Text(IReadOnlyList<long> shape) => $"({string.Join(", ", shape)})";
}
