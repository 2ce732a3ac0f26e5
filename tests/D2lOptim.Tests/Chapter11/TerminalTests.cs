using System.Diagnostics;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11;

/// <summary>What a run writes on a terminal of 80 columns, as util-linux's script records it.</summary>
public partial class TerminalTests
{
    private const int Columns = 80;

    [Theory]
    [InlineData("run 11.6 11.7 --quick --out OUT", 6)]
    [InlineData("run 11.1 --quick --out OUT", 0)]
    public void A_run_counts_reaches_100_percent_and_overwrites_nothing(string arguments, int runs)
    {
        if (!File.Exists("/usr/bin/script")) return;
        using var folder = new TemporaryFolder();
        var text = Recorded(arguments.Replace("OUT", folder.Root), folder["typescript"]);

        // A line is written over only where it was cleared, and one that wraps cannot be.
        Assert.All(text.Split('\r').Skip(1), part => Assert.Matches("^(\n|\e\\[2K)", part));
        var progress = Progress().Matches(text);
        Assert.All(progress, line => Assert.InRange(line.Groups["text"].Value.Length, 1, Columns - 1));
        Assert.DoesNotContain("\e[?25l", text);
        for (var k = 1; k <= runs; k++)
            Assert.Contains(progress,
                line => line.Value.Contains($"100 % run {k} of {runs}: ", StringComparison.Ordinal));
        Assert.Contains(progress, line => line.Value.Contains("100 % figures drawn", StringComparison.Ordinal));
    }

    [Fact]
    public void Headings_say_which_of_all_runs_follow()
    {
        using var folder = new TemporaryFolder();
        var (_, output, _) = CommandLineTests.Chapter11($"run 11.6 11.7 --quick --out {folder.Root}");
        Assert.Contains("11.6 Momentum, training runs 1 to 4 of 6\n", output);
        Assert.Contains("11.7 AdaGrad, training runs 5 to 6 of 6\n", output);
    }

    private static string Recorded(string arguments, string file)
    {
        var start = new ProcessStartInfo("/usr/bin/script",
        [
            "-qefc", $"stty cols {Columns} rows 24; exec dotnet {typeof(Section).Assembly.Location} {arguments}", file,
        ])
        { RedirectStandardOutput = true };
        using var terminal = Process.Start(start)!;
        var text = terminal.StandardOutput.ReadToEnd();
        terminal.WaitForExit();
        Assert.Equal(0, terminal.ExitCode);
        return text;
    }

    [GeneratedRegex(@"\e\[2K(?<text>[━─]+ +\d+ % [^\e\r\n]*)")]
    private static partial Regex Progress();
}
