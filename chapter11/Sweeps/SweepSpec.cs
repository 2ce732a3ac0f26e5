using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using D2lOptim.Data;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>What a sweep runs: every combination of what its lists hold. It is read from a JSON file.</summary>
public sealed record SweepSpec
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Its name: the file's.</summary>
    [JsonIgnore]
    public string Name { get; private init; } = "";

    /// <summary>What it is to find out; stands above the report.</summary>
    public string About { get; init; } = "";

    /// <summary>Names that <see cref="SweepProblem"/> knows.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Optimizers as <see cref="SweepOptimizer"/> reads them.</summary>
    public required IReadOnlyList<string> Optimizers { get; init; }

    /// <summary>The learning rates that each optimizer tries; its default one is tried besides.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Names that <see cref="SweepSchedule"/> knows.</summary>
    public IReadOnlyList<string> Schedules { get; init; } = ["constant"];

    /// <summary>Samples a step.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [10];

    /// <summary>Passes over the data, of what has any.</summary>
    public int Epochs { get; init; } = 2;

    /// <summary>Steps on a surface.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>The seeds, from 0 on, on which rates are found.</summary>
    public required int Finding { get; init; }

    /// <summary>The seeds after these, on which they are judged.</summary>
    public required int Judging { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is no such file, or one of its values is not allowed.</exception>
    public static SweepSpec Read(string file)
    {
        if (!File.Exists(file)) throw new BadInputException($"{file}: no such file, expected a sweep's JSON");
        SweepSpec spec;
        try
        {
            spec = JsonSerializer.Deserialize<SweepSpec>(File.ReadAllText(file), s_json)
                ?? throw new BadInputException($"{file}: null found, expected an object");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{file}: {e.Message}", e);
        }
        try
        {
            return spec.Checked(Path.GetFileNameWithoutExtension(file));
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>The same, each value looked at.</summary>
    internal SweepSpec Checked(string name)
    {
        void Require(bool holds, string message)
        {
            if (!holds) throw new BadInputException(message);
        }
        void Distinct<T>(string list, IReadOnlyList<T>? values)
        {
            Require(values is { Count: > 0 }, $"{list} must name at least one");
            Require(values!.Distinct().Count() == values!.Count, $"{list} names one twice");
        }
        Distinct("problems", Problems);
        Distinct("optimizers", Optimizers);
        Distinct("rates", Rates);
        Distinct("schedules", Schedules);
        Distinct("batches", Batches);
        foreach (var problem in Problems) SweepProblem.Find(problem);
        foreach (var optimizer in Optimizers) SweepOptimizer.Parse(optimizer);
        foreach (var schedule in Schedules) SweepSchedule.Find(schedule);
        Require(Rates.All(r => r > 0 && double.IsFinite(r)), "rates must be > 0 and finite");
        Require(Batches.All(b => b > 0), "batches must be ≥ 1");
        Require(Epochs > 0 && Steps > 0, "epochs and steps must be ≥ 1");
        Require(Finding > 0 && Judging > 1, "finding must be ≥ 1 and judging ≥ 2: medians want several seeds");
        return this with { Name = name };
    }

    /// <summary>Tells this sweep from others: what it runs, on which data, by which libtorch.</summary>
    [JsonIgnore]
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        this with { About = "" }, s_json)))[..16] + $" {Parity.RunFile.ThisBackend} {Parity.RunFile.ThisLibtorch}";

    /// <summary>All seeds.</summary>
    [JsonIgnore]
    public int Seeds => Finding + Judging;
}
