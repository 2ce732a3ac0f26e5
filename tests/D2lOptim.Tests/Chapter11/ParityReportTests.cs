using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;

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
}
