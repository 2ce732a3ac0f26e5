using System.Diagnostics;
using System.Globalization;
using D2lOptim.Data;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>The passes, the clock and the recorded losses that both kinds of training share.</summary>
internal static class TrainingLoop
{
    private const int SamplesPerRecord = 200;

    /// <param name="batches">The data.</param>
    /// <param name="options">Epochs and progress.</param>
    /// <param name="step">Changes the model by one batch.</param>
    /// <param name="evaluate">Gives the loss that is recorded.</param>
    /// <param name="bias">A parameter of one element, by which a run that diverges is seen at once: every error of a batch goes into it.</param>
    /// <param name="learningRate">Gives the present one, for the message of such a run.</param>
    internal static LossCurve Run(MiniBatches batches, TrainOptions options, Action<Tensor, Tensor> step, Func<double> evaluate, Tensor bias, Func<double> learningRate)
    {
        List<double> epoch = [], loss = [], seconds = [];
        long seen = 0;
        var steps = 0;
        var clock = Stopwatch.StartNew();
        for (var pass = 0; pass < options.Epochs; pass++)
        {
            using var shuffled = batches.Shuffle();
            for (var k = 0; k < batches.Count; k++)
            {
                using var scope = NewDisposeScope();
                var (X, y) = shuffled[k];
                step(X, y);
                steps++;
                RequireFinite("bias", bias.item<float>());
                var rows = y.numel();
                seen += rows;
                if (seen % SamplesPerRecord != 0) continue;

                clock.Stop();
                seconds.Add(clock.Elapsed.TotalSeconds);
                epoch.Add((double)seen / rows / batches.Count);
                loss.Add(RequireFinite("loss", evaluate()));
                options.Progress?.Report((double)steps / batches.Count / options.Epochs);
                clock.Start();
            }
        }
        return new LossCurve(epoch, loss, seconds, [], [], clock.Elapsed.TotalSeconds / options.Epochs);

        double RequireFinite(string what, double value) => double.IsFinite(value) ? value : throw new DivergedException(string.Create(
            CultureInfo.InvariantCulture, $"the {what} after step {steps} is {value} at learning rate {learningRate()}: try a smaller learning rate, or a larger batch"));
    }

    /// <summary>The mean loss over one more pass: float sums of the batches, added up in double.</summary>
    /// <param name="batches">The data.</param>
    /// <param name="lossSum">Sums the loss over a batch.</param>
    internal static double MeanLoss(MiniBatches batches, Func<Tensor, Tensor, Tensor> lossSum)
    {
        using var noGrad = no_grad();
        using var shuffled = batches.Shuffle();
        double total = 0, count = 0;
        for (var k = 0; k < batches.Count; k++)
        {
            using var scope = NewDisposeScope();
            var (X, y) = shuffled[k];
            total += lossSum(X, y).item<float>();
            count += y.numel();
        }
        return total / count;
    }
}
