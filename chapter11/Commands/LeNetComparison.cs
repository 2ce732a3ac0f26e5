using System.Globalization;
using System.Text.Json;
using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Parity;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands;

/// <summary>
/// The network of section 11.11 here and in Python. Where both compute alike, every number must be equal. Elsewhere
/// training is chaotic at a learning rate of 0.3: where a kernel adds up in another order, the numbers part after some
/// ten steps, so the beginning must agree closely, and three epochs must end where they end for every order.
/// </summary>
internal static class LeNetComparison
{
    private const int BandEpochs = 3;
    private const double FirstLosses = 1e-5;

    // Of a float32 below 1/2: without a fused multiply-add a uniform number rounds twice.
    private const double LastBit = 1.0 / (1 << 25);

    // Eight trainings in Python whose initial weights differed in the last bit ended at 0.425 to 0.470 with accuracies
    // of 0.824 to 0.855; libtorch 1.13's end at 0.4405 and 0.8465, 2.10's at 0.4298 and 0.848. The bands are the
    // eight's mean and three standard deviations.
    private static readonly (double Low, double High) LossBand = (0.40, 0.48), AccuracyBand = (0.81, 0.87);
    private const double InMemory = 1.05, DataLoader = 0.85;

    /// <summary>One line of it.</summary>
    /// <param name="Holds">Whether the check holds; null where the line is none.</param>
    /// <param name="Text">What was measured.</param>
    internal sealed record Line(bool? Holds, string Text);

