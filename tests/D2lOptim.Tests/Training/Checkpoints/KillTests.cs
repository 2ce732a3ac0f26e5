using System.Diagnostics;
using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Tests.Data;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Training;

public class KillTests
{
    private const int Kills = 50, Images = 300, BatchesAnEpoch = 2;

    [Fact]
    public void Training_killed_50_times_at_random_moments_ends_bit_identical()
    {
        using var data = new TemporaryFolder();
        using var work = new TemporaryFolder();
        IdxFiles.WriteSet(data.Root, Images, test: 10);
        var checkpoints =
            new CheckpointOptions(Path.Combine(work.Root, "11.11-lenet-constant"))
            {
                Run = "11.11/lenet/constant",
                Every = 1,
                Resume = true
            };
        var random = new Random(0);
        var steps = new List<long> { 0 };
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start(data.Root, work.Root);
            // One in five dies while it starts, the others at some moment after their first step, perhaps while it
            // writes.
            var patience = random.Next(5) == 0 ? random.Next(300) : 60_000;
            for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < patience
                && Newest(checkpoints.Folder) == steps[^1]; Thread.Sleep(5))
                Assert.False(process.HasExited, "it ended by itself");
            Thread.Sleep(random.Next(60));
            process.Kill();
            process.WaitForExit();
            steps.Add(Newest(checkpoints.Folder));
            Assert.True(steps[^1] >= steps[^2], "a kill loses no checkpoint");
        }
        Assert.True(steps.Distinct().Count() > Kills / 2, "most lives made progress");

        var epochs = (int)(steps[^1] / BatchesAnEpoch) + 1;
        Assert.Equal(Train(data.Root, epochs, null), Train(data.Root, epochs, checkpoints));
    }

    private static Process Start(string data, string work)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "chapter11.dll");
        var start = new ProcessStartInfo("dotnet",
            [program, "run", "11.11", "--data-dir", data, "--epochs", "100000", "--checkpoint", work,
            "--checkpoint-every", "1", "--resume", "--out", work])
        {
            RedirectStandardOutput = true,
            // It lives for less than a second: compile quickly rather than well.
            Environment = { ["DOTNET_TC_QuickJit"] = "1", ["DOTNET_TieredCompilation"] = "1" },
        };
        return Process.Start(start)!;
    }

    private static long Newest(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "0*.checkpoint")
            .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path))).DefaultIfEmpty().Max()
        : 0;

    private static float[] Train(string data, int epochs, CheckpointOptions? checkpoints)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var set = FashionMnist.Load(data);
        using var net = LeNet.Create(0);
        TrainClassifier.Run(net, p => optim.SGD(p, 0.3), set.Train, set.Test,
            new() { Epochs = epochs, Checkpoints = checkpoints });
        return [.. net.parameters().SelectMany(p => p.detach().data<float>().ToArray())];
    }
}
