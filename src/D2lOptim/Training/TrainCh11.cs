using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Numerics;
using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>The book's <c>train_ch11</c>: linear regression from scratch, by any optimizer from scratch.</summary>
public static class TrainCh11
{
    /// <summary>Trains a <see cref="LinearRegression"/> on the mean of ½(ŷ − y)².</summary>
    /// <param name="optimizer">Makes the optimizer of the parameters w (features, 1) and b (1).</param>
    /// <param name="data">The samples.</param>
    /// <param name="options">Batch size, epochs, seed.</param>
    /// <exception cref="DivergedException">A gradient or a loss is no longer finite.</exception>
    public static LossCurve Run(Func<IReadOnlyList<Tensor>, ScratchOptimizer> optimizer, AirfoilData data, TrainOptions options)
    {
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(data, options.BatchSize, options.Device);
        manual_seed(options.Seed);
        var model = LinearRegression.Random(Airfoil.Features, options.Device);
        using var trainer = optimizer([model.W, model.B]);
        using var trace = options.Trace is { } path ? new TraceRecorder(path, [("w", model.W), ("b", model.B)], TracedOptimizer.Of(trainer)) : null;

        void Step(Tensor X, Tensor y)
        {
            var yHat = model.SetGradients(X, y);
            if (trace is null) trainer.Step();
            else trace.Step(nn.functional.mse_loss(yHat, y.reshape(-1, 1)) / 2, X); // halving is exact, so these are the bits of SquaredLoss's mean
        }

        double Evaluate() => TrainingLoop.MeanLoss(batches, (X, y) => LinearRegression.SquaredLoss(model.Predict(X), y).sum());

        var curve = TrainingLoop.Run(batches, options, Step, Evaluate, model.B, () => trainer.Lr, Model.Of([model.W, model.B], trainer));
        return curve with { Weights = model.W.Values(), Bias = model.B.Values() };
    }
}
