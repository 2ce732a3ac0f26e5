using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Bench;

/// <summary>All that was measured, and its page docs/performance.md, with the same as JSON and a figure.</summary>
/// <param name="Rows">The optimizers.</param>
/// <param name="Growth">Adam by the number of parameters and threads.</param>
/// <param name="Programs">The linear programs.</param>
/// <param name="Runs">The linear model without tensors.</param>
/// <param name="Network">LeNet; null where its images cannot be had.</param>
internal sealed record Performance(IReadOnlyList<OptimizerBench.Row> Rows, IReadOnlyList<OptimizerBench.Growth> Growth,
    IReadOnlyList<LinearBench.Program> Programs, LinearBench.Runs Runs, LeNetBench.Result? Network)
{
    private static readonly JsonSerializerOptions s_json =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static string Machine => string.Create(CultureInfo.InvariantCulture,
        $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, "
        + $"backend {RunFile.ThisBackend}, libtorch {RunFile.ThisLibtorch}");

    /// <summary>Measures all, and prints it.</summary>
    internal static Performance Measure()
    {
        Console.WriteLine("linear model, one thread:");
        var (programs, runs) = LinearBench.Run();
        foreach (var program in programs) Say($"  {program.Name,-28} {program.StepsPerSecond,8:N0} steps a second");
        Say($"  without tensors {runs.Fused:N0} runs a second, a loop by hand for SGD alone {runs.ByHand:N0} "
            + $"({runs.ByHand / runs.Fused:F2} times as many)");
        var network = MeasureNetwork();
        Console.WriteLine("optimizers, milliseconds a step:");
        var (rows, growth) = OptimizerBench.Run();
        var performance = new Performance(rows, growth, programs, runs, network);
        foreach (var line in performance.Threads()) Console.WriteLine(line);
        return performance;
    }

    /// <summary>Writes performance.md, .json and .svg to a folder.</summary>
    internal void Write(string folder)
    {
        Save("performance.md", Markdown());
        Save("performance.json", JsonSerializer.Serialize(
            new { version = 1, machine = Machine, Rows, Growth, Programs, Runs, Network }, s_json));
        Renderer.Save(Picture(), Path.Combine(folder, "performance.svg"));

        void Save(string name, string text) => AtomicFile.Write(Path.Combine(folder, name),
            stream => stream.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n")));
    }

    // What more threads gain, beside what they gain memory: no step of many parameters can gain more than that.
    private IEnumerable<string> Threads()
    {
        var all = Environment.ProcessorCount;
        foreach (var one in Rows.Where(row => row.Threads == 1 && all > 1))
        {
            var many = Rows.First(r => r.Threads == all && r.Name == one.Name
                && (r.Count, r.Size) == (one.Count, one.Size));
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{one.Count} × {one.Size:N0}, {one.Name}: {all} threads {one.Ours / many.Ours:F2} times one; memory "
                + $"{PerSecond(one):F0} GB/s with one, {PerSecond(many):F0} with {all}");
        }
    }

    private static double PerSecond(OptimizerBench.Row row) => row.Bytes / row.Memory / 1e9;

    private string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # How fast
            Made by `./d2l bench --report` on {Machine}. Float32, milliseconds a step, medians of rounds in which all of
            a line's contenders took their turn, each in a process of its own. *Memory* is how long the same rounds took
            to read and write as many bytes as the step must, as a copy or in place, whichever was faster. *Share* is
            how much of that speed the fused step has.

            """);
        foreach (var group in Rows.GroupBy(row => (row.Threads, row.Count, row.Size)))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {group.Key.Count} × {group.Key.Size:N0} parameters, {group.Key.Threads} "
                + $"thread{(group.Key.Threads == 1 ? "" : "s")}\n\n");
            text.Append("| optimizer | fused | TorchSharp | times faster | Python | times faster | memory | GB/s | "
                + "share |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: |\n");
            foreach (var row in group)
                text.Append(CultureInfo.InvariantCulture,
                    $"| {row.Name} | **{1000 * row.Ours:F3}** | {Cells(row.TorchSharp, row.Ours)} | "
                    + $"{Cells(row.Python, row.Ours)} | {1000 * row.Memory:F3} | {PerSecond(row):F0} | "
                    + $"{100 * row.Memory / row.Ours:F0} % |\n");
        }
        text.Append("\n## Growth\n\n![Adam's step by the number of parameters](performance.svg)\n\n"
            + "Adam on one parameter.\n\n| numbers | threads | fused | TorchSharp | ns a number, fused |\n"
            + "| --: | --: | --: | --: | --: |\n");
        foreach (var point in Growth)
            text.Append(CultureInfo.InvariantCulture,
                $"| {point.Size:N0} | {point.Threads} | {1000 * point.Ours:F3} | {1000 * point.TorchSharp:F3} | "
                + $"{1e9 * point.Ours / point.Size:F3} |\n");
        if (Environment.ProcessorCount > 1)
        {
            text.Append("\nMore threads gain a step of many parameters as much as they gain memory, and no more:\n\n");
            foreach (var line in Threads()) text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        }
        text.Append("\n## The linear model\n\nSections 11.5 to 11.10, batches of 10, one thread. Python's speed is in "
            + "[parity.md](parity.md).\n\n| program | steps a second |\n| --- | --: |\n");
        foreach (var program in Programs)
            text.Append(CultureInfo.InvariantCulture, $"| {program.Name} | {program.StepsPerSecond:N0} |\n");
        text.Append(CultureInfo.InvariantCulture, $"""

            `FusedLinear`, which has no tensors in a step, makes {Runs.Fused:N0} whole runs a second on a core (1,500
            rows, 2 passes, 15 recorded losses; for any of the optimizers); a loop written by hand for SGD alone makes
            {Runs.ByHand:N0}.

            """);
        if (Network is null) return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $"""

            ## LeNet

            Section 11.11 trains {Network.ImagesPerSecond:N0} images a second with {Network.Threads}
            thread{(Network.Threads == 1 ? "" : "s")}. Forward and backward are libtorch's:

            | part of a step | share |
            | --- | --: |

            """);
        foreach (var (part, share) in Network.Parts)
            text.Append(CultureInfo.InvariantCulture, $"| {part} | {100 * share:F1} % |\n");
        return text.ToString();

        static string Cells(double? seconds, double ours) =>
            seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{1000 * s:F3} | {s / ours:F1}") : "— | —";
    }

    private Figure Picture()
    {
        List<Series> curves = [];
        foreach (var line in Growth.GroupBy(point => point.Threads))
        {
            var threads = line.Key == 1 ? "1 thread" : $"{line.Key} threads";
            double[] sizes = [.. line.Select(point => (double)point.Size)];
            foreach (var (name, seconds) in new (string, Func<OptimizerBench.Growth, double>)[]
                { ("fused", point => point.Ours), ("TorchSharp", point => point.TorchSharp) })
                curves.Add(new Curve(sizes, [.. line.Select(point => 1e9 * seconds(point) / point.Size)])
                {
                    Label = $"{name}, {threads}",
                    Style = curves.Count,
                    Marks = Marks.LineAndPoints,
                });
        }
        return new("performance", "Adam's step: nanoseconds a parameter by the number of parameters and the threads",
            new Panel(curves) { X = new("parameters", Log: true), Y = new("ns a parameter", Log: true) });
    }

    private static LeNetBench.Result? MeasureNetwork()
    {
        try
        {
            var network = LeNetBench.Run();
            Say($"LeNet, {network.Threads} thread(s): {network.ImagesPerSecond:N0} images a second; of a step take");
            foreach (var (part, share) in network.Parts) Say($"  {part,-20} {100 * share,5:F1} %");
            return network;
        }
        catch (BadInputException e)
        {
            Console.WriteLine($"without LeNet: {e.Message}");
            return null;
        }
    }

    private static void Say(Invariant line) => Console.WriteLine(line.ToString());
}
