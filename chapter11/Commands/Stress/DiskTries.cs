using System.Diagnostics;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Writes to a disk that is full at a random moment: what was there must stay, or be replaced by something
/// whole.</summary>
internal static class DiskTries
{
    private const int Largest = 160_000;

    /// <summary>In the parent: a disk of 200 kB where this is root, else a folder in which files end at 64
    /// kB.</summary>
    internal static void Run(Tally tally, int seed, int count, string work)
    {
        var disk = Directory.CreateDirectory(Path.Combine(work, $"disk-{seed}")).FullName;
        var mounted = Environment.IsPrivilegedProcess && Ran("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk);
        try
        {
            Child.Run(tally, "disk", seed, count, disk, mounted ? "" : "trap '' XFSZ; ulimit -f 128; ");
        }
        finally
        {
            if (mounted) Ran("umount", disk);
            Directory.Delete(disk, recursive: true);
        }
    }

    private static bool Ran(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>In a child.</summary>
    internal static void Run(int seed, int count, string disk)
    {
        var random = new Random(seed);
        (string Name, Action<string, Random> Write, Action<string> Read)[] writers =
        [
            ("file", (path, r) => AtomicFile.Write(path, stream => Blocks(stream, r.Next(Largest))),
                path => Whole(File.ReadAllBytes(path))),
            ("checkpoint", (path, r) => CheckpointFile.Write(path, writer => writer.Write(new byte[r.Next(Largest)])),
                path => CheckpointFile.Read(path).Dispose()),
            ("numbers", (path, r) =>
                RunFile.Here("", 0,
                [new RunRecord("11.5", "x",
                "trace") { Lists = [new("x", [.. Enumerable.Range(0, r.Next(Largest / 8)).Select(k => (double)k)])] }])
                .Write(path), path => System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path)).Dispose()),
            ("trace", Trace, path => { using var trace = new TraceReader(path); foreach (var _ in trace.Steps()) { } }),
        ];
        for (var k = 0; k < count; k++)
        {
            var (name, write, read) = writers[k % writers.Length];
            var path = Path.Combine(disk, name);
            Child.Try($"{name}#{k}",
                () => Attempt(path, () => Filled(disk, random.Next(200_000), () => write(path, random)), read));
        }
    }

    // The first block tells how long the file is.
    private static void Blocks(Stream stream, int length)
    {
        stream.Write(BitConverter.GetBytes(length));
        for (var left = length; left > 0; left -= 4096) stream.Write(new byte[Math.Min(left, 4096)]);
    }

    private static void Whole(byte[] content)
    {
        if (content.Length != 4 + BitConverter.ToInt32(content))
            throw new StressException($"{content.Length} bytes are left of {4 + BitConverter.ToInt32(content)}");
    }

    private static void Trace(string path, Random random)
    {
        using var scope = NewDisposeScope();
        var w = ones(random.Next(1, Largest / 40));
        using var trace = new TraceRecorder(path, [("w", w)], TracedOptimizer.Of(null, () => w.add_(1), () => 1));
        for (var k = 0; k < 10; k++) trace.Step();
    }

    // The filler takes what it can get.
    private static void Filled(string disk, int bytes, Action act)
    {
        var filler = Path.Combine(disk, "filler");
        try
        {
            File.WriteAllBytes(filler, new byte[bytes]);
        }
        catch (IOException)
        {
            // Then the disk is full.
        }
        try
        {
            act();
        }
        finally
        {
            File.Delete(filler);
        }
    }

    private static Outcome Attempt(string path, Action write, Action<string> read)
    {
        var before = File.Exists(path);
        var outcome = Outcome.Held;
        try
        {
            write();
        }
        catch (BadInputException)
        {
            outcome = Outcome.Refused;
        }
        catch (Exception e) when (e is not StressException)
        {
            throw new StressException($"{e.GetType().Name} {e.Message}");
        }
        var left = Directory.EnumerateFiles(Path.GetDirectoryName(path)!, ".*").FirstOrDefault();
        if (left is not null) throw new StressException($"{left} is left");
        if (!File.Exists(path))
            return outcome == Outcome.Refused && (!before || path.EndsWith("trace", StringComparison.Ordinal))
                ? outcome : throw new StressException("nothing is left");
        try
        {
            read(path);
        }
        catch (Exception e) when (e is BadInputException or System.Text.Json.JsonException)
        {
            throw new StressException($"half of it is left: {e.Message}");
        }
        return outcome;
    }
}
