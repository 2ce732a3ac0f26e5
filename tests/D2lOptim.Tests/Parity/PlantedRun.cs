using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

/// <summary>A small training run with a recorder, and the places where a fault can be planted.</summary>
internal sealed record PlantedRun
{
    internal ScalarType Type { get; init; } = float32;
    internal Func<IEnumerable<Parameter>, optim.Optimizer> Optimizer { get; init; } = p => optim.SGD(p, 0.05);
    internal Func<Tensor, Tensor, IEnumerable<Parameter>, Tensor> Loss { get; init; } = (yHat, y, _) =>
        nn.functional.mse_loss(yHat, y);
    internal Func<int, int> Batches { get; init; } = k => k;
    internal double Shift { get; init; }
    internal int Outputs { get; init; } = 1;
    internal (string W, string B) Names { get; init; } = ("w", "b");
    internal int Rows { get; init; } = 10;
    internal bool Reversed { get; init; }
    internal bool ZeroGrad { get; init; } = true;
    internal int Steps { get; init; } = 30;
    internal int Every { get; init; } = 1;
    internal int WarmUp { get; init; }
    internal Func<optim.Optimizer, TracedOptimizer> Traced { get; init; } = TracedOptimizer.Of;
    internal Action<int, Parameter[]>? Before { get; init; }
    internal Action<int, optim.Optimizer>? After { get; init; }

    internal void Record(string path)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var X = randn(320, 5).to(Type);
        var y = X.mm(randn(5, Outputs).to(Type)) + 0.1 * randn(320, Outputs).to(Type);
        Parameter[] parameters = [new((randn(5, Outputs) * 0.1 + Shift).to(Type)), new(zeros(Outputs, dtype: Type))];
        using var optimizer = Optimizer(parameters);
        for (var k = 0; k < WarmUp; k++)
        {
            optimizer.zero_grad();
            Loss(X.mm(parameters[0]) + parameters[1], y, parameters).backward();
            optimizer.step();
        }
        using var trace =
            new TraceRecorder(path, [(Names.W, parameters[0]), (Names.B, parameters[1])], Traced(optimizer), Every);
        for (var k = 0; k < Steps; k++)
        {
            using var step = NewDisposeScope();
            var start = Batches(k) % 32 * Rows;
            var (batch, labels) = (X.narrow(0, start, Rows), y.narrow(0, start, Rows));
            if (Reversed) (batch, labels) =
                (batch.index_select(0, arange(Rows - 1, -1, -1)), labels.index_select(0, arange(Rows - 1, -1, -1)));
            if (ZeroGrad) optimizer.zero_grad();
            var loss = Loss(batch.mm(parameters[0]) + parameters[1], labels, parameters);
            loss.backward();
            Before?.Invoke(k + 1, parameters);
            trace.Step(loss, batch);
            After?.Invoke(k + 1, optimizer);
        }
    }

    internal static (TraceComparison Comparison, IReadOnlyList<Cause> Causes) Compare(string a, string b,
        params string[] map)
    {
        using var one = new TraceReader(a);
        using var other = new TraceReader(b);
        var names = new NameMap(map);
        var comparison = TraceComparison.Of(one, other, names);
        return (comparison, CauseFinder.Find(one, other, names, comparison));
    }

    internal static (TraceComparison Comparison, IReadOnlyList<Cause> Causes) Compare(PlantedRun a, PlantedRun b)
    {
        using var folder = new TemporaryFolder();
        var (one, other) = (Path.Combine(folder.Root, "a.npz"), Path.Combine(folder.Root, "b.npz"));
        a.Record(one);
        b.Record(other);
        return Compare(one, other);
    }
}
