using System.Diagnostics;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands;

/// <summary>The Python reference programs as a process that answers again and again, so that rounds can be
/// interleaved.</summary>
internal sealed class PythonReference : IDisposable
{
    private readonly Process _process;
    private readonly string _program;

    /// <param name="program">A program of tests/reference that answers a line for every line.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="BadInputException">There is no such Python.</exception>
    internal PythonReference(string program, params IEnumerable<string> arguments)
    {
        _program = program;
        var start = new ProcessStartInfo(Interpreter) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(Repository.Root, "tests", "reference", program),
            .. arguments]) start.ArgumentList.Add(argument);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadInputException(
                $"{Interpreter}: cannot be started, expected a Python that has torch (PYTHON=… names another): "
                + $"{e.Message}", e);
        }
    }

    /// <summary>The runs of whole sections.</summary>
    /// <param name="sections">The sections to run.</param>
    /// <param name="data">The data file.</param>
    /// <param name="options">Seed and epochs.</param>
    /// <param name="threads">Threads that torch may use.</param>
    internal static PythonReference Of(IEnumerable<string> sections, string data, ChapterOptions options,
        int threads) => new("reference.py",
    [
        .. sections, "--serve", "--data", data, "--seed", $"{options.Seed}", "--threads", $"{threads}",
        .. options.Epochs is { } epochs ? new[] { "--epochs", $"{epochs}" } : [],
    ]);

    /// <summary>Which Python: the one that PYTHON names, or python3.</summary>
    internal static string Interpreter =>
        Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } named ? named : "python3";

    /// <summary>Computes all runs once.</summary>
    /// <exception cref="BadInputException">Python stopped; it has said why on its standard error.</exception>
    internal RunFile Round() => RunFile.Parse(Ask(""), $"tests/reference/{_program}");

    /// <summary>The answer to one line.</summary>
    /// <exception cref="BadInputException">Python stopped; it has said why on its standard error.</exception>
    internal string Ask(string line) =>
        TryAsk(line) ?? throw new BadInputException(
        $"{Interpreter} stopped, see its message above; it must have torch and numpy, for 11.11 torchvision too "
        + $"(Debian: python3-torch, python3-torchvision)");

    /// <summary>The answer to one line, null where Python stopped.</summary>
    internal string? TryAsk(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        return _process.StandardOutput.ReadLine();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
