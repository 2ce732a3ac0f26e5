using System.Diagnostics;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Bench;

/// <summary>
/// A process that times one contender's steps, and nothing else: what one has left in its heap is not another's cost.
/// It answers each line <c>OPTIMIZER COUNT SIZE STEPS</c> with seconds a step, as step_cost.py does for Python.
/// </summary>
internal static class StepServer
{
    internal const string Ours = "ours", Theirs = "TorchSharp", Memory = "memory";

    /// <summary>Answers until its input ends.</summary>
    internal static void Run(string whose, int threads)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        var (held, scope) = ("", NewDisposeScope());
        IReadOnlyList<Action> ways = [];
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var wanted = string.Join(' ', words[..3]);
            if (wanted != held)
            {
                scope.Dispose();
                scope = NewDisposeScope();
                (held, ways) = (wanted, Make(whose, words[0], Number(words[1]), Number(words[2])));
                foreach (var way in ways) way();
            }
            Console.WriteLine(ways.Min(way => Seconds(way, Number(words[3]))).ToString("R",
                CultureInfo.InvariantCulture));
        }
        scope.Dispose();
    }

    private static IReadOnlyList<Action> Make(string whose, string name, int count, int size)
    {
        var contender = Contender.All.First(contender => contender.Name == name);
        if (whose == Memory)
        {
            // As STREAM does: as many bytes as a step needs, half of them read and half written, into other memory and
            // in place; the faster of the two counts.
            var half = (long)count * size * contender.Streams / 2;
            var (from, to) = (ones(half), zeros(half));
            return [() => to.copy_(from), () => to.mul_(1)];
        }
        var parameters = Parameters(count, size);
        var optimizer = whose == Ours ? contender.Ours(parameters) : contender.Theirs!(parameters);
        return [() => optimizer.step()];
    }

    private static Parameter[] Parameters(int count, int size) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var parameter = new Parameter(randn(size));
        parameter.grad = randn(size);
        return parameter;
    })];

    private static double Seconds(Action action, int calls)
    {
        var clock = Stopwatch.StartNew();
        for (var k = 0; k < calls; k++) action();
        return clock.Elapsed.TotalSeconds / calls;
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}

/// <summary>Such a process, and Python's, seen from the one that asks.</summary>
internal sealed class StepProcess : IDisposable
{
    private const double Seconds = 0.03;
    private const int MostCalls = 1000;

    private readonly Process _process;
    private readonly Dictionary<string, int> _calls = [];

    /// <param name="program">What to start.</param>
    /// <param name="arguments">Its arguments.</param>
    internal StepProcess(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // glibc's own settings, as a user's program has them.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MALLOC_")).ToArray())
            start.Environment.Remove(name);
        _process = Process.Start(start)!;
    }

    /// <summary>One of this program's.</summary>
    internal static StepProcess Of(string whose, int threads) => new(Environment.ProcessPath!,
        typeof(StepServer).Assembly.Location, "bench", "--steps", whose,
        threads.ToString(CultureInfo.InvariantCulture));

    /// <summary>Python's, or null where there is none.</summary>
    internal static StepProcess? OfPython(int threads)
    {
        try
        {
            var process = new StepProcess(PythonReference.Interpreter,
                Path.Combine(Repository.Root, "tests", "reference", "step_cost.py"), $"{threads}");
            if (process.Ask("SGD 1 10", 1) is not null) return process;
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is none of that name.
        }
        return null;
    }

    /// <summary>Seconds a step, of as many steps as fill a round.</summary>
    /// <exception cref="BadInputException">The process has stopped; it said why on its standard error.</exception>
    internal double Step(string name, int count, int size)
    {
        var what = $"{name} {count} {size}";
        if (!_calls.TryGetValue(what, out var calls))
            _calls[what] = calls = (int)Math.Clamp(Seconds / Answer(1), 1, MostCalls);
        return Answer(calls);

        double Answer(int steps) => Ask(what, steps)
            ?? throw new BadInputException($"the process that times {what} stopped, see its message above");
    }

    private double? Ask(string what, int steps)
    {
        try
        {
            _process.StandardInput.WriteLine($"{what} {steps}");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        return _process.StandardOutput.ReadLine() is { } answer ? double.Parse(answer, CultureInfo.InvariantCulture)
            : null;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }
}
