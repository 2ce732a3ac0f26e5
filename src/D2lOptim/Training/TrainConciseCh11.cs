using D2lOptim.Data;
using D2lOptim.Numerics;
using D2lOptim.Parity.Traces;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Training;

/// <summary>The book's <c>train_concise_ch11</c>: the same regression by torch's own modules, loss, autograd and optimizers.</summary>
public static class TrainConciseCh11
{
    /// <summary>
    /// Trains <c>Sequential(Linear)</c> with w ~ N(0, 0.01²) and the layer's random b on the mean of (ŷ − y)². That loss has no
    /// factor ½, so gradients are twice those of <see cref="TrainCh11"/>; the recorded value is halved to be comparable.
    /// </summary>
    /// <param name="optimizer">Makes the optimizer of the layer's parameters.</param>
    /// <param name="data">The samples.</param>
    /// <param name="options">Batch size, epochs (4 in the book), seed.</param>
    /// <exception cref="DivergedException">A parameter or a loss is no longer finite.</exception>
    public static LossCurve Run(Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, AirfoilData data, TrainOptions options)
    {
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(data, options.BatchSize, options.Device);
        manual_seed(options.Seed);
        var linear = Linear(Airfoil.Features, 1);
        using var net = Sequential(linear);
        init.normal_(linear.weight, std: 0.01);
        net.to(options.Device);
        using var trainer = optimizer(net.parameters());
        using var trace = options.Trace is { } path ? new TraceRecorder(path, net, trainer) : null;

        void Step(Tensor X, Tensor y)
        {
            trainer.zero_grad();
            var loss = functional.mse_loss(net.call(X), y.reshape(-1, 1));
            loss.backward();
            if (trace is null) trainer.step();
            else trace.Step(loss, X);
        }

        double Evaluate() => TrainingLoop.MeanLoss(batches, (X, y) => functional.mse_loss(net.call(X), y.reshape(-1, 1), Reduction.Sum)) / 2;

        var curve = TrainingLoop.Run(batches, options, Step, Evaluate, linear.bias!, () => trainer.ParamGroups.First().LearningRate, Model.Of(net.parameters(), trainer));
        return curve with { Weights = linear.weight.Values(), Bias = linear.bias!.Values() };
    }
}
