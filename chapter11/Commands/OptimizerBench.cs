using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands;

/// <summary>
/// What a step of every optimizer costs: the library's, TorchSharp's and Python's in turn, each the median of its
/// rounds, beside what
/// reading and writing the same bytes costs in the same rounds.
/// </summary>
internal static class OptimizerBench
{
    private const int Rounds = 9;
    private const double RoundSeconds = 0.03;

    private static readonly (int Count, int Size)[] s_sizes = [(1, 10_000_000), (100, 100_000), (500, 1_000)];

    // Streams: how many floats a step reads and writes for each parameter; gradient and parameter are read, the
    // parameter is written.
    private static readonly Contender[] s_all =
    [
        new("SGD", 3, p => fused.SGD(p, 1e-3), p => optim.SGD(p, 1e-3)),
        new("momentum", 5, p => fused.SGD(p, 1e-3, 0.9), p => optim.SGD(p, 1e-3, 0.9)),
        new("Adagrad", 5, p => fused.Adagrad(p), p => optim.Adagrad(p)),
        new("RMSProp", 5, p => fused.RMSProp(p), p => optim.RMSProp(p)),
        new("Adadelta", 7, p => fused.Adadelta(p), p => optim.Adadelta(p)),
        new("Adam", 7, p => fused.Adam(p), p => optim.Adam(p)),
        new("AdamW", 7, p => fused.AdamW(p), p => optim.AdamW(p, weight_decay: 0.01)),
        new("Adamax", 7, p => fused.Adamax(p), p => optim.Adamax(p)),
        new("Yogi", 7, p => fused.Yogi(p), null),
    ];

