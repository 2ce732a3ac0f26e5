using System.Diagnostics;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Tests;

/// <summary>A test that runs a Python program; skipped where no Python has torch.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (!PythonReference.HasTorch) Skip = "no Python here has torch (Debian: python3-torch; PYTHON names another)";
    }

    /// <summary>Runs a program of tests/reference to its end.</summary>
    /// <returns>What it printed.</returns>
    internal static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(PythonReference.Interpreter,
            [Path.Combine(Repository.Root, "tests", "reference", program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output.Result;
    }
}
