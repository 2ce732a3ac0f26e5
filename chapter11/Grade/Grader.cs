using System.Diagnostics;
using System.Text.Json;
using D2lOptim.Parity;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Chapter11.Grade;

/// <summary>What is said of a reader's file.</summary>
/// <param name="Right">Whether it is the optimizer that it is called.</param>
/// <param name="Lines">What is wrong, and where.</param>
/// <param name="Causes">The causes that were found.</param>
internal sealed record Verdict(bool Right, IReadOnlyList<string> Lines, IReadOnlyList<Cause> Causes)
{
    internal static Verdict Wrong(params IReadOnlyList<string> lines) => new(false, lines, []);
}

/// <summary>Compiles a reader's file, runs it in a process of its own, and compares its trace with the right
/// one's.</summary>
internal static class Grader
{
    // A heap larger than any right answer needs, for one that only grows.
    private const string MostMemory = "0x40000000";

    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(2);

    // Two coefficients that are the same, but for rounding.
    private const double Same = 1e-6;

    /// <summary>Grades a file.</summary>
    /// <exception cref="BadInputException">There is no such file.</exception>
    internal static Verdict Grade(string file, TimeSpan limit, CancellationToken cancel = default)
    {
        if (!File.Exists(file)) throw new BadInputException($"{file}: no such file, expected C#");
        var folder = Directory.CreateTempSubdirectory("d2l-grade-");
        try
        {
            var library = Path.Combine(folder.FullName, GradeRun.Library);
            var errors = ReaderCode.Compile(file, library);
            return errors.Count > 0 ? Verdict.Wrong(["it does not compile:", .. errors.Take(10)])
                : Run(folder.FullName, limit, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Verdict Run(string folder, TimeSpan limit, CancellationToken cancel)
    {
        // The program beside its host, as it is in a test too.
        var start = new ProcessStartInfo("dotnet", [typeof(Grader).Assembly.Location, "grade", "--child", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory;
        using var process = Process.Start(start)!;
        // What it prints is read, so that it does not wait for a reader.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The reader's time begins with the first call; until there it is this program's own.
        var (clock, called, log) = (Stopwatch.StartNew(), false, new FileInfo(Path.Combine(folder, GradeRun.Log)));
        while (!process.WaitForExit(50) && clock.Elapsed < (called ? limit : s_start)
            && !cancel.IsCancellationRequested)
        {
            log.Refresh();
            if (called || !log.Exists || log.Length == 0) continue;
            called = true;
            clock.Restart();
        }
        var ended = process.HasExited;
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        cancel.ThrowIfCancellationRequested();
        return Judge(folder, ended, limit, process.ExitCode);
    }

    private static Verdict Judge(string folder, bool ended, TimeSpan limit, int code)
    {
        var log = Path.Combine(folder, GradeRun.Log);
        string[] lines = File.Exists(log) ? File.ReadAllLines(log) : [];
        var steps = lines.Count(line => line.StartsWith(GradeRun.Started, StringComparison.Ordinal));
        var last = lines.LastOrDefault() ?? "";
        string? After(string beginning) =>
            last.StartsWith(beginning, StringComparison.Ordinal) ? last[beginning.Length..] : null;
        if (!ended)
            return Verdict.Wrong(
                $"it does not come to an end: stopped after {limit.TotalSeconds:F0} s in step {steps}");
        if (After(GradeRun.Refused) is { } refused) return Verdict.Wrong(refused);
        if (After(GradeRun.Threw) is { } threw) return Verdict.Wrong($"it throws in step {steps}: {threw}");
        var lost = After(GradeRun.Lost);
        if (lost is null && After(GradeRun.Done) is null)
            return Verdict.Wrong($"it ends the program in step {steps}, with exit code {code}");
        var kept = lines.Where(line => line.StartsWith(GradeRun.Kept, StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<GradeRun.KeptState>(line[GradeRun.Kept.Length..])!).ToList();
        var verdict = Compare(Path.Combine(folder, GradeRun.Right), Path.Combine(folder, GradeRun.Wrong), kept);
        return lost is null ? verdict : verdict with { Right = false, Lines = [lost, .. verdict.Lines] };
    }

    private static Verdict Compare(string right, string yours, IReadOnlyList<GradeRun.KeptState> kept)
    {
        using var a = new TraceReader(right);
        using var b = new TraceReader(yours);
        var report = TraceReport.Of(a, b, new NameMap());
        if (report.Agrees) return new(true, [$"all {report.Comparison.Steps} steps are the right ones"], []);
        var first = report.Comparison.Beyond ?? report.Comparison.First!;
        var causes = report.Causes.All(c => c.Kind == CauseKind.NotExplained)
            && kept.Select(state => ByState(state, first)).OfType<Cause>().ToList() is { Count: > 0 } found
            ? found : report.Causes;
        return new(false,
        [
            $"the first wrong step: {first}",
            .. causes.Select(c => c.Kind is CauseKind.NotExplained or CauseKind.Rounding ? c.Text
                : $"the likely cause: {c.Text}"),
            .. causes.Any(c => c.Kind == CauseKind.NotExplained) && kept.Count > 0 && kept.All(IsRight)
                ? [$"{string.Join(" and ", kept.Select(s => s.Name))} kept as it should be; look at the change of x"]
                : (string[])[],
            "(the first is the right one, the second is yours)",
        ], causes);
    }

    private static bool IsRight(GradeRun.KeptState state) =>
        state.Yours.Zip(state.Right).All(pair => Math.Abs(pair.First - pair.Second) <= Same);

    // What no rule that is known explains may still be a sum that can be told.
    private static Cause? ByState(GradeRun.KeptState state, Divergence first)
    {
        if (IsRight(state)) return null;
        var kind = Math.Abs(state.Yours[0]) < Same ? CauseKind.History
            : Math.Abs(state.Yours[0] - state.Right[0]) > Same ? CauseKind.Momentum : CauseKind.Dampening;
        return new(kind, first.Step, first.Array, $"{state.Name} becomes {StateFit.Words(state.Name, state.Yours)}, "
            + $"and should become {StateFit.Words(state.Name, state.Right)}");
    }
}
