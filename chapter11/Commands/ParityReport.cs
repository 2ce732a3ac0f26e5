using System.Globalization;
using System.Text;
using System.Text.Json;
using D2lOptim.Data;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands;

/// <summary>The table of a comparison with Python as a page of the docs, and the same as JSON.</summary>
/// <param name="Here">The runs in C#.</param>
/// <param name="There">The runs in Python.</param>
/// <param name="Rows">How they stand.</param>
/// <param name="LeNet">What was found of the network; none where it was not trained.</param>
internal sealed record ParityReport(RunFile Here, RunFile There, IReadOnlyList<ParityReport.Row> Rows,
    IReadOnlyList<LeNetComparison.Line> LeNet)
{
    private const string NotInTorch = "not in torch", MissingInPython = "missing in Python",
        MissingHere = "missing here";

    // torch.optim has no Yogi.
    private static readonly RunKey s_yogi = RunKey.Parse("11.10/yogi/concise/lr=0.01");

    /// <summary>One run.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Last">What it arrived at in C#.</param>
    /// <param name="PythonLast">And in Python.</param>
    /// <param name="Comparison">How the two stand; null where one of them is absent.</param>
    /// <param name="Demand">And how equal they must be.</param>
    /// <param name="Reason">And then why.</param>
    /// <param name="Seconds">Per epoch, in C#.</param>
    /// <param name="PythonSeconds">Per epoch, in Python.</param>
    internal sealed record Row(RunKey Key, string? Last, string? PythonLast, RunComparison? Comparison, Demand? Demand,
        string? Reason = null, double? Seconds = null, double? PythonSeconds = null);

    /// <summary>The table of rounds here and in Python; numbers from the first, times as medians.</summary>
    internal static ParityReport Of(IReadOnlyList<RunFile> here, IReadOnlyList<RunFile> there)
    {
        List<Row> rows = [];
        var demand = Demand.Between(here[0].Fingerprint, there[0].Fingerprint);
        Demand Of(RunRecord run) => run is { Name: "adam", Variant: "concise" }
            ? demand.Of("Adam", centered: false, there[0].Libtorch) : demand;
        var matched = there[0].Runs.ToDictionary(run => run.Key);
        foreach (var run in here[0].Runs)
            rows.Add(matched.Remove(run.Key, out var other)
                ? new(run.Key, Arrived(run), Arrived(other), RunComparison.Of(run, other), Of(run), null,
                    Seconds(here, run.Key), Seconds(there, run.Key))
                : new(run.Key, Arrived(run), null, null, null, run.Key == s_yogi ? NotInTorch : MissingInPython));
        rows.AddRange(matched.Values.Select(run => new Row(run.Key, null, Arrived(run), null, null, MissingHere)));
        return new(here[0], there[0], rows, []);
    }

    /// <summary>Whether every run is in both and as equal as it must be, and every check of the network
    /// holds.</summary>
    internal bool Holds => Failed == 0 && LeNet.All(line => line.Holds is not false);

    /// <summary>How equal the runs must be, but for those that say otherwise.</summary>
    internal Demand Demand => Demand.Between(Here.Fingerprint, There.Fingerprint);

    private int Failed =>
        Rows.Count(row => row.Comparison is { } comparison ? !comparison.Holds(row.Demand!) : row.Reason != NotInTorch);

    private IEnumerable<Row> Exceptions => Rows.Where(row => row.Demand is { } demand && demand.Bits != Demand.Bits);

    // Those that torch has.
    private IReadOnlyList<Row> Expected => [.. Rows.Where(row => row.Reason != NotInTorch)];

    private int Identical => Rows.Count(row => row.Comparison is { BitIdentical: true });

    /// <summary>The runs as the console shows them.</summary>
    internal IEnumerable<string> Lines()
    {
        yield return $"{"run",-62} {"C#",12} {"Python",12} {"max |Δ|",9} {"bit-identical",13} {"C# s/epoch",11} "
            + $"{"Python",11} {"ratio",6}";
        foreach (var row in Rows)
            yield return row.Comparison is { } comparison
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{row.Key,-62} {row.Last,12} {row.PythonLast,12} {comparison.LargestDifference,9:G2} "
                    + $"{(comparison.BitIdentical ? "yes" : "no"),13} {row.Seconds,11:F5} {row.PythonSeconds,11:F5} "
                    + $"{row.Seconds / row.PythonSeconds,6:F2}").TrimEnd()
                : $"{row.Key,-62} {row.Last,12} {row.PythonLast,12} {row.Reason}";
        foreach (var row in Exceptions) yield return $"{row.Key}: {row.Demand}";
        yield return Demand.ToString();
        yield return Failed > 0 ? $"{Failed} runs differ or are missing"
            : Identical == Expected.Count ? "every run is bit-identical"
            : string.Create(CultureInfo.InvariantCulture,
                $"{Identical} of {Expected.Count} runs are bit-identical, the others within {Demand.Relative:G1} "
                + $"relative");
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Writes both files.</summary>
    internal void Write(string path)
    {
        Save(path, Markdown());
        Save(Path.ChangeExtension(path, ".json"), JsonSerializer.Serialize(new
        {
            version = 1,
            date = Today,
            backend = Here.Backend,
            libtorch = Here.Libtorch,
            numerics = Here.Numerics,
            pythonLibtorch = There.Libtorch,
            pythonNumerics = There.Numerics,
            bitsDemanded = Demand.Bits,
            why = Demand.Why,
            data = Here.Data,
            seed = Here.Seed,
            holds = Holds,
            runs = Rows.Select(row => new
            {
                key = row.Key.ToString(),
                inPython = row.PythonLast is not null,
                reason = row.Reason,
                bitsDemanded = row.Demand?.Bits,
                bitIdentical = row.Comparison?.BitIdentical,
                largestDifference = row.Comparison is { LargestDifference: var d } && double.IsFinite(d) ? d
                    : (double?)null,
                secondsPerEpoch = row.Seconds,
                pythonSecondsPerEpoch = row.PythonSeconds,
            }),
            lenet = LeNet.Select(line => new { holds = line.Holds, text = line.Text }),
        }, s_indented));
    }

    private static string Today => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Every run against Python

            Made by `./d2l compare` on {Today}: C# (`{Here.Backend}`) on libtorch {Here.Libtorch}, Python's torch on libtorch {There.Libtorch};
            data {Here.Data}, seed {Here.Seed}. {Identical} of {Expected.Count} runs are bit-identical.
            {char.ToUpperInvariant($"{Demand}"[0])}{$"{Demand}"[1..]}.
            Where they are not, `./d2l compare` of [two traces](traces.md) finds the first step that differs, and why.

            | run | C# | Python | largest difference | allowed | bit-identical | C# s/epoch | Python s/epoch |
            | --- | ---: | ---: | ---: | --- | --- | ---: | ---: |

            """);
        foreach (var row in Rows)
            text.Append(CultureInfo.InvariantCulture,
                $"| `{row.Key}` | {row.Last ?? row.Reason} | {row.PythonLast ?? row.Reason} | "
                + $"{row.Comparison?.LargestDifference:G2} | {Allowed(row)} | "
                + $"{(row.Comparison is null ? "" : row.Comparison.BitIdentical ? "yes" : "no")} | {row.Seconds:F5} "
                + $"| {row.PythonSeconds:F5} |\n");
        foreach (var row in Exceptions) text.Append(CultureInfo.InvariantCulture, $"\n`{row.Key}`: {row.Demand}.\n");
        if (LeNet.Count > 0)
            text.Append(CultureInfo.InvariantCulture,
            $"\n{LeNet[0].Text}:\n\n{string.Concat(LeNet.Skip(1).Select(line =>
            $"- {(line.Holds is false ? "FAILED " : "")}{line.Text}\n"))}");
        return text.ToString();
    }

    private static string Allowed(Row row) => row.Demand is not { } demand ? "" : demand.Bits ? "no bit"
        : string.Create(CultureInfo.InvariantCulture, $"{Demand.Relative:G1}");

    private static double? Seconds(IReadOnlyList<RunFile> rounds, RunKey key)
    {
        double[] seconds =
            [.. rounds.Select(file => file.Runs.First(run => run.Key == key).SecondsPerEpoch).OfType<double>()];
        return seconds.Length == 0 ? null : Median.Of(seconds);
    }

    // What a run arrived at: its last loss, or its last point.
    private static string Arrived(RunRecord run)
    {
        var lists = run.Lists.ToDictionary();
        var last = lists.GetValueOrDefault("loss") ?? lists.GetValueOrDefault("x1") ?? lists.GetValueOrDefault("y")
            ?? lists.Values.FirstOrDefault(list => list.Count > 0);
        return last is { Count: > 0 } ? last[^1].ToString("F6", CultureInfo.InvariantCulture) : "—";
    }

    private static void Save(string path, string text) =>
        AtomicFile.Write(path,
        stream => stream.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n")));
}
