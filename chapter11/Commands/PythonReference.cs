using System.Diagnostics;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands;

/// <summary>The Python reference programs as a process that answers again and again, so that rounds can be
/// interleaved.</summary>
internal sealed class PythonReference : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _program;
    private readonly string[] _words;

    /// <param name="program">A program of tests/reference that answers a line for every line.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="BadInputException">There is no such Python.</exception>
    internal PythonReference(string program, params IEnumerable<string> arguments)
    {
        _program = program;
        _words = [Path.Combine(Repository.Root, "tests", "reference", program), .. arguments];
        var start = new ProcessStartInfo(Interpreter, _words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
        _errors = _process.StandardError.ReadToEndAsync();
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

    /// <summary>Which Python: the one that PYTHON names, or the first that has torch, as <c>d2l</c> looks for it
    /// too.</summary>
    internal static string Interpreter => Named ?? s_found.Value ?? "python3";

    /// <summary>Whether that Python has torch.</summary>
    internal static bool HasTorch => Named is { } named ? IsWithTorch(named) : s_found.Value is not null;

    private static readonly Lazy<string?> s_found =
        new(() => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(IsWithTorch));

    private static string? Named =>
        Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } named ? named : null;

    private static bool IsWithTorch(string python)
    {
        const string Ask = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ['torch', 'numpy'])))";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", Ask]))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }

    /// <summary>Computes all runs once.</summary>
    /// <exception cref="BadInputException">Python stopped.</exception>
    internal RunFile Round() => RunFile.Parse(Ask(""), $"tests/reference/{_program}");

    /// <summary>The answer to one line.</summary>
    /// <exception cref="BadInputException">Python stopped; the message has the last line that it wrote, and how to see
    /// all.</exception>
    internal string Ask(string line) => TryAsk(line) ?? throw new BadInputException(Stopped(line));

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
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Python is gone, and what was still to be written to it with it.
        }
        if (!_process.WaitForExit(s_patience)) _process.Kill();
        _process.Dispose();
    }

    private string Stopped(string line)
    {
        if (!_process.WaitForExit(s_patience)) _process.Kill();
        var last = (_errors.Wait(s_patience) ? _errors.Result : "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        var said = last is null ? $"without a word, exit code {_process.ExitCode}" : $"with: {last}";
        var needs = last?.Contains("No module named", StringComparison.Ordinal) == true
            ? "; it must have torch and numpy, for 11.11 torchvision too (Debian: python3-torch, python3-torchvision), "
                + "and PYTHON=… names another"
            : "";
        return $"{Interpreter} stopped {said}{needs}; to see all of it: "
            + $"echo '{line}' | {Interpreter} {string.Join(' ', _words)}";
    }
}
