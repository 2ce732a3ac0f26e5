using System.Diagnostics;
using System.Globalization;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands;

/// <summary>The Python reference programs as a process that computes the same runs again and again, so that rounds can be interleaved.</summary>
internal sealed class PythonReference : IDisposable
{
    private readonly Process _process;

    /// <param name="sections">The sections to run.</param>
    /// <param name="data">The data file.</param>
    /// <param name="options">Seed and epochs.</param>
    /// <param name="threads">Threads that torch may use.</param>
    /// <exception cref="BadInputException">There is no such Python.</exception>
    internal PythonReference(IEnumerable<string> sections, string data, ChapterOptions options, int threads)
    {
        var start = new ProcessStartInfo(Interpreter) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            Path.Combine(Repository.Root, "tests", "reference", "reference.py"), .. sections, "--serve", "--data", data,
            "--seed", options.Seed.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture),
            .. options.Epochs is { } epochs ? new[] { "--epochs", epochs.ToString(CultureInfo.InvariantCulture) } : [],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadInputException($"{Interpreter}: cannot be started, expected a Python that has torch (PYTHON=… names another): {e.Message}", e);
        }
    }

    /// <summary>Which Python: the one that PYTHON names, or python3.</summary>
    internal static string Interpreter => Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } named ? named : "python3";

    /// <summary>Computes all runs once.</summary>
    /// <exception cref="BadInputException">Python stopped; it has said why on its standard error.</exception>
    internal RunFile Round()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return RunFile.Parse(_process.StandardOutput.ReadLine() ?? throw new BadInputException($"{Interpreter} stopped, see its message above; it must have torch and numpy (Debian: python3-torch)"), "tests/reference/reference.py");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
