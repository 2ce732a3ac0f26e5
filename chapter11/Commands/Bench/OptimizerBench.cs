using System.Globalization;

namespace D2lOptim.Chapter11.Commands.Bench;

/// <summary>
/// What a step of every optimizer costs: the library's, TorchSharp's and Python's in turn, each in a process of its own
/// and the median of its rounds, beside what reading and writing the same bytes costs in the same rounds.
/// </summary>
internal static class OptimizerBench
{
    private const int Rounds = 7;
    private const int GrowthRounds = 5;

    private static readonly int[] s_growth = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private static readonly (int Count, int Size)[] s_sizes = [(1, 10_000_000), (100, 100_000), (500, 1_000)];

    /// <summary>A line of the tables; times are in seconds a step.</summary>
    /// <param name="Name">The optimizer.</param>
    /// <param name="Count">How many parameters.</param>
    /// <param name="Size">How many numbers each.</param>
    /// <param name="Threads">Of torch.</param>
    /// <param name="Ours">The library's.</param>
    /// <param name="TorchSharp">TorchSharp's; null where it has none.</param>
    /// <param name="Python">Python's; null where there is none.</param>
    /// <param name="Memory">Reading and writing as many bytes.</param>
    /// <param name="Bytes">How many those are.</param>
    internal sealed record Row(string Name, int Count, int Size, int Threads, double Ours, double? TorchSharp,
        double? Python, double Memory, long Bytes);

    /// <summary>A step of Adam on one parameter.</summary>
    /// <param name="Size">How many numbers it has.</param>
    /// <param name="Threads">Of torch.</param>
    /// <param name="Ours">The library's, in seconds.</param>
    /// <param name="TorchSharp">TorchSharp's, in seconds.</param>
    internal sealed record Growth(int Size, int Threads, double Ours, double TorchSharp);

    internal static (IReadOnlyList<Row> Rows, IReadOnlyList<Growth> Growth) Run()
    {
        List<Row> rows = [];
        List<Growth> growth = [];
        Terminal.WithProgress((print, progress) =>
        {
            var all = 2 * s_sizes.Length * Contender.All.Count;
            foreach (var threads in Threads())
            {
                using var ours = StepProcess.Of(StepServer.Ours, threads);
                using var theirs = StepProcess.Of(StepServer.Theirs, threads);
                foreach (var size in s_growth.Where(Fits))
                {
                    progress($"growth, {size:N0} parameters, {threads} thread(s)", (double)rows.Count / all);
                    growth.Add(Grow(ours, theirs, size, threads));
                }
                if (threads != 1 && threads != Environment.ProcessorCount) continue;
                using var memory = StepProcess.Of(StepServer.Memory, threads);
                using var python = StepProcess.OfPython(threads);
                if (python is null)
                    print($"without Python: {PythonReference.Interpreter} has no torch (PYTHON=… names another)");
                foreach (var (count, size) in s_sizes)
                    foreach (var contender in Contender.All)
                    {
                        progress($"{contender.Name}, {count} × {size:N0} parameters, {threads} thread(s)",
                            (double)rows.Count / all);
                        rows.Add(Measure(contender, count, size, threads, ours, theirs, python, memory));
                        print(Line(rows[^1]));
                    }
            }
        });
        return (rows, growth);
    }

    // 1, 2, 4, … and all.
    private static IEnumerable<int> Threads()
    {
        var all = Environment.ProcessorCount;
        for (var threads = 1; threads < all; threads *= 2) yield return threads;
        yield return all;
    }

    private static Row Measure(Contender contender, int count, int size, int threads, StepProcess ours,
        StepProcess theirs, StepProcess? python, StepProcess memory)
    {
        List<double> a = [], b = [], c = [], d = [];
        for (var round = 0; round < Rounds; round++)
        {
            a.Add(ours.Step(contender.Name, count, size));
            if (contender.Theirs is not null) b.Add(theirs.Step(contender.Name, count, size));
            if (contender.Theirs is not null && python is not null) c.Add(python.Step(contender.Name, count, size));
            d.Add(memory.Step(contender.Name, count, size));
        }
        return new(contender.Name, count, size, threads, Median.Of(a), OrNull(b), OrNull(c), Median.Of(d),
            (long)count * size * contender.Streams * sizeof(float));

        static double? OrNull(List<double> times) => times.Count == 0 ? null : Median.Of(times);
    }

    private static Growth Grow(StepProcess ours, StepProcess theirs, int size, int threads)
    {
        List<double> a = [], b = [];
        for (var round = 0; round < GrowthRounds; round++)
        {
            a.Add(ours.Step("Adam", 1, size));
            b.Add(theirs.Step("Adam", 1, size));
        }
        return new(size, threads, Median.Of(a), Median.Of(b));
    }

    // Two processes with four arrays each, TorchSharp's with temporaries, and room for what a system needs beside them.
    private static bool Fits(int size) => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 20L * sizeof(float) * size;

    private static string Line(Row row) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Threads} thread(s), {row.Count,3} × {row.Size,10:N0}  {row.Name,-9} {1000 * row.Ours,8:F3} ms, "
        + $"{row.Ours / row.Memory:F2} × memory's {1000 * row.Memory:F3}"
        + $"{Beside("TorchSharp", row.TorchSharp, row.Ours)}{Beside("Python", row.Python, row.Ours)}");

    private static string Beside(string name, double? seconds, double ours) =>
        seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $", {name} {1000 * s:F3} ({s / ours:F1}×)") : "";
}
