using System.ComponentModel;
using System.Diagnostics;

namespace D2lOptim.Plotting;

/// <summary>Runs gnuplot.</summary>
public static class GnuplotProcess
{
    private const int Interrupted = 128 + 2; // by SIGINT

    /// <summary>Feeds <paramref name="script"/> to gnuplot's standard input and waits for the end.</summary>
    /// <exception cref="BadInputException">There is no such program.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    /// <exception cref="InvalidOperationException">It reported an error, which the message carries.</exception>
    public static void Run(string script, string program = "gnuplot")
    {
        // No start-up files: a user's settings must not change the figures.
        var start = new ProcessStartInfo(program, ["--default-settings", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";

        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(script);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // gnuplot stopped reading at an error; its own message below says more than a broken pipe does.
        }
        process.WaitForExit();
        Task.WaitAll(output, errors);
        // Ctrl-C goes to all programs of a terminal.
        if (process.ExitCode == Interrupted) throw new OperationCanceledException("gnuplot was interrupted");
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"gnuplot failed with exit code {process.ExitCode}: {errors.Result.Trim()}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BadInputException($"could not start '{start.FileName}', which draws the figures; install the package gnuplot-nox", e);
        }
    }
}
