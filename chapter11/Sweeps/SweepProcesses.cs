using System.Diagnostics;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Makes the parts of a sweep that trains networks in several processes: all trainings of one process would
/// draw from torch's one generator.</summary>
internal static class SweepProcesses
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="Sweep.Make"/>
    internal static (int Made, int There) Make(Sweep sweep, string file, string folder, Shard shard, int count,
        Action<string, double> progress, CancellationToken cancel)
    {
        var parts = sweep.PartsOf(shard).ToList();
        int There() => parts.Count(part => File.Exists(Sweep.PartFile(sweep.Parts, part)));
        var (before, clock) = (There(), Stopwatch.StartNew());
        // Shard I of N, cut again into K, is shards I, I + N, … of N·K.
        List<Process> children = [.. Enumerable.Range(0, count).Select(k => Start(
            file, folder, new Shard(shard.Index + k * shard.Of, shard.Of * count)))];
        try
        {
            while (children.Any(child => !child.HasExited))
            {
                if (cancel.WaitHandle.WaitOne(s_look)) break;
                var there = There();
                var togo = clock.Elapsed / Math.Max(1, there - before) * (parts.Count - there);
                progress(FormattableString.Invariant($"{there} of {parts.Count} parts, {togo:h\\:mm\\:ss} left"),
                    (double)there / parts.Count);
            }
            cancel.ThrowIfCancellationRequested();
        }
        finally
        {
            foreach (var child in children.Where(child => !child.HasExited)) child.Kill();
            foreach (var child in children) child.WaitForExit();
        }
        if (children.FirstOrDefault(child => child.ExitCode != 0) is { } failed)
            throw new BadInputException($"a process that trained stopped with exit code {failed.ExitCode}, see above");
        return ((There() - before) * sweep.Plan.PartSize, before * sweep.Plan.PartSize);
    }

    private static Process Start(string file, string folder, Shard shard) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!, [.. Own(), "sweep", file, "--out", folder, "--shard", $"{shard}", "--threads", "1"])
    { RedirectStandardOutput = true })!;

    // Where dotnet runs this program, its first argument is the program.
    private static IEnumerable<string> Own() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Sweep).Assembly.Location] : [];
}
