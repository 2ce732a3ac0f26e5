using D2lOptim.Algorithms;
using D2lOptim.Data;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>The book's <c>train_ch11</c>: linear regression from scratch, by any optimizer from scratch.</summary>
public static class TrainCh11
{
    /// <summary>Draws w ~ N(0, 0.01²), sets b = 0, and trains ŷ = X·w + b on the mean of ½(ŷ − y)².</summary>
    /// <param name="optimizer">Makes the optimizer of the parameters w (features, 1) and b (1).</param>
    /// <param name="data">The samples.</param>
    /// <param name="options">Batch size, epochs, seed.</param>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public static LossCurve Run(Func<IReadOnlyList<Tensor>, ScratchOptimizer> optimizer, AirfoilData data, TrainOptions options)
    {
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(data, options.BatchSize, options.Device);
        manual_seed(options.Seed);
        var w = empty(Airfoil.Features, 1).normal_(0, 0.01).to(options.Device);
        var b = zeros(1, device: options.Device);
        w.requires_grad = b.requires_grad = true;
        var trainer = optimizer([w, b]);

        Tensor Net(Tensor X) => X.matmul(w) + b;

        Tensor Step(Tensor X, Tensor y)
        {
            var l = SquaredLoss(Net(X), y.reshape(-1, 1)).mean();
            l.backward();
            trainer.Step();
            return l;
        }

        var curve = TrainingLoop.Run(batches, options.Epochs, Step, () => TrainingLoop.Evaluate(batches, Net, SquaredLoss), () => trainer.Lr, options.Progress);
        return curve with { Weights = w.Values(), Bias = b.Values() };
    }

    // ½(ŷ − y)²
    private static Tensor SquaredLoss(Tensor yHat, Tensor y) => (yHat - y).pow(2) / 2;
}
