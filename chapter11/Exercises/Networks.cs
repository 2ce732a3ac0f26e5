using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Schedules;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>LeNet on a part of Fashion-MNIST, small enough that a dozen trainings take a minute.</summary>
internal static class Networks
{
    /// <summary>Passes over the images.</summary>
    internal const int Epochs = 4;

    private const int TrainImages = 6000, TestImages = 2000;

    /// <summary>What a training leaves; null where the loss left the numbers.</summary>
    internal static ClassifierHistory? Train(
        Work work, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, ISchedule? schedule = null)
    {
        work.Pause();
        var (train, test) = (work.Fashion.Train, work.Fashion.Test);
        using var net = LeNet.Create(work.Seed);
        try
        {
            return TrainClassifier.Run(net, optimizer, Part(train, TrainImages), Part(test, TestImages), new()
            {
                BatchSize = 64,
                Epochs = Epochs,
                Seed = work.Seed,
                Schedule = schedule,
            });
        }
        catch (DivergedException)
        {
            return null;
        }
    }

    /// <summary>The best of some rates by its test accuracy.</summary>
    internal static (double Lr, double Accuracy) Best(
        Work work, double[] rates, Func<IEnumerable<Parameter>, double, optim.Optimizer> make) => rates
        .Select(lr => (lr, Train(work, p => make(p, lr))?.TestAccuracy[^1] ?? 0)).MaxBy(run => run.Item2);

    private static ImageData Part(ImageData images, int count) => images.Slice(0, Math.Min(count, images.Count));
}
