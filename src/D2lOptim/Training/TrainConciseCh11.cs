using D2lOptim.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>The book's <c>train_concise_ch11</c>: the same regression by torch's own modules, loss and optimizers.</summary>
public static class TrainConciseCh11
{
    /// <summary>
    /// Trains <c>Sequential(Linear)</c> with w ~ N(0, 0.01²) and the layer's random b on the mean of (ŷ − y)². That loss has no
    /// factor ½, so gradients are twice those of <see cref="TrainCh11"/>; the recorded value is halved to be comparable.
    /// </summary>
    /// <param name="optimizer">Makes the optimizer of the layer's parameters.</param>
    /// <param name="data">The samples.</param>
    /// <param name="options">Batch size, epochs (4 in the book), seed.</param>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public static LossCurve Run(Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, AirfoilData data, TrainOptions options)
    {
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(data, options.BatchSize, options.Device);
        manual_seed(options.Seed);
        using var net = nn.Sequential(nn.Linear(Airfoil.Features, 1));
        net.apply(module =>
        {
            if (module is Linear linear) nn.init.normal_(linear.weight, std: 0.01);
        });
        net.to(options.Device);
        using var trainer = optimizer(net.parameters());

        Tensor Step(Tensor X, Tensor y)
        {
            trainer.zero_grad();
            var l = SquaredError(net.call(X), y.reshape(-1, 1)).mean();
            l.backward();
            trainer.step();
            return l;
        }

        var curve = TrainingLoop.Run(batches, options.Epochs, Step, () => TrainingLoop.Evaluate(batches, net.call, SquaredError) / 2, () => trainer.ParamGroups.First().LearningRate, options.Progress);
        var parameters = net.parameters().ToArray();
        return curve with { Weights = parameters[0].Values(), Bias = parameters[1].Values() };
    }

    private static Tensor SquaredError(Tensor yHat, Tensor y) => nn.functional.mse_loss(yHat, y, nn.Reduction.None);
}
