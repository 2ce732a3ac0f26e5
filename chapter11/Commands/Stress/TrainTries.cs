using System.Diagnostics;
using System.Security.Cryptography;
using D2lOptim.Data;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Kills a training at random moments, again and again, and goes on; in the end its weights must be those of
/// one that was never killed.</summary>
internal static class TrainTries
{
    private const int Images = 64, Batch = 16, Kills = 20, Endless = 1_000_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>In a child: trains, with checkpoints in <paramref name="folder"/> after every step, and prints what the
    /// weights are.</summary>
    internal static void Train(int seed, int epochs, string? folder)
    {
        set_num_threads(1);
        var random = new Random(seed);
        var pixels = new byte[Images * 28 * 28];
        random.NextBytes(pixels);
        var images = new ImageData(pixels,
            [.. Enumerable.Range(0, Images).Select(_ => (byte)random.Next(FashionMnist.Classes))], 28, 28);
        manual_seed(seed);
        using var net =
            nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 16), nn.ReLU(), nn.Linear(16, FashionMnist.Classes));
        var options = new ClassifierOptions
        {
            BatchSize = Batch,
            Epochs = epochs,
            Seed = seed,
            Schedule = seed % 2 == 0 ? new Schedules.Exponential { Lr = 0.1, Gamma = 0.999 } : null,
            EarlyStopping = seed % 5 == 0 ? new() { ValidationImages = 10, Patience = int.MaxValue } : null,
            Checkpoints = folder is null ? null : new(folder) { Every = 1, Resume = true },
        };
        Console.WriteLine("training");
        Console.Out.Flush();
        TrainClassifier.Run(net, p => Optimizer(seed, p), images, images, options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var p in net.parameters()) hash.AppendData(p.detach().bytes);
        Console.WriteLine(Convert.ToHexString(hash.GetHashAndReset()));
    }

    private static optim.Optimizer Optimizer(int seed, IEnumerable<Parameter> p) => (seed % 4) switch
    {
        0 => optim.SGD(p, 0.1),
        1 => optim.SGD(p, 0.05, momentum: 0.9),
        2 => optim.Adam(p, 0.001),
        _ => optim.RMSProp(p, 0.001),
    };

    /// <summary>In the parent: one training, killed <see cref="Kills"/> times.</summary>
    internal static void Run(Tally tally, int seed, string work, Func<bool> isOver)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, $"train-{seed}")).FullName;
        var random = new Random(seed);
        var kills = 0;
        for (; kills < Kills && !isOver(); kills++)
        {
            using var process = Start(seed, Endless, folder);
            // One in five dies while it starts, the others while they train, perhaps while they write.
            if (random.Next(5) == 0) Thread.Sleep(random.Next(400));
            else
            {
                process.StandardOutput.ReadLine();
                Thread.Sleep(random.Next(150));
            }
            process.Kill();
            process.WaitForExit();
        }
        var newest = Directory.EnumerateFiles(folder, "0*.checkpoint")
            .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path))).DefaultIfEmpty().Max();
        var epochs = (int)(newest / (Images / Batch)) + 2;
        var (killed, whole) = (End(seed, epochs, folder), End(seed, epochs, null));
        var same = killed.Length == 64 && killed == whole;
        for (var k = 0; k < kills; k++) tally.Add(same ? Outcome.Held : Outcome.Failed, $"optimizer {seed % 4}");
        if (!same) tally
            .Fail($"seed {seed}: after {kills} kills {epochs} epochs gave {killed}, without any {whole}; the "
            + $"checkpoints are in {folder}");
        else Directory.Delete(folder, recursive: true);
    }

    private static string End(int seed, int epochs, string? folder)
    {
        using var process = Start(seed, epochs, folder);
        var output = process.StandardOutput.ReadToEndAsync();
        if (!output.Wait(s_patience)) process.Kill();
        return output.Result.Trim().Split('\n')[^1].Trim();
    }

    private static Process Start(int seed, int epochs, string? folder) =>
        Child.Start(folder is null ? "whole" : "train", seed, epochs, folder ?? Path.GetTempPath(), errors: false);
}