    internal static IReadOnlyList<Line> Run(ChapterOptions options, int threads, int rounds)
    {
        var folder = new FashionMnistSource(Repository.Data).Resolve(options.DataDir);
        var fashion = FashionMnist.Load(folder);
        var epochs = options.Epochs ?? BandEpochs;
        using var python =
            new PythonReference("lenet.py", "--fashion", folder, "--serve", "--seed", $"{options.Seed}", "--threads",
            $"{threads}");
        double[] weights = [], theirWeights = [];
        Demand? demand = null;
        ClassifierHistory? here = null;
        JsonElement there = default;
        List<double> losses = [], own = [];
        List<(double Seconds, double Loss)> memory = [], loader = [];
        Terminal.WithProgress((_, progress) =>
        {
            var start = Parse(python.Ask("weights"));
            theirWeights = Numbers(start, "weights");
            var numerics = Fingerprint.Parse(start);
            demand = Demand.Between(Fingerprint.Here(numerics.Parts.Keys), numerics);
            weights = Weights(options.Seed);
            progress($"{epochs} epochs, Python", 0.1);
            there = Parse(python.Ask($"train constant {epochs}"));
            progress($"{epochs} epochs, C#", 0.2);
            here = Train(fashion, options, epochs, losses.Add);
            for (var round = 0; round < rounds; round++)
            {
                progress($"timing round {round + 1} of {rounds}", 0.3 + 0.7 * round / rounds);
                // Another one first in every round, so that none always follows the same.
                Action[] turns =
                    [() => own.Add(Train(fashion, options, 1).Seconds[0]), () => memory.Add(Timed("memory")),
                    () => loader.Add(Timed("loader"))];
                for (var k = 0; k < turns.Length; k++) turns[(round + k) % turns.Length]();
            }
        });

        List<Line> lines = [];
        Console.WriteLine();
        Say($"LeNet on Fashion-MNIST, learning rate 0.3, batches of 256, seed {options.Seed}; "
            + $"{(demand!.Bits ? "equal bits are due" : "equal bits are not due")}, since {demand.Why}");
        var equal = weights.Zip(theirWeights).Count(pair => pair.First.Equals(pair.Second));
        var off = weights.Length == theirWeights.Length ? weights.Zip(theirWeights)
            .Max(pair => Math.Abs(pair.First - pair.Second)) : double.PositiveInfinity;
        Check(off <= (demand.Bits ? 0 : LastBit), $"initial weights: {equal} of {theirWeights.Length} bit-identical");
        var theirFirst = Numbers(there, "first_losses");
        var apart = losses.Zip(theirFirst).Max(pair => Math.Abs(pair.First - pair.Second));
        var allowed = demand.Bits ? 0 : FirstLosses;
        Check(apart <= allowed,
            $"losses of the first {theirFirst.Length} steps: {apart:G2} apart at most, allowed {allowed:G2}");
        Compare("train loss", here!.TrainLoss, "train_loss", LossBand);
        Compare("test accuracy", here.TestAccuracy, "test_acc", AccuracyBand);
        var (fast, book) = (memory[0].Loss, loader[0].Loss);
        Check(memory.Concat(loader).All(epoch => epoch.Loss.Equals(fast)),
            $"Python in memory and the book's DataLoader train alike: train loss after an epoch "
                + $"{fast:F4} and {book:F4}");
        Say($"seconds per epoch, medians of {rounds} in turn: C# {Median.Of(own):F2}");
        Against("Python in memory", memory, InMemory);
        Against("the book's DataLoader", loader, DataLoader);
        return lines;

        (double Seconds, double Loss) Timed(string how)
        {
            var epoch = Parse(python.Ask($"time {how}"));
            return (epoch.GetProperty("seconds").GetDouble(), epoch.GetProperty("loss").GetDouble());
        }

        void Against(string whom, List<(double Seconds, double Loss)> theirs, double aim)
        {
            double[] ratios = [.. own.Zip(theirs, (mine, other) => mine / other.Seconds)];
            var (low, high) = Median.MiddleHalf(ratios);
            var scatter = rounds < 4 ? "" : FormattableString.Invariant($", half of the rounds {low:F2} to {high:F2}");
            Say($"{whom} {Median.Of(theirs.Select(epoch => epoch.Seconds)):F2}; C# against it within a round "
                + $"{Median.Of(ratios):F2} ({(Median.Of(ratios) <= aim ? "within" : "above")} the aim of "
                + $"{aim:F2}){scatter}");
        }

        void Compare(string what, IReadOnlyList<double> list, string name, (double Low, double High) band)
        {
            var theirs = Numbers(there, name);
            var same = list.SequenceEqual(theirs);
            var line = string.Create(CultureInfo.InvariantCulture,
                $"{what} after {(epochs == 1 ? "1 epoch" : $"{epochs} epochs")}: C# {list[^1]:F4}, Python "
                + $"{theirs[^1]:F4}, {(same ? "" : "not ")}bit-identical");
            // The band is told in two decimals.
            if (demand.Bits) Check(same, $"{line}");
            else if (epochs == BandEpochs)
                Check(Math.Round(list[^1], 2) >= band.Low && Math.Round(list[^1], 2) <= band.High,
                $"{line}, band {band.Low:F2} to {band.High:F2}");
            else Say($"{line}");
        }

        void Check(bool holds, Invariant line)
        {
            lines.Add(new Line(holds, line.ToString()));
            Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {lines[^1].Text}");
        }

        void Say(Invariant line)
        {
            lines.Add(new Line(null, line.ToString()));
            Console.WriteLine(lines[^1].Text);
        }
    }

    private static double[] Weights(long seed)
    {
        using var scope = NewDisposeScope();
        using var net = LeNet.Create(seed);
        return [.. net.parameters().SelectMany(p => p.detach().data<float>().ToArray()).Select(value => (double)value)];
    }

    private static ClassifierHistory Train(FashionMnist fashion, ChapterOptions options, int epochs,
        Action<double>? stepLoss = null)
    {
        using var net = LeNet.Create(options.Seed);
        return TrainClassifier.Run(net, p => optim.SGD(p, 0.3), fashion.Train, fashion.Test,
            new ClassifierOptions
            {
                Epochs = epochs,
                Seed = options.Seed,
                Device = options.Device,
                StepLoss = stepLoss
            });
    }

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static double[] Numbers(JsonElement document, string name) =>
        [.. document.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
