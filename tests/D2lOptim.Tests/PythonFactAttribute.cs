using System.Diagnostics;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Tests;

/// <summary>A test that runs a Python program; skipped where no Python has torch.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    private static readonly string? s_python =
        new[] { Environment.GetEnvironmentVariable("PYTHON"), "python3", "/usr/bin/python3" }
        .FirstOrDefault(python => !string.IsNullOrEmpty(python)
            && Start(python, "-c", "import torch, numpy").Code == 0);

    public PythonFactAttribute()
    {
        if (s_python is null) Skip = "no Python here has torch (Debian: python3-torch; PYTHON names another)";
    }

    /// <summary>The Python that has torch.</summary>
    internal static string Python => s_python!;

    /// <summary>Runs a program of tests/reference to its end.</summary>
    /// <returns>What it printed.</returns>
    internal static string Run(string program, params string[] arguments)
    {
        var (code, output, error) =
            Start(s_python!, [Path.Combine(Repository.Root, "tests", "reference", program), .. arguments]);
        Assert.True(code == 0, error);
        return output;
    }

    private static (int Code, string Output, string Error) Start(string python, params string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(python, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Result, error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, "", e.Message);
        }
    }
}
