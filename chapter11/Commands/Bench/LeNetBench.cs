using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Bench;

/// <summary>Images a second of section 11.11's network, and what the parts of a step take of its time.</summary>
internal static class LeNetBench
{
    private const int BatchSize = 256, Images = 60 * BatchSize, Rounds = 5;

    /// <summary>How fast it trains.</summary>
    /// <param name="Threads">Of torch.</param>
    /// <param name="ImagesPerSecond">Evaluation not counted.</param>
    /// <param name="Parts">What each part takes of the time, from 0 to 1.</param>
    internal sealed record Result(int Threads, double ImagesPerSecond, IReadOnlyDictionary<string, double> Parts);

    /// <summary>Measures it.</summary>
    /// <exception cref="BadInputException">There are no images, and they cannot be had.</exception>
    internal static Result Run()
    {
        var fashion = FashionMnist.Load(new FashionMnistSource(Repository.Data).Resolve(null));
        var (train, test) = (fashion.Train.Slice(0, Images), fashion.Test.Slice(0, BatchSize));
        List<double> perSecond = [];
        var parts = new StepParts();
        for (var round = 0; round <= Rounds; round++)
        {
            using var net = LeNet.Create(0);
            var history = TrainClassifier.Run(net, p => optim.SGD(p, 0.3), train, test,
                new ClassifierOptions { BatchSize = BatchSize, Epochs = 1, Parts = round == 0 ? null : parts });
            if (round > 0) perSecond.Add(history.ImagesPerSecond);
        }
        var all = parts.Seconds.Values.Sum();
        return new(get_num_threads(), Median.Of(perSecond),
            parts.Seconds.ToDictionary(part => part.Key, part => part.Value / all));
    }
}
