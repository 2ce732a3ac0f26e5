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
    /// <summary>One run.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Last">What it arrived at in C#.</param>
    /// <param name="PythonLast">And in Python; null where Python has no such run.</param>
    /// <param name="Comparison">How the two stand.</param>
    /// <param name="Seconds">Per epoch, in C#.</param>
    /// <param name="PythonSeconds">Per epoch, in Python.</param>
    internal sealed record Row(string Key, string Last, string? PythonLast, RunComparison? Comparison, double? Seconds, double? PythonSeconds);

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
            runs = Rows.Select(row => new
            {
                key = row.Key,
                inPython = row.Comparison is not null,
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
        var compared = Rows.Where(row => row.Comparison is not null).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Every run against Python

            Made by `./d2l compare` on {Today}: C# (`{Here.Backend}`) on libtorch {Here.Libtorch}, Python's torch on libtorch {There.Libtorch};
            data {Here.Data}, seed {Here.Seed}. {compared.Count(row => row.Comparison!.BitIdentical)} of {compared.Count} runs are bit-identical.
            Where they are not, `./d2l compare` of [two traces](traces.md) finds the first step that differs, and why.

            | run | C# | Python | largest difference | bit-identical | C# s/epoch | Python s/epoch |
            | --- | ---: | ---: | ---: | --- | ---: | ---: |

            """);
        foreach (var row in Rows)
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Key}` | {row.Last} | {row.PythonLast ?? "not in torch"} | {row.Comparison?.LargestDifference:G2} | {(row.Comparison is null ? "" : row.Comparison.BitIdentical ? "yes" : "no")} | {row.Seconds:F5} | {row.PythonSeconds:F5} |\n");
        if (LeNet.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\n{LeNet[0].Text}:\n\n{string.Concat(LeNet.Skip(1).Select(line => $"- {(line.Holds is false ? "FAILED " : "")}{line.Text}\n"))}");
        return text.ToString();
    }

    private static void Save(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n")));
}
