using System.Diagnostics;
using System.Text.RegularExpressions;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>The programs that the page prints, in pairs: they must run as they stand, and show the
/// difference.</summary>
internal static partial class PrintedPrograms
{
    internal static IReadOnlyList<(string Row, string CSharp, string Python)> Of(string page) =>
        [.. Pair().Matches(File.ReadAllText(page))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))];

    /// <summary>Runs all pairs and prints what each showed.</summary>
    internal static int Check(string page)
    {
        var failed = 0;
        foreach (var (row, csharp, python) in Of(page))
        {
            var (here, there) = (CaseRunner.RunWhole(csharp), Python(python));
            var shown = here != there;
            if (!shown) failed++;
            Console.WriteLine(
                $"{(shown ? "differ" : "FAILED: equal")}: {row}\n  C#     {Line(here)}\n  Python {Line(there)}");
        }
        return failed == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    /// <summary>What a program of Python prints, and then, where it fails, how.</summary>
    /// <param name="program">The program.</param>
    internal static string Python(string program)
    {
        using var process =
            Process.Start(new ProcessStartInfo(PythonReference.Interpreter, ["-W", "ignore", "-c", program])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : $"{output}ended with {process.ExitCode}: {said.Result.Trim().Split('\n')[^1]}";
    }

    private static string Line(string text) =>
        text.ReplaceLineEndings(" ") is var line && line.Length > 100 ? line[..100] + " …" : line;

    [GeneratedRegex(@"<summary><code>(.+?)</code>.*?</summary>\s+```csharp\n(.+?)\n```\s+```python\n(.+?)\n```",
        RegexOptions.Singleline)]
    private static partial Regex Pair();
}