    /// <summary>Measures, prints, and where it is asked for writes docs/performance.md, .json and the figure.</summary>
    internal static void Run(bool report)
    {
        var threads = get_num_threads();
        List<Row> rows = [];
        List<Growth> growth = [];
        try
        {
            foreach (var used in (int[])[1, .. Environment.ProcessorCount > 1 ? new[] { Environment.ProcessorCount }
                : []])
            {
                set_num_threads(used);
                using var python = OpenPython(used);
                foreach (var (count, size) in s_sizes)
                    foreach (var contender in s_all)
                    {
                        rows.Add(Measure(contender, count, size, used, python));
                        Console.WriteLine(Line(rows[^1]));
                    }
                for (var size = 10_000; size <= 100_000_000 && Fits(size); size *= 10) growth.Add(Grow(size, used));
            }
        }
        finally
        {
            set_num_threads(threads);
        }
        if (!report) return;
        var docs = Path.Combine(Repository.Root, "docs");
        Save(Path.Combine(docs, "performance.md"), Markdown(rows, growth));
        Save(Path.Combine(docs, "performance.json"),
            JsonSerializer.Serialize(new
            {
                version = 1,
                libtorch = RunFile.ThisLibtorch,
                machine = Machine,
                rows,
                growth
            },
            new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }));
        Renderer.Save(Picture(growth), Path.Combine(docs, "performance.svg"));
    }

    private static string Machine =>
        string.Create(CultureInfo.InvariantCulture,
        $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores, .NET {Environment.Version}");

    private static Row Measure(Contender contender, int count, int size, int threads, PythonReference? python)
    {
        using var scope = NewDisposeScope();
        using var ours = contender.Ours(Parameters(count, size));
        using var theirs = contender.Theirs?.Invoke(Parameters(count, size));
        // As STREAM does: half of the floats are read, half are written, in memory of the same kind.
        var (from, to) =
            (ones((long)count * size * contender.Streams / 2), zeros((long)count * size * contender.Streams / 2));
        var python1 = contender.Theirs is null ? null : python;
        var (one, other, copy) =
            (Timed(() => ours.step()), theirs is null ? null : Timed(() => theirs.step()), Timed(() => to.copy_(from)));
        List<double> a = [], b = [], c = [], d = [];
        for (var round = 0; round < Rounds; round++)
        {
            a.Add(one());
            if (other is not null) b.Add(other());
            c.Add(copy());
            if (python1 is not null) d.Add(Python(python1, contender.Name, count, size));
        }
        return new(contender.Name, count, size, threads, Median.Of(a), b.Count == 0 ? null : Median.Of(b), d.Count == 0
            ? null : Median.Of(d), Median.Of(c));
    }

    private static Growth Grow(int size, int threads)
    {
        using var scope = NewDisposeScope();
        using var adam = fused.Adam(Parameters(1, size));
        var step = Timed(() => adam.step());
        return new(size, threads, Median.Of(Enumerable.Range(0, 5).Select(_ => step())));
    }

    /// <summary>Seconds a call, of as many calls as fill a round; the first calls are not counted.</summary>
    private static Func<double> Timed(Action action)
    {
        action();
        var clock = Stopwatch.StartNew();
        action();
        var calls = (int)Math.Clamp(RoundSeconds / clock.Elapsed.TotalSeconds, 1, 1000);
        return () =>
        {
            var clock = Stopwatch.StartNew();
            for (var k = 0; k < calls; k++) action();
            return clock.Elapsed.TotalSeconds / calls;
        };
    }

    private static Parameter[] Parameters(int count, int size) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var parameter = new Parameter(randn(size));
        parameter.grad = randn(size);
        return parameter;
    })];

    // Four arrays, and room for what a system needs beside them.
    private static bool Fits(int size) => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8L * 4 * size;

    private static PythonReference? OpenPython(int threads)
    {
        try
        {
            var python = new PythonReference("step_cost.py", $"{threads}");
            Python(python, "SGD", 1, 10);
            return python;
        }
        catch (BadInputException e)
        {
            Console.WriteLine($"without Python: {e.Message}");
            return null;
        }
    }

    private static double Python(PythonReference python, string name, int count, int size) =>
        double.Parse(python.Ask($"{name} {count} {size} {Math.Max(1, 2_000_000 / (count * size))}"),
            CultureInfo.InvariantCulture);

    private static string Line(Row row) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Threads} thread(s), {row.Count,3} × {row.Size,10:N0}  {row.Name,-9} {1000 * row.Ours,8:F3} ms, "
            + $"memory {1000 * row.Memory,8:F3} "
            + $"({row.Ours / row.Memory:F2}×){Beside("TorchSharp", row.TorchSharp, row.Ours)}{Beside("Python",
            row.Python, row.Ours)}");

    private static string Beside(string name, double? seconds, double ours) =>
        seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $", {name} {1000 * s:F3} ({s / ours:F1}×)") : "";

    private static string Markdown(IReadOnlyList<Row> rows, IReadOnlyList<Growth> growth)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What a step costs
            Generated by `./d2l bench --report`: {Machine}; libtorch {RunFile.ThisLibtorch}. Milliseconds a step in float32, each the median of {Rounds} rounds
            in which all of a line's contenders took their turn. *Memory* is the time in which the same rounds read and wrote as many bytes as the step
            must; *× memory* is the fused step in units of it.

            """);
        foreach (var group in rows.GroupBy(row => (row.Threads, row.Count, row.Size)))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {group.Key.Count} × {group.Key.Size:N0} parameters, {group.Key.Threads} "
                + $"thread{(group.Key.Threads == 1 ? "" : "s")}\n\n");
            text.Append("| optimizer | fused | TorchSharp | times faster | Python | times faster | memory | × "
                + "memory |\n| --- | --: | --: | --: | --: | --: | --: | --: |\n");
            foreach (var row in group)
                text.Append(CultureInfo.InvariantCulture,
                    $"| {row.Name} | **{1000 * row.Ours:F3}** | {Cells(row.TorchSharp, row.Ours)} | "
                        + $"{Cells(row.Python, row.Ours)} | {1000 * row.Memory:F3} | {row.Ours / row.Memory:F2} |\n");
        }
        text.Append("\n## Growth\n\n![Adam's step by the number of parameters](performance.svg)\n\n| parameters | "
            + "threads | ms a step | ns a parameter |\n| --: | --: | --: | --: |\n");
        foreach (var point in growth)
            text.Append(CultureInfo.InvariantCulture,
                $"| {point.Size:N0} | {point.Threads} | {1000 * point.Seconds:F3} | "
                + $"{1e9 * point.Seconds / point.Size:F3} |\n");
        return text.ToString();

        static string Cells(double? seconds, double ours) =>
            seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{1000 * s:F3} | {s / ours:F1}") : "— | —";
    }

    private static Figure Picture(IReadOnlyList<Growth> growth) =>
        new("performance",
        "Nanoseconds a parameter of one fused Adam step, by the number of parameters and the threads",
        new Panel([.. growth.GroupBy(point => point.Threads)
            .Select((line, k) =>
            new Curve([.. line.Select(p => (double)p.Size)], [.. line.Select(p => 1e9 * p.Seconds / p.Size)])
        {
            Label = line.Key == 1 ? "1 thread" : $"{line.Key} threads",
            Style = k,
        })])
        { X = new("parameters", Log: true), Y = new("ns a parameter", 0) });

    private static void Save(string path, string text) =>
        AtomicFile.Write(path,
        stream => stream.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n")));

    private sealed record Contender(string Name, int Streams, Func<IEnumerable<Parameter>, optim.Optimizer> Ours,
        Func<IEnumerable<Parameter>, optim.Optimizer>? Theirs);

    private sealed record Row(string Name, int Count, int Size, int Threads, double Ours, double? TorchSharp,
        double? Python, double Memory);

    private sealed record Growth(int Size, int Threads, double Seconds);
}
