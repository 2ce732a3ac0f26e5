using System.Globalization;
using D2lOptim.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Training;

/// <summary>The book's training loop of section 11.11: cross entropy on shuffled batches, and the accuracy on test
/// images after every epoch.</summary>
public static class TrainClassifier
{
    /// <summary>Trains a network that gives a score for every class.</summary>
    /// <param name="net">The network; changed in place.</param>
    /// <param name="optimizer">Makes the optimizer of its parameters.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="test">What it is measured on.</param>
    /// <param name="options">Epochs, schedule, checkpoints.</param>
    /// <exception cref="ArgumentException">The options set a schedule and a scheduler.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains: both would draw from torch's one
    /// generator.</exception>
    /// <exception cref="DivergedException">A loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; a checkpoint was written where there are
    /// any.</exception>
    /// <exception cref="BadInputException">Checkpoints cannot be written, or belong to another run.</exception>
    public static ClassifierHistory Run(Module<Tensor, Tensor> net,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, ImageData train, ImageData test,
        ClassifierOptions options)
    {
        if (options is { Schedule: not null, Scheduler: not null })
            throw new ArgumentException("schedule and scheduler must not both be set", nameof(options));
        using var alone = new OneTraining();
        using var scope = NewDisposeScope();
        net.to(options.Device);
        using var trainer = optimizer(net.parameters());
        using var run = new ClassifierRun(net, trainer, train, test, options);
        return run.ToEnd();
    }

    /// <summary>The part of all images that a network classifies rightly, and the mean loss.</summary>
    /// <param name="net">The network; left in evaluation mode.</param>
    /// <param name="batches">What it is measured on.</param>
    public static (double Accuracy, double Loss) Measure(Module<Tensor, Tensor> net, MiniBatches batches)
    {
        net.eval();
        using var noGrad = no_grad();
        using var pass = batches.InOrder();
        double correct = 0, loss = 0;
        for (var k = 0; k < batches.Count; k++)
        {
            using var scope = NewDisposeScope();
            var (X, y) = pass[k];
            var yHat = net.call(X);
            correct += Correct(yHat, y);
            loss += functional.cross_entropy(yHat, y, reduction: Reduction.Sum).item<float>();
        }
        return (correct / batches.Rows, loss / batches.Rows);
    }

    internal static long Correct(Tensor yHat, Tensor y) => yHat.argmax(1).eq(y).sum().item<long>();

    internal static double RequireFinite(string what, double loss, string when, double lr) =>
        double.IsFinite(loss) ? loss : throw new DivergedException(string.Create(
        CultureInfo.InvariantCulture,
            $"the {what} of {when} is {loss} at learning rate {lr}: try a smaller learning rate, or a warm-up"));
}
