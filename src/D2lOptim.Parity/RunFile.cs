using System.Text.Json;
using D2lOptim.Data;
using D2lOptim.Numerics;
using TorchSharp;

namespace D2lOptim.Parity;

/// <summary>
/// The file of <c>--json</c>: the runs of one call, with what they came from. Python's reference programs write the
/// same.
/// </summary>
/// <param name="Backend"><c>system</c>, <c>nuget</c> or <c>python</c>.</param>
/// <param name="Libtorch">libtorch's version.</param>
/// <param name="Data">The data that was trained on; null where none was.</param>
/// <param name="Seed">What torch was seeded with before each run.</param>
/// <param name="Runs">The runs, in the order in which they were made.</param>
public sealed record RunFile(string Backend, string Libtorch, string? Data, long Seed, IReadOnlyList<RunRecord> Runs)
{
    private const int Version = 1;

    /// <summary>What decides the last bits of the runs, by parts; none where the program tells nothing of it.</summary>
    public IReadOnlyDictionary<string, string> Numerics { get; init; } = new Dictionary<string, string>();

    /// <summary>The same with libtorch's version.</summary>
    public Fingerprint Fingerprint => new(Libtorch, Numerics);

    /// <summary>Runs of this process.</summary>
    public static RunFile Here(string? data, long seed, IReadOnlyList<RunRecord> runs) =>
        new(ThisBackend, ThisLibtorch, data, seed, runs);

    /// <summary>The backend that this process was built with.</summary>
    public static string ThisBackend => typeof(torch).Assembly.GetName().Name == "SystemTorch" ? "system" : "nuget";

    /// <summary>The version of the libtorch that was loaded, in three parts, as Python tells it.</summary>
    public static string ThisLibtorch => LoadedLibtorch.Version;

    /// <summary>Writes the file whole or not at all; numbers come back bit for bit.</summary>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("backend", Backend);
        json.WriteString("libtorch", Libtorch);
        if (Numerics.Count > 0)
        {
            json.WriteStartObject("numerics");
            foreach (var (part, bits) in Numerics) json.WriteString(part, bits);
            json.WriteEndObject();
        }
        json.WriteString("data", Data);
        json.WriteNumber("seed", Seed);
        json.WriteStartArray("runs");
        foreach (var run in Runs) Write(json, run);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Reads what <see cref="Write(string)"/> or a reference program wrote.</summary>
    /// <exception cref="BadInputException">It is not such a file.</exception>
    public static RunFile Parse(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is not Version and var other) throw new BadInputException(
                $"{source}: version {other} of the run file, expected {Version}");
            return new RunFile(
                root.GetProperty("backend").GetString()!, root.GetProperty("libtorch").GetString()!,
                root.GetProperty("data").GetString(),
                root.GetProperty("seed").GetInt64(), [.. root.GetProperty("runs").EnumerateArray().Select(ReadRun)])
            {
                Numerics = Fingerprint.Parse(root).Parts,
            };
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{source}: not a run file of version {Version}: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, RunRecord run)
    {
        json.WriteStartObject();
        json.WriteString("key", run.Key.ToString());
        json.WriteString("section", run.Section);
        json.WriteString("name", run.Name);
        json.WriteString("variant", run.Variant);
        json.WriteStartObject("hyperparameters");
        foreach (var (name, value) in run.Hyperparameters) json.WriteNumber(name, value);
        json.WriteEndObject();
        if (run.BatchSize is { } batchSize) json.WriteNumber("batchSize", batchSize);
        if (run.Epochs is { } epochs) json.WriteNumber("epochs", epochs);
        foreach (var (name, values) in run.Lists)
        {
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteNumberValue(value);
            json.WriteEndArray();
        }
        if (run.SecondsPerEpoch is { } seconds) json.WriteNumber("secondsPerEpoch", seconds);
        json.WriteEndObject();
    }

    private static RunRecord ReadRun(JsonElement run)
    {
        return new RunRecord(RunKey.Parse(run.GetProperty("key").GetString()!))
        {
            Hyperparameters = [.. run.GetProperty("hyperparameters").EnumerateObject()
                .Where(p => p.Value.ValueKind == JsonValueKind.Number)
                .Select(p => KeyValuePair.Create(p.Name, p.Value.GetDouble()))],
            BatchSize = run.TryGetProperty("batchSize", out var batchSize) ? batchSize.GetInt32() : null,
            Epochs = run.TryGetProperty("epochs", out var epochs) ? epochs.GetInt32() : null,
            SecondsPerEpoch = run.TryGetProperty("secondsPerEpoch", out var seconds) ? seconds.GetDouble() : null,
            Lists = [.. run.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).Select(p =>
                KeyValuePair.Create<string,
                    IReadOnlyList<double>>(p.Name, [.. p.Value.EnumerateArray().Select(v => v.GetDouble())]))],
        };
    }
}
