using System.ComponentModel;
using System.Diagnostics;

namespace D2lOptim.Plotting;

/// <summary>Runs gnuplot.</summary>
public static class GnuplotProcess
{
    // Ctrl-C goes to all programs of a terminal, and gnuplot may be gone before our own handler has run.
    private static readonly TimeSpan HandlersTime = TimeSpan.FromSeconds(2);

    /// <summary>Feeds <paramref name="script"/> to gnuplot's standard input and waits for the end.</summary>
    /// <exception cref="BadInputException">There is no such program.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> asked for the end.</exception>
    /// <exception cref="InvalidOperationException">It reported an error, which the message carries.</exception>
    public static void Run(string script, string program = "gnuplot", CancellationToken cancel = default)
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
        using (cancel.UnsafeRegister(_ => process.Kill(), null))
            process.WaitForExit();
        Task.WaitAll(output, errors);
        if (process.ExitCode == 0)
            return;
        if (cancel.CanBeCanceled)
            cancel.WaitHandle.WaitOne(HandlersTime);
        cancel.ThrowIfCancellationRequested();
        throw new InvalidOperationException(
            $"gnuplot failed with exit code {process.ExitCode}: {errors.Result.Trim()}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BadInputException(
                $"could not start '{start.FileName}', which draws the figures; install the package gnuplot-nox", e);
        }
    }
}
