using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Sends signals to a run on a pseudo-terminal: it must end by them, say so, leave numbers that can be read,
/// and the terminal as it was.</summary>
internal static class SignalTries
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether util-linux's script, which makes the terminal, is here.</summary>
    internal static bool Applies => File.Exists("/usr/bin/script");

    internal static void Run(Tally tally, int seed, string work)
    {
        var random = new Random(seed);
        var folder = Directory.CreateDirectory(Path.Combine(work, $"signal-{seed}")).FullName;
        SmallImages.Write(folder);
        var (signal, code) = new[] { ("INT", 130), ("TERM", 143), ("HUP", 129) }[random.Next(3)];
        var what = random.Next(3) switch
        {
            0 => "11.6 11.7 11.8",
            1 => "11.11 --epochs 100000",
            _ => "11.11 --epochs 100000 --checkpoint checkpoints --checkpoint-every 3"
        };
        // Under nohup, or behind a script's &, a signal is ignored, and so it would be by what is started from there.
        var command = $"exec env --default-signal=INT,TERM,HUP dotnet {typeof(SignalTries).Assembly.Location} "
            + $"run {what} --data-dir . --out figures --json numbers.json";
        var start = new ProcessStartInfo("/usr/bin/script",
            ["-qefc", command, "typescript"])
        { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var terminal = Process.Start(start)!;
        var output = terminal.StandardOutput.ReadToEndAsync();
        Thread.Sleep(random.Next(200, 4000));
        var program = Children(terminal.Id).FirstOrDefault();
        if (program != 0) using (var kill = Process.Start("kill", ["-s", signal, $"{program}"])) kill.WaitForExit();
        var ended = terminal.WaitForExit(s_patience);
        if (!ended) terminal.Kill(entireProcessTree: true);
        terminal.WaitForExit();
        var mayEnd = !what.Contains("100000", StringComparison.Ordinal);
        var problem = ended ? Problem(folder, output.Result, terminal.ExitCode, code, mayEnd) : "did not end";
        tally.Add(problem is null ? Outcome.Held : Outcome.Failed, $"{signal} {what}");
        if (problem is null) Directory.Delete(folder, recursive: true);
        else tally.Fail($"SIG{signal}, run {what}, seed {seed}: {problem}; see {folder}");
    }

    private static string? Problem(string folder, string text, int code, int expected, bool mayEnd)
    {
        if (code != expected && !(mayEnd && code == 0)) return $"exit code {code}, expected {expected}";
        if (text.Contains("   at ", StringComparison.Ordinal) || text.Contains("Unhandled", StringComparison.Ordinal))
            return "a stack trace";
        if (text.LastIndexOf("\e[?25l", StringComparison.Ordinal) > text.LastIndexOf("\e[?25h",
            StringComparison.Ordinal)) return "the cursor is hidden";
        if (Directory.Exists(Path.Combine(folder, "figures"))
            && Directory.EnumerateFiles(Path.Combine(folder, "figures"), ".*")
            .FirstOrDefault() is { } left) return $"{left} is left";
        var json = Path.Combine(folder, "numbers.json");
        // Before it listens to signals, one ends it without a word.
        if (!File.Exists(json))
            return text.Contains("stopped", StringComparison.Ordinal) ? "stopped without its numbers" : null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(json, Encoding.UTF8));
            return null;
        }
        catch (JsonException e)
        {
            return $"{json}: {e.Message}";
        }
    }

    private static IEnumerable<int> Children(int process) =>
        File.Exists($"/proc/{process}/task/{process}/children")
            ? File.ReadAllText($"/proc/{process}/task/{process}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse) : [];
}
