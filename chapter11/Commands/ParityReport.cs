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
internal sealed record ParityReport(RunFile Here, RunFile There, IReadOnlyList<ParityReport.Row> Rows, IReadOnlyList<LeNetComparison.Line> LeNet)
{
    private const string NotInTorch = "not in torch", MissingInPython = "missing in Python", MissingHere = "missing here";

    // torch.optim has no Yogi.
    private const string Yogi = "11.10/yogi/concise/lr=0.01";

    /// <summary>One run.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Last">What it arrived at in C#.</param>
    /// <param name="PythonLast">And in Python.</param>
    /// <param name="Comparison">How the two stand; null where one of them is absent.</param>
    /// <param name="Reason">And then why.</param>
    /// <param name="Seconds">Per epoch, in C#.</param>
    /// <param name="PythonSeconds">Per epoch, in Python.</param>
    internal sealed record Row(string Key, string? Last, string? PythonLast, RunComparison? Comparison, string? Reason = null, double? Seconds = null, double? PythonSeconds = null);

    /// <summary>The table of rounds here and in Python; numbers from the first, times as medians.</summary>
    internal static ParityReport Of(IReadOnlyList<RunFile> here, IReadOnlyList<RunFile> there)
    {
        List<Row> rows = [];
        var matched = there[0].Runs.ToDictionary(run => run.Key);
        foreach (var run in here[0].Runs)
            rows.Add(matched.Remove(run.Key, out var other)
                ? new(run.Key, Arrived(run), Arrived(other), RunComparison.Of(run, other), null, Seconds(here, run.Key), Seconds(there, run.Key))
                : new(run.Key, Arrived(run), null, null, run.Key == Yogi ? NotInTorch : MissingInPython));
        rows.AddRange(matched.Values.Select(run => new Row(run.Key, null, Arrived(run), null, MissingHere)));
        return new(here[0], there[0], rows, []);
    }

    /// <summary>Whether every run is in both and as equal as it must be, and every check of the network holds.</summary>
    internal bool Holds => Failed == 0 && LeNet.All(line => line.Holds is not false);

    private int Failed => Rows.Count(row => !(row.Comparison?.Holds(Here.Libtorch == There.Libtorch) ?? row.Reason == NotInTorch));

    // Those that torch has.
    private IReadOnlyList<Row> Expected => [.. Rows.Where(row => row.Reason != NotInTorch)];

    private int Identical => Rows.Count(row => row.Comparison is { BitIdentical: true });

    /// <summary>The runs as the console shows them.</summary>
    internal IEnumerable<string> Lines()
    {
        yield return $"{"run",-62} {"C#",12} {"Python",12} {"max |Δ|",9} {"bit-identical",13} {"C# s/epoch",11} {"Python",11} {"ratio",6}";
        foreach (var row in Rows)
            yield return row.Comparison is { } comparison
                ? string.Create(CultureInfo.InvariantCulture, $"{row.Key,-62} {row.Last,12} {row.PythonLast,12} {comparison.LargestDifference,9:G2} {(comparison.BitIdentical ? "yes" : "no"),13} {row.Seconds,11:F5} {row.PythonSeconds,11:F5} {row.Seconds / row.PythonSeconds,6:F2}").TrimEnd()
                : $"{row.Key,-62} {row.Last,12} {row.PythonLast,12} {row.Reason}";
        yield return Failed > 0 ? $"{Failed} runs differ or are missing"
            : Identical == Expected.Count ? "every run is bit-identical" : $"every run within {RunComparison.OtherLibtorch:G1} relative, which another libtorch is allowed";
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
            pythonLibtorch = There.Libtorch,
            data = Here.Data,
            seed = Here.Seed,
            holds = Holds,
            runs = Rows.Select(row => new
            {
                key = row.Key,
                inPython = row.PythonLast is not null,
                reason = row.Reason,
                bitIdentical = row.Comparison?.BitIdentical,
                largestDifference = row.Comparison is { LargestDifference: var d } && double.IsFinite(d) ? d : (double?)null,
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
            Where they are not, `./d2l compare` of [two traces](traces.md) finds the first step that differs, and why.

            | run | C# | Python | largest difference | bit-identical | C# s/epoch | Python s/epoch |
            | --- | ---: | ---: | ---: | --- | ---: | ---: |

            """);
        foreach (var row in Rows)
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Key}` | {row.Last ?? row.Reason} | {row.PythonLast ?? row.Reason} | {row.Comparison?.LargestDifference:G2} | {(row.Comparison is null ? "" : row.Comparison.BitIdentical ? "yes" : "no")} | {row.Seconds:F5} | {row.PythonSeconds:F5} |\n");
        if (LeNet.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\n{LeNet[0].Text}:\n\n{string.Concat(LeNet.Skip(1).Select(line => $"- {(line.Holds is false ? "FAILED " : "")}{line.Text}\n"))}");
        return text.ToString();
    }

    private static double? Seconds(IReadOnlyList<RunFile> rounds, string key)
    {
        double[] seconds = [.. rounds.Select(file => file.Runs.First(run => run.Key == key).SecondsPerEpoch).OfType<double>()];
        return seconds.Length == 0 ? null : Median.Of(seconds);
    }

    // What a run arrived at: its last loss, or its last point.
    private static string Arrived(RunRecord run)
    {
        var lists = run.Lists.ToDictionary();
        var last = lists.GetValueOrDefault("loss") ?? lists.GetValueOrDefault("x1") ?? lists.GetValueOrDefault("y") ?? lists.Values.FirstOrDefault(list => list.Count > 0);
        return last is { Count: > 0 } ? last[^1].ToString("F6", CultureInfo.InvariantCulture) : "—";
    }

    private static void Save(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n")));
}
