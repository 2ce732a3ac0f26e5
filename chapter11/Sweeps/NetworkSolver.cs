using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Trains a small network on a part of Fashion-MNIST; another part is what its loss and accuracy are measured
/// on.</summary>
internal sealed class NetworkSolver(SweepSpec spec, bool lenet) : ISweepSolver
{
    private const int TrainImages = 6000, TestImages = 2000, Hidden = 64, Pixels = 28 * 28;

    private static readonly Lazy<(Tensor X, Tensor Y, Tensor TestX, Tensor TestY)> s_images = new(() =>
    {
        var fashion = FashionMnist.Load(new FashionMnistSource(Repository.Data).Resolve(null));
        (Tensor, Tensor) Part(ImageData images, int count)
        {
            using var scope = NewDisposeScope();
            var part = images.Slice(0, Math.Min(count, images.Count));
            var X = tensor(part.Pixels, [part.Count, 1, part.Height, part.Width]).to(ScalarType.Float32) / 255.0;
            return (X.DetachFromDisposeScope(), tensor(part.Labels).to(ScalarType.Int64).DetachFromDisposeScope());
        }
        var ((x, y), (testX, testY)) = (Part(fashion.Train, TrainImages), Part(fashion.Test, TestImages));
        return (x, y, testX, testY);
    });

    public SweepRun Solve(SweepRun run, SweepOptimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var (X, y, testX, testY) = s_images.Value;
        var (parameters, net) = Network(run.Seed);
        // Two where decay is not for biases and norms, which are the parameters of one dimension.
        List<Parameter[]> groups = optimizer.DecaysBiases ? [parameters]
            : [[.. parameters.Where(p => p.shape.Length > 1)], [.. parameters.Where(p => p.shape.Length == 1)]];
        optim.Optimizer[] rules =
            [.. groups.Select((group, k) => (optim.Optimizer)optimizer.Make(group, run.Rate, k == 0))];
        var batches = (int)(X.size(0) / run.Batch);
        var schedule = SweepSchedule.Find(run.Schedule)(run.Rate, spec.Epochs * batches);
        manual_seed(run.Seed);
        for (var epoch = 0; epoch < spec.Epochs; epoch++)
        {
            using var pass = NewDisposeScope();
            var order = randperm(X.size(0), ScalarType.Int64);
            for (var k = 0; k < batches; k++)
            {
                using var step = NewDisposeScope();
                var rows = order.narrow(0, (long)k * run.Batch, run.Batch);
                if (schedule is not null)
                    foreach (var group in rules.SelectMany(rule => rule.ParamGroups))
                        group.LearningRate = schedule.At(epoch * batches + k);
                foreach (var rule in rules) rule.zero_grad();
                functional.cross_entropy(net(X.index_select(0, rows)), y.index_select(0, rows)).backward();
                foreach (var rule in rules) rule.step();
            }
        }
        foreach (var rule in rules) rule.Dispose();
        using var noGrad = no_grad();
        var scores = net(testX);
        double loss = functional.cross_entropy(scores, testY).item<float>();
        return run with
        {
            Loss = double.IsFinite(loss) ? loss : double.PositiveInfinity,
            Accuracy = scores.argmax(1).eq(testY).sum().item<long>() / (double)testY.numel(),
        };
    }

    private (Parameter[] Parameters, Func<Tensor, Tensor> Net) Network(int seed)
    {
        if (lenet)
        {
            var net = LeNet.Create(seed);
            return ([.. net.parameters()], net.call);
        }
        manual_seed(seed);
        var (first, second) = (Linear(Pixels, Hidden), Linear(Hidden, Hidden));
        var last = Linear(Hidden, FashionMnist.Classes);
        Parameter[] norms =
            [.. Enumerable.Range(0, 4).Select(k => new Parameter(k % 2 == 0 ? ones(Hidden) : zeros(Hidden)))];
        var mean = ones(Hidden, 1) / Hidden;
        // γ·(x − mean)/√(variance + 10⁻⁵) + β over a layer's units.
        Tensor Normed(Tensor x, int k)
        {
            var off = x - x.mm(mean);
            return off / (off.square().mm(mean) + 1e-5).sqrt() * norms[k] + norms[k + 1];
        }
        Tensor Net(Tensor images)
        {
            var x = Normed(first.call(images.reshape(-1, Pixels)), 0).relu();
            return last.call(Normed(second.call(x), 2).relu());
        }
        return ([.. first.parameters(), .. second.parameters(), .. last.parameters(), .. norms], Net);
    }
}
