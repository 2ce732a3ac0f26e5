using System.Text.Json;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11;

public class ParityReportTests
{
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
        Assert.Equal([null, "missing in Python", "not in torch", "missing here"], json.RootElement.GetProperty("runs")
            .EnumerateArray().Select(run => run.GetProperty("reason").GetString()));

        var whole = ParityReport.Of([here with { Runs = [Run("both"), Run("yogi")] }], [File(Run("both"))]);
        Assert.True(whole.Holds);
        Assert.Equal("every run is bit-identical", whole.Lines().Last());
        Assert.False((whole with { LeNet = [new(false, "")] }).Holds);
    }

    [Theory]
    [InlineData("1.13.0", "1", "1.13.0", "1", 0, true,
        "equal bits are due, since both sides compute alike: libtorch 1.13.0, products 1")]
    [InlineData("1.13.0", "1", "1.13.0", "1", 1e-7, false,
        "equal bits are due, since both sides compute alike: libtorch 1.13.0, products 1")]
    [InlineData("1.13.0", "1", "1.13.0", "2", 1e-7, true,
        "1E-06 relative is allowed, since other numerics on libtorch 1.13.0: matrix products (BLAS) give other bits")]
    [InlineData("1.13.0", "1", "1.13.0", "2", 2e-6, false,
        "1E-06 relative is allowed, since other numerics on libtorch 1.13.0: matrix products (BLAS) give other bits")]
    [InlineData("2.10.0", "1", "1.13.0", "1", 1e-7, true,
        "1E-06 relative is allowed, since libtorch is 2.10.0 here and 1.13.0 there")]
    public void Bits_are_demanded_where_both_sides_compute_alike(string libtorch, string products, string theirs,
        string theirProducts, double apart, bool holds, string why)
    {
        var report = ParityReport.Of(
            [File(Run("sgd", apart)) with { Libtorch = libtorch, Numerics = Products(products) }],
                [File(Run("sgd")) with { Libtorch = theirs, Numerics = Products(theirProducts) }]);
        Assert.Equal(holds, report.Holds);
        Assert.Equal(why, report.Lines().ElementAt(^2));
    }

    [Fact]
    public void Adam_of_PyTorch_2_is_the_one_run_that_needs_no_equal_bits()
    {
        RunFile On2(double adam, double sgd) => File(Run("adam", adam), Run("sgd", sgd)) with { Libtorch = "2.10.0" };
        Assert.False(ParityReport.Of([On2(0, 1e-7)], [On2(0, 0)]).Holds);
        Assert.False(ParityReport.Of([On2(2e-6, 0)], [On2(0, 0)]).Holds);
        var report = ParityReport.Of([On2(1e-7, 0)], [On2(0, 0)]);
        Assert.True(report.Holds);
        Assert.Contains(report.Lines(),
            line => line.StartsWith(
            "11.10/adam/concise/lr=0.01: 1E-06 relative is allowed, since PyTorch 2's Adam interpolates"));
        Assert.Equal("1 of 2 runs are bit-identical, the others within 1E-06 relative", report.Lines().Last());
        Assert.False(ParityReport.Of([File(Run("adam", 1e-7))], [File(Run("adam"))]).Holds);
    }

    private static Dictionary<string, string> Products(string bits) => new() { ["products"] = bits };

    private static RunFile File(params RunRecord[] runs) =>
        new("system", "1.13.0", "airfoil-style", 0, runs) { Numerics = Products("1") };

    private static RunRecord Run(string name, double more = 0) =>
        new("11.10", name, "concise", "lr=0.01") { Lists = [new("loss", [1, 0.5 + more])] };
}
