using System.Diagnostics;
using System.Globalization;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>
/// A process that makes a series of tries, so that one that ends the process ends only this one. It announces each try
/// before it makes it, and says afterwards how it ended, a line each on its standard output.
/// </summary>
internal static class Child
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // The largest address space, in kB: a try that asks for more is to be refused. 2³¹ − 1 numbers of float32 are more;
    // to draw them takes a loaded machine longer than the patience lasts.
    private const int MostMemory = 7_000_000;

    /// <summary>In the child: announces a try, makes it, and says how it ended.</summary>
    internal static void Try(string entry, Func<Outcome> attempt)
    {
        Console.WriteLine($"> {entry}");
        Console.Out.Flush();
        try
        {
            Console.WriteLine(attempt() == Outcome.Held ? "held" : "refused");
        }
        catch (StressException e)
        {
            Console.WriteLine($"failed {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>In the parent: runs one series, and adds what comes of it up.</summary>
    internal static void Run(Tally tally, string part, int seed, int count, string folder, string limits = "")
    {
        using var process = Start(part, seed, count, folder, errors: true, limits);
        var errors = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, e) => errors.Append(errors.Length < 2000 ? e.Data + " " : "");
        process.BeginErrorReadLine();
        var (entry, open) = ("its start", true);
        while (Read(process) is { } line)
        {
            if (line.StartsWith("> ", StringComparison.Ordinal)) (entry, open) = (line[2..], true);
            // What a call itself prints is passed over.
            else if (open && (line is "held" or "refused" || line.StartsWith("failed ", StringComparison.Ordinal)))
            {
                open = false;
                tally.Add(line == "held" ? Outcome.Held : line == "refused" ? Outcome.Refused : Outcome.Failed,
                    entry.Split('#')[0]);
                if (line.StartsWith("failed ", StringComparison.Ordinal))
                    tally.Fail($"{entry}: {line[7..]}; again: {Again(part, seed, count)}");
            }
        }
        if (!process.WaitForExit(s_patience)) process.Kill();
        process.WaitForExit();
        if (process.ExitCode == 0) return;
        tally.Add(Outcome.Failed, entry.Split('#')[0]);
        tally.Fail($"{entry}: ended the process with {process.ExitCode}; again: {Again(part, seed, count)}; "
            + $"{errors.ToString().Trim()}");
    }

    // A null ends it: the child is done, or hangs and was killed.
    private static string? Read(Process process)
    {
        var line = process.StandardOutput.ReadLineAsync();
        if (line.Wait(s_patience)) return line.Result;
        process.Kill();
        return null;
    }

    internal static string Again(string part, int seed, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"./d2l stress --case {part}/{seed}/{count}");

    internal static Process Start(string part, int seed, int count, string folder, bool errors, string limits = "")
    {
        string[] words =
            [typeof(Child).Assembly.Location, "stress", "--case",
            string.Create(CultureInfo.InvariantCulture, $"{part}/{seed}/{count}"), "--in", folder];
        var start = new ProcessStartInfo("sh",
            ["-c", $"{limits}ulimit -v {MostMemory}; ulimit -c 0; exec dotnet \"$@\"", "sh", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = errors,
            // The collector would set aside 256 GB of addresses; and it lives for seconds, so compile quickly rather
            // than well.
            Environment = { ["DOTNET_GCHeapHardLimit"] = "0x40000000", ["DOTNET_TC_QuickJit"] = "1",
                ["DOTNET_TieredCompilation"] = "1", ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
        return Process.Start(start)!;
    }
}

/// <summary>What must not happen has happened.</summary>
internal sealed class StressException(string message) : Exception(message);
