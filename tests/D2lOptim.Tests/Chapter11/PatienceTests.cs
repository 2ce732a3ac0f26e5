using D2lOptim.Chapter11;
using D2lOptim.Parity;
using D2lOptim.Tests.Data;
using D2lOptim.Training;
using TorchSharp;

namespace D2lOptim.Tests.Chapter11;

public class PatienceTests
{
    private const int Epochs = 12;

    [Fact]
    public void Section_11_11_stopped_and_resumed_in_the_middle_stops_early_at_the_same_epochs_with_the_same_numbers()
    {
        using var data = new TemporaryFolder();
        using var work = new TemporaryFolder();
        IdxFiles.WriteSet(data.Root, 300, test: 10);
        var options = new ChapterOptions { DataDir = data.Root, Epochs = Epochs, Patience = 2 };
        var whole = Run(options);

        using var stop = new CancellationTokenSource();
        var checkpoints = new CheckpointOptions(work.Root) { Every = 1 };
        Assert.Throws<OperationCanceledException>(() =>
            { Run(options with { Checkpoints = checkpoints, Cancel = stop.Token }, stop.Cancel); });
        var resumed = Run(options with { Checkpoints = checkpoints with { Resume = true } });

        Assert.Equal(Endings(whole.Lines), Endings(resumed.Lines));
        Assert.Equal(7, Endings(whole.Lines).Length);
        foreach (var (expected, run) in whole.Runs.Zip(resumed.Runs).Where(pair => pair.First.Variant == "lenet"))
        {
            var lists = expected.Lists.ToDictionary();
            var best = lists["validation_loss"].Index().MinBy(loss => loss.Item).Index + 1;
            var made = Math.Min(Epochs, best + 2);
            Assert.Equal((made, made), (expected.Epochs!.Value, lists["validation_loss"].Count));
            Assert.Contains(whole.Lines,
                line => line.Contains(
                $"{expected.Name}: "
                + $"{(made < best + 2 ? $"all {Epochs} epochs made" : $"stopped after epoch {made} of {Epochs}")}, "
                + $"the weights of epoch {best} kept"));
            Assert.Equal(expected.Lists.SelectMany(list => list.Value), run.Lists.SelectMany(list => list.Value));
        }
        Assert.Contains(whole.Lines, line => line.Contains("stopped after epoch"));
    }

    private static string[] Endings(IEnumerable<string> lines) => [.. lines.Where(line => line.Contains("held-out"))];

    private static (IReadOnlyList<RunRecord> Runs, List<string> Lines) Run(ChapterOptions options,
        Action? onProgress = null)
    {
        torch.set_num_threads(1);
        var lines = new List<string>();
        var page = new Page("11.11", options, lines.Add, (_, _) => onProgress?.Invoke());
        Section11_11.Run(page);
        return (page.Runs, lines);
    }
}
