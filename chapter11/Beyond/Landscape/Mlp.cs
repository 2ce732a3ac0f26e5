using D2lOptim.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>A small network to look at: fully connected layers with ReLU between them, trained on the airfoil
/// data.</summary>
public sealed class Mlp : IDisposable
{
    private const double Decay = 1e-4;
    private readonly Tensor _x, _y;
    private readonly Parameter[] _parameters;
    private readonly bool _skip;

    /// <summary>W ~ N(0, 2/inputs) (He et al., 2015) and b = 0, from torch's default generator.</summary>
    /// <param name="data">What it is trained on.</param>
    /// <param name="device">Where weights and data live.</param>
    /// <param name="skip">Whether a hidden layer adds to what came into it, where both are as wide.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    public Mlp(AirfoilData data, Device device, bool skip, params int[] hidden)
    {
        _skip = skip;
        using var scope = NewDisposeScope();
        _x = tensor(data.Features, [data.Rows, Airfoil.Features]).to(device).MoveToOuterDisposeScope();
        _y = tensor(data.Labels).reshape(-1, 1).to(device).MoveToOuterDisposeScope();
        int[] widths = [Airfoil.Features, .. hidden, 1];
        // What is added up over layers is made small in each, or it would double from one to the next.
        double Part(int layer) => skip && layer > 0 && layer < hidden.Length ? 1.0 / hidden.Length : 1;
        _parameters = [.. widths.Zip(widths.Skip(1)).SelectMany((w, layer) => new Parameter[]
        {
            new(empty(w.Second, w.First).normal_(0, Math.Sqrt(2.0 / w.First * Part(layer))).to(device)),
            new(zeros(w.Second, device: device)),
        })];
        foreach (var parameter in _parameters) parameter.MoveToOuterDisposeScope();
    }

    /// <summary>Weights (out, in) and biases (out), layer by layer.</summary>
    public IReadOnlyList<Tensor> Parameters => _parameters;

    /// <summary>Mean of ½(ŷ − y)² over all rows.</summary>
    public double Loss()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Loss(_x, _y).item<float>();
    }

    /// <summary>Trains by momentum on shuffled batches.</summary>
    /// <param name="epochs">Passes over the rows.</param>
    /// <param name="batchSize">Rows a step.</param>
    /// <param name="lr">The learning rate; it falls to 0 along a half cosine.</param>
    /// <returns>The weights at first and after every half pass, and the loss beside each.</returns>
    public (IReadOnlyList<float[]> Snapshots, IReadOnlyList<double> Losses) Train(int epochs, int batchSize, double lr)
    {
        List<float[]> snapshots = [TrainingPath.Snapshot(Parameters)];
        List<double> losses = [Loss()];
        using var optimizer = fused.SGD(_parameters, lr, 0.9, weight_decay: Decay);
        var group = optimizer.ParamGroups.Single();
        var batches = (int)(_x.shape[0] / batchSize);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            using var pass = NewDisposeScope();
            var order = randperm(_x.shape[0]).to(_x.device);
            for (var k = 0; k < batches; k++)
            {
                using var step = NewDisposeScope();
                var rows = order.narrow(0, k * batchSize, batchSize);
                group.LearningRate = lr * 0.5 * (1 + Math.Cos(Math.PI * (epoch * batches + k) / (epochs * batches)));
                Loss(_x.index_select(0, rows), _y.index_select(0, rows)).backward();
                optimizer.step(zero_grad: true);
                if (k != batches / 2 - 1 && k != batches - 1) continue;
                snapshots.Add(TrainingPath.Snapshot(Parameters));
                losses.Add(Loss());
            }
        }
        return (snapshots, losses);
    }

    /// <summary>Frees the weights and the data.</summary>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[.. Parameters, _x, _y]) tensor.Dispose();
    }

    private Tensor Loss(Tensor x, Tensor y)
    {
        for (var i = 0; i < Parameters.Count; i += 2)
        {
            var z = nn.functional.linear(x, Parameters[i], Parameters[i + 1]);
            if (i + 2 < Parameters.Count) z = z.relu();
            x = _skip && i > 0 && i + 2 < Parameters.Count ? x + z : z;
        }
        return (x - y).square().mean() / 2;
    }
}
