using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Parity.Traces;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>Trains the book's linear regression rightly and wrongly, and records both.</summary>
public static class MistakeRun
{
    /// <summary>Samples a step.</summary>
    public const int BatchSize = 10;

    /// <summary>Passes over the data.</summary>
    public const int Epochs = 2;

    private const int StepsPerLoss = 10;

    /// <summary>One of the two runs.</summary>
    /// <param name="mistake">What is run.</param>
    /// <param name="wrong">Which of the two.</param>
    /// <param name="data">What is trained on.</param>
    /// <param name="seed">Seeds weights and batches.</param>
    /// <param name="device">Where model and data live.</param>
    /// <param name="path">The trace.</param>
    /// <returns>Steps, and the mean of ½(ŷ − y)² over all data after each; they end where that is no number any
    /// more.</returns>
    public static (IReadOnlyList<double> Step, IReadOnlyList<double> Loss) Train(Mistake mistake, bool wrong,
        AirfoilData data, long seed, Device device, string path)
    {
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(data, BatchSize, device);
        var (X, y) = (tensor(data.Features, [data.Rows, Airfoil.Features]).to(device), tensor(data.Labels).to(device));
        manual_seed(seed);
        var start = LinearRegression.Random(Airfoil.Features, device);
        Parameter[] parameters = [new(start.W), new(start.B)];
        var model = new LinearRegression(parameters[0], parameters[1]);
        var loop = wrong ? mistake.WrongLoop : Loop.Right;
        var make = wrong && mistake.Wrong is { } miswritten ? miswritten : mistake.Right;
        var trainer = make(parameters);
        var traced = TracedOptimizer.Of(mistake.Optimizer, () => trainer.step(), () => Rate(trainer), mistake.Options,
            () =>
            trainer.state_dict().State.SelectMany((state, i) => TracedOptimizer.Tensors(state)
                .Select(s => (s.Kind, i, s.Tensor))));
        using var trace = new TraceRecorder(path, [("w", model.W), ("b", model.B)], traced);
        // The model sets its gradients anew, so what is not zeroed is kept here.
        Tensor[] sums = [.. parameters.Select(p => zeros_like(p))];
        List<double> steps = [0], losses = [Loss()];
        try
        {
            for (var epoch = 0; epoch < Epochs; epoch++)
            {
                if (loop == Loop.RestartsPerEpoch && epoch > 0)
                {
                    trainer.Dispose();
                    trainer = make(parameters);
                }
                using var shuffled = batches.Shuffle();
                for (var k = 0; k < batches.Count; k++)
                {
                    using var step = NewDisposeScope();
                    var (rows, labels) = shuffled[k];
                    using (no_grad()) model.SetGradients(rows, labels);
                    if (loop == Loop.KeepsGradients)
                        for (var i = 0; i < parameters.Length; i++)
                            parameters[i].grad = sums[i].add_(parameters[i].grad!).clone();
                    trace.Step(LinearRegression.SquaredLoss(model.Predict(rows), labels).mean(), rows);
                    if (loop == Loop.DecaysPerBatch) Decay(trainer);
                    if (trace.Steps % StepsPerLoss != 0) continue;
                    var loss = Loss();
                    if (!float.IsFinite(loss)) return (steps, losses);
                    steps.Add(trace.Steps);
                    losses.Add(loss);
                }
                if (loop != Loop.DecaysPerBatch) Decay(trainer);
            }
            return (steps, losses);
        }
        finally
        {
            trainer.Dispose();
        }

        static double Rate(optim.Optimizer optimizer) => optimizer.ParamGroups.Single().LearningRate;

        void Decay(optim.Optimizer optimizer) => optimizer.ParamGroups.Single().LearningRate *= mistake.Gamma;

        float Loss() => LinearRegression.SquaredLoss(model.Predict(X), y).mean().item<float>();
    }
}
