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
    /// <param name="epochs">Passes.</param>
    /// <param name="step">Changes the model by one batch, and gives its loss.</param>
    /// <param name="evaluate">Gives the loss that is recorded.</param>
    /// <param name="learningRate">Gives the present one, for the message of a run that diverged.</param>
    /// <param name="progress">Is told the part that is done.</param>
    internal static LossCurve Run(
        MiniBatches batches, int epochs, Func<Tensor, Tensor, Tensor> step, Func<double> evaluate, Func<double> learningRate, IProgress<double>? progress)
    {
        List<double> epoch = [], loss = [], seconds = [];
        long seen = 0;
        var steps = 0;
        var clock = Stopwatch.StartNew();
        for (var pass = 0; pass < epochs; pass++)
        {
            using var shuffled = batches.Shuffle();
            for (var k = 0; k < batches.Count; k++)
            {
                using var scope = NewDisposeScope();
                var (X, y) = shuffled[k];
                steps++;
                var l = step(X, y).item<float>();
                if (!float.IsFinite(l))
                    throw new DivergedException(string.Create(CultureInfo.InvariantCulture, $"the loss of step {steps} is {l} at learning rate {learningRate()}: try a smaller learning rate, or a larger batch"));
                var rows = X.size(0);
                seen += rows;
                if (seen % SamplesPerRecord != 0) continue;

                clock.Stop();
                seconds.Add(clock.Elapsed.TotalSeconds);
                epoch.Add((double)seen / rows / batches.Count);
                loss.Add(evaluate());
                progress?.Report((double)steps / batches.Count / epochs);
                clock.Start();
            }
        }
        return new LossCurve(epoch, loss, seconds, [], [], clock.Elapsed.TotalSeconds / epochs);
    }

    /// <summary>The mean loss over one more pass: float sums of the batches, added up in double.</summary>
    internal static double Evaluate(MiniBatches batches, Func<Tensor, Tensor> net, Func<Tensor, Tensor, Tensor> loss)
    {
        using var noGrad = no_grad();
        using var shuffled = batches.Shuffle();
        double total = 0, count = 0;
        for (var k = 0; k < batches.Count; k++)
        {
            using var scope = NewDisposeScope();
            var (X, y) = shuffled[k];
            var l = loss(net(X), y.reshape(-1, 1));
            total += l.sum().item<float>();
            count += l.numel();
        }
        return total / count;
    }
}
