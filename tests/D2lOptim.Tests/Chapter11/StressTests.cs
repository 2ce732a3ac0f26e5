using D2lOptim.Chapter11.Commands.Stress;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11;

// A short campaign; ./d2l stress --minutes 30 is the long one.
public class StressTests
{
    [Fact]
    public void Every_member_of_SystemTorch_is_called()
    {
        if (!DoorFuzz.Applies) return;
        Assert.InRange(DoorFuzz.Entries.Count, 300, int.MaxValue);
        Assert.All(DoorFuzz.Entries.Where(DoorFuzz.HasSpan),
            entry => Assert.True(DoorFuzz.SpanCall(entry) is not null, DoorFuzz.Name(entry)));
        Assert.Equal(DoorFuzz.Entries.Count, DoorFuzz.Entries.Select(entry => DoorFuzz.Name(entry)).Distinct().Count());
    }

    [Theory]
    [InlineData("files")]
    [InlineData("door")]
    public void A_series_of_tries_fails_nowhere(string part)
    {
        if (part == "door" && !DoorFuzz.Applies) return;
        using var folder = new TemporaryFolder();
        var tally = new Tally(part);
        for (var seed = 0; seed < 2; seed++) Child.Run(tally, part, seed, 300, folder.Root);
        Assert.Empty(tally.Failures);
        Assert.Equal(600, tally.Tried);
        Assert.InRange(tally.Refused, 30, 600);
        // State files, most of which are taken with other numbers in them, are SystemTorch's own: TorchSharp's are not
        // tried.
        Assert.InRange(tally.Held, DoorFuzz.Applies ? 30 : 5, 600);
    }

    [Fact]
    public void A_full_disk_leaves_nothing_half_written()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        var tally = new Tally("disk");
        DiskTries.Run(tally, 0, 200, folder.Root);
        Assert.Empty(tally.Failures);
        Assert.InRange(tally.Refused, 20, 200);
    }

    [Fact]
    public void A_run_ends_by_its_signal_with_its_numbers_and_the_terminal_as_it_was()
    {
        if (!SignalTries.Applies) return;
        using var folder = new TemporaryFolder();
        var tally = new Tally("signals");
        for (var seed = 0; seed < 4; seed++) SignalTries.Run(tally, seed, folder.Root);
        Assert.Empty(tally.Failures);
    }

    // A campaign that cannot fail finds nothing.
    [Fact]
    public void What_ends_the_process_is_found_and_named()
    {
        using var folder = new TemporaryFolder();
        var tally = new Tally("files");
        Child.Run(tally, "nothing", 0, 1, folder.Root);
        Assert.Contains("ended the process with 2", Assert.Single(tally.Failures));
    }
}
