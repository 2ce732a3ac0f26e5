using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>What became of one program.</summary>
/// <param name="Quantities">What it emitted, by name.</param>
/// <param name="Failure">`absent`, `throws` or `aborts` where it did not end well.</param>
/// <param name="Message">Of the compiler, the exception or libtorch.</param>
internal sealed record Outcome(IReadOnlyDictionary<string, Quantity> Quantities, string? Failure, string? Message);

/// <summary>Compiles programs and runs them in child processes; one that aborts costs itself alone.</summary>
internal static class CaseRunner
{
    internal static IReadOnlyList<Outcome> Run(IReadOnlyList<string> programs)
    {
        if (programs.Count == 0) return [];
        var folder = Directory.CreateTempSubdirectory("d2l-conformance-");
        try
        {
            var library = Path.Combine(folder.FullName, "cases.dll");
            var outcomes = new Outcome[programs.Count];
            foreach (var (i, message) in CaseCompiler.Compile(programs, library))
                outcomes[i] = new(new Dictionary<string, Quantity>(), "absent", message);
            for (var next = 0; next < programs.Count;) next = Child(library, next, outcomes);
            return outcomes;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Runs from a program on; returns the place after the one that ended the child, or the end.
    private static int Child(string library, int first, Outcome[] outcomes)
    {
        using var process = Start(library, first);
        var said = process.StandardError.ReadToEndAsync();
        int? running = null;
        List<string> emitted = [];
        string? thrown = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var cells = line.Split('\t', 2);
            switch (cells[0])
            {
                case Worker.Begin:
                    (running, thrown) = (int.Parse(cells[1], CultureInfo.InvariantCulture), null);
                    emitted.Clear(); break;
                case Worker.Emit: emitted.Add(cells[1]); break;
                case Worker.Throw: thrown = cells[1]; break;
                case Worker.End:
                    outcomes[running!.Value] = new(Quantity.ReadAll(emitted), thrown is null ? null : "throws", thrown);
                    running = null;
                    break;
            }
        }
        process.WaitForExit();
        if (running is { } aborted)
        {
            var message = said.Result.Split('\n').FirstOrDefault(l => l.Contains("what():", StringComparison.Ordinal))
                ?.Trim() ?? said.Result.Split('\n').FirstOrDefault(l => l.Trim().Length > 0) ?? "";
            outcomes[aborted] =
                new(new Dictionary<string, Quantity>(), "aborts", $"exit code {process.ExitCode}: {message.Trim()}");
            return aborted + 1;
        }
        return process.ExitCode == 0 ? outcomes.Length
            : throw new BadInputException(
            $"the process that runs the report's programs ended with {process.ExitCode}: {said.Result}");
    }

    private static Process Start(string library, int first) => Process.Start(
        new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "chapter11.dll"), "conformance", "--worker", library, "--first",
            first.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            // Each program runs once: compile quickly rather than well.
            Environment = { ["DOTNET_TC_QuickJit"] = "1", ["DOTNET_TieredCompilation"] = "1",
                ["DOTNET_DbgEnableMiniDump"] = "0" },
        })!;

    /// <summary>Compiles and runs a whole program as it is printed.</summary>
    /// <returns>What it prints, and then, where it fails, how.</returns>
    internal static string RunWhole(string program)
    {
        var folder = Directory.CreateTempSubdirectory("d2l-conformance-");
        try
        {
            var library = Path.Combine(folder.FullName, "program.dll");
            if (CaseCompiler.CompileWhole(program, library) is { Length: > 0 } refused)
                throw new BadInputException($"a printed program does not compile: {refused}");
            using var process = Start(library, 0);
            var said = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : $"{output}ended with {process.ExitCode}: {said.Result}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
