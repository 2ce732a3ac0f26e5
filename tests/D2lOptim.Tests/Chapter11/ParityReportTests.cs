using System.Text.Json;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11;

public class ParityReportTests
{
    [Fact]
    public void Only_all_with_nothing_else_set_writes_the_committed_table()
    {
        Assert.EndsWith("parity.md", CompareCommand.Committed(["all"], new()));
        Assert.Null(CompareCommand.Committed([], new()));
        Assert.Null(CompareCommand.Committed(["11.5"], new()));
        Assert.Null(CompareCommand.Committed(["all"], new() { Seed = 1 }));
        Assert.Null(CompareCommand.Committed(["all"], new() { Epochs = 1 }));
        Assert.Null(CompareCommand.Committed(["all"], new() { Data = "airfoil" }));
    }

    [Fact]
    public void A_run_that_either_side_lacks_is_a_failure_and_stands_in_the_table()
    {
        var here = File(Run("both"), Run("here"), Run("yogi"));
        var report = ParityReport.Of([here], [File(Run("both"), Run("there"))]);
        using var folder = new TemporaryFolder();
        report.Write(folder["parity.md"]);
        var text = System.IO.File.ReadAllText(folder["parity.md"]);
        Assert.Contains("1 of 3 runs are bit-identical", text);
        Assert.Contains("| `11.10/here/concise/lr=0.01` | 0.500000 | missing in Python |", text);
        Assert.Contains("| `11.10/there/concise/lr=0.01` | missing here | 0.500000 |", text);
        Assert.Contains("| `11.10/yogi/concise/lr=0.01` | 0.500000 | not in torch |", text);
        Assert.Equal("2 runs differ or are missing", report.Lines().Last());
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(folder["parity.json"]));
        Assert.False(json.RootElement.GetProperty("holds").GetBoolean());
        Assert.Equal([null, "missing in Python", "not in torch", "missing here"], json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("reason").GetString()));

        var whole = ParityReport.Of([here with { Runs = [Run("both"), Run("yogi")] }], [File(Run("both"))]);
        Assert.True(whole.Holds);
        Assert.Equal("every run is bit-identical", whole.Lines().Last());
        Assert.False((whole with { LeNet = [new(false, "")] }).Holds);
    }

    private static RunFile File(params RunRecord[] runs) => new("system", "1.13.0", "airfoil-style", 0, runs);

    private static RunRecord Run(string name) => new("11.10", name, "concise", "lr=0.01") { Lists = [new("loss", [1, 0.5])] };
}
