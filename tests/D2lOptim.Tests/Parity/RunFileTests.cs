using D2lOptim.Chapter11;
using D2lOptim.Parity;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Parity;

public class RunFileTests
{
    private static RunRecord Record(params double[] loss) =>
        new("11.5", "sgd", "scratch", "lr=0.1") { Lists = [new("loss", loss)] };

    [Fact]
    public void Numbers_come_back_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "runs.json");
        double[] values = [0.1, 1e-300, -0.0, 1 / 3.0, 12345678901234567, double.Epsilon];
        var file = RunFile.Here("airfoil-style", 5,
            [Record(values)
            with { Epochs = 2, BatchSize = 10, SecondsPerEpoch = 0.25, Hyperparameters = [new("lr", 0.1)] }]);
        file.Write(path);
        var run = RunFile.Parse(File.ReadAllText(path), path).Runs.Single();
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits),
            run.Lists.Single().Value.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(("11.5/sgd/scratch/lr=0.1", 2, 10, 0.25, 0.1),
            ($"{run.Key}", run.Epochs, run.BatchSize, run.SecondsPerEpoch, run.Hyperparameters.Single().Value));
    }

    [Fact]
    public void Libtorchs_version_is_told_as_Python_tells_it() =>
        Assert.Matches(@"^\d+\.\d+\.\d+$", RunFile.Here(null, 0, []).Libtorch);

    [Theory]
    [InlineData("{", "not a run file")]
    [InlineData("{\"version\":2}", "version 2")]
    [InlineData("{\"version\":1}", "not a run file")]
    public void What_is_no_run_file_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<BadInputException>(() => RunFile.Parse(text, "x.json")).Message);

    [Fact]
    public void The_least_difference_is_seen()
    {
        Demand same = new(true, ""), other = new(false, "");
        Assert.True(RunComparison.Of(Record(1, 2), Record(1, 2)).Holds(same));
        var next = RunComparison.Of(Record(1, Math.BitIncrement(2)), Record(1, 2));
        Assert.False(next.BitIdentical || next.Holds(same));
        Assert.True(next.Holds(other));
        Assert.False(RunComparison.Of(Record(1, 2.00001), Record(1, 2)).Holds(other));
        Assert.False(RunComparison.Of(Record(0.0), Record(-0.0)).BitIdentical);
        Assert.False(RunComparison.Of(Record(double.NaN), Record(2)).Holds(other));
        Assert.False(RunComparison.Of(Record(1), Record(1, 2)).Holds(other));
        Assert.False(RunComparison.Of(Record(1), Record(1) with { Lists = [] }).Holds(other));
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(0.005, "0.005")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1e-05, "1e-05")]
    [InlineData(2.5e-05, "2.5e-05")]
    [InlineData(1e-06, "1e-06")]
    [InlineData(0, "0")]
    public void A_label_has_numbers_as_Python_prints_them(double value, string expected) =>
        Assert.Equal($"lr={expected}", Label.Of(("lr", value)).Text);
}
