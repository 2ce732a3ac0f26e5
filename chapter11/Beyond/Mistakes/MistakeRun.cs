using D2lOptim.Data;
using D2lOptim.Parity.Traces;
using TorchSharp.Modules;
using static D2lOptim.d2l;
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
        var w = new Parameter(empty(Airfoil.Features, 1).normal_(mean: 0.0, std: 0.01).to(device));
        var b = new Parameter(zeros(1, device: device));
        var loop = wrong ? mistake.WrongLoop : Loop.Right;
        var make = wrong && mistake.Wrong is { } miswritten ? miswritten : mistake.Right;
        var trainer = make([w, b]);
        var traced = TracedOptimizer.Of(mistake.Optimizer, () => trainer.step(), () => Rate(trainer), mistake.Options,
            () =>
            trainer.state_dict().State.SelectMany((state, i) => TracedOptimizer.Tensors(state)
                .Select(s => (s.Kind, i, s.Tensor))));
        using var trace = new TraceRecorder(path, [("w", w), ("b", b)], traced);
        List<double> steps = [0], losses = [Loss()];
        try
        {
            for (var epoch = 0; epoch < Epochs; epoch++)
            {
                if (loop == Loop.RestartsPerEpoch && epoch > 0)
                {
                    trainer.Dispose();
                    trainer = make([w, b]);
                }
                using var shuffled = batches.Shuffle();
                for (var k = 0; k < batches.Count; k++)
                {
                    using var step = NewDisposeScope();
                    var (rows, labels) = shuffled[k];
                    if (loop != Loop.KeepsGradients) trainer.zero_grad();
                    var l = squared_loss(linreg(rows, w, b), labels).mean();
                    l.backward();
                    trace.Step(l, rows);
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

        float Loss() => squared_loss(linreg(X, w, b), y).mean().item<float>();
    }
}
