using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

/// <summary>A network of Python and its port, looked into on both sides: tests/reference/port_net.py.</summary>
public sealed class PortedNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x, _y;

    public PortedNetworkTests()
    {
        _x = tensor([.. Enumerable.Range(0, 60 * 64).Select(k => 37 * k % 101 / 50f - 1)], [60, 1, 8, 8]);
        _y = Labels(0);
    }

    private string Cold => _folder["cold.npz"];

    private string Warm => _folder["warm.npz"];

    [PythonFact]
    public void A_port_agrees_in_every_part_of_the_network()
    {
        Original();
        var report = Compare(Cold, new());
        Assert.True(report.Agrees, string.Join("\n", report.Lines()));
        Assert.Equal(["batch", "lr", "target", "output", "loss", "outgrad", "raw", "gradient", "state", "parameter"],
            report.Comparison.Largest.Select(q => q.Quantity));
        using TraceReader python = new(Cold), port = new(_folder["port.npz"]);
        Assert.Equal(python.Header.Modules.Select(m => (m.Name, m.Type)), port.Header.Modules
            .Select(m => (m.Name, m.Type)));
        // What Python alone tells is the order of the samples.
        foreach (var (one, other) in TraceComparison.Pairs(python, port).Skip(1))
            Assert.Equal(one.Layout.ByName.Keys.Except(["indices"]).Order(), other.Layout.ByName.Keys.Order());
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "tanh for ReLU", "act ", "ReLU in the first, tanh in the second" },
        { "no activation", "act ", "1, no activation, in the second" },
        { "ReLU in place", "", "" },
        { "output doubled", "head ", "2 times the first's" },
        { "layout", "flat ", "in another order" },
        { "detached", "", "none in the second: a detach()" },
        { "another bias", "head ", "plus 0.5" },
        { "loss doubled", "", "2 times the first's" },
        { "labels shifted", "", "targets differ" },
        { "loss summed", "", "sum" },
        { "gradients kept", "", "not zeroed" },
        { "another order", "", "different shuffle" },
        { "another step", "", "learning rate" },
    };

    [PythonFact]
    public void A_slip_in_a_network_is_named_with_its_module()
    {
        Original();
        List<string> missed = [];
        foreach (var row in Faults)
        {
            var (fault, module, words) = ((string)row[0], (string)row[1], (string)row[2]);
            var report = Compare(Cold, new() { Fault = fault });
            var said = string.Join("\n", report.Lines());
            if (words == "" ? !report.Agrees : report.Agrees || !said.Contains(words, StringComparison.Ordinal)
                || !said.Contains(module, StringComparison.Ordinal)) missed.Add($"{fault}: {said}");
        }
        Assert.True(missed.Count == 0, string.Join("\n\n", missed));
    }

    [PythonFact]
    public void A_port_begins_with_the_originals_state_and_order()
    {
        Original();
        var taken = Compare(Warm, new() { Halved = false });
        Assert.True(taken.Agrees, string.Join("\n", taken.Lines()));
        Assert.Contains(Compare(Warm, new() { Halved = false, TakesState = false }).Causes,
            cause => cause.Text.Contains("state", StringComparison.Ordinal));
    }

    [PythonFact]
    public void One_forward_pass_is_compared_too()
    {
        Original();
        using (var net = new Net(new()))
        {
            ParityStart.From(Cold, net);
            foreach (var (name, factor) in new[] { ("one.npz", 1.0), ("same.npz", 1), ("other.npz", 2) })
            {
                using var trace = new TraceRecorder(_folder[name], net);
                using var noGrad = no_grad();
                net.call(_x * factor);
            }
        }
        Assert.True(Of("one.npz", "same.npz").Agrees);
        Assert.Contains("a different batch", Of("one.npz", "other.npz").Causes.Single().Text, StringComparison.Ordinal);

        TraceReport Of(string first, string second)
        {
            using TraceReader a = new(_folder[first]), b = new(_folder[second]);
            return TraceReport.Of(a, b, new NameMap());
        }
    }

    [Fact]
    public void Recording_changes_nothing_and_keeps_nothing()
    {
        Port(null, new(), null);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var plain = Port(null, new(), null);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(plain, Port(_folder["port.npz"], new(), null));
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private static Tensor Labels(int shift) =>
        tensor(Enumerable.Range(0, 60).Select(k => (7 * k + shift) % 3L).ToArray());

    private void Original() => PythonFactAttribute.Run("port_net.py", _folder.Root);

    private TraceReport Compare(string original, Slip slip)
    {
        Port(_folder["port.npz"], slip, original);
        using TraceReader a = new(original), b = new(_folder["port.npz"]);
        return TraceReport.Of(a, b, new NameMap());
    }

    // Gives the last parameter.
    private float[] Port(string? path, Slip slip, string? original)
    {
        using var all = NewDisposeScope();
        manual_seed(0);
        using var net = new Net(slip);
        using var adam = optim.Adam(net.parameters(), slip.Is("another step") ? 0.02 : 0.01);
        var batches = original is null ? [] : ParityStart.From(original, net, slip.TakesState ? adam : null);
        if (batches.Count == 0) batches = [.. Enumerable.Range(0, 9)
            .Select(k => Enumerable.Range(0, 10).Select(i => (k * 10L + i) % 60).ToArray())];
        if (slip.Is("another order")) batches = [.. batches.Reverse()];
        using var trace = path is null ? null : new TraceRecorder(path, net, adam);
        foreach (var rows in batches)
        {
            using var scope = NewDisposeScope();
            var index = tensor(rows);
            var (batch, labels) = (_x.index_select(0, index), _y.index_select(0, index));
            if (slip.Is("labels shifted")) labels = Labels(1).index_select(0, index);
            trace?.Targets(labels);
            if (!slip.Is("gradients kept")) adam.zero_grad();
            var loss = nn.functional.cross_entropy(net.call(batch), labels,
                reduction: slip.Is("loss summed") ? nn.Reduction.Sum : nn.Reduction.Mean);
            var driven = slip.Is("loss doubled") ? loss * 2 : loss;
            if (trace is null) driven.backward();
            else trace.Backward(driven);
            if (slip.Halved)
                foreach (var p in net.parameters())
                    if (p.grad is { } gradient) gradient.mul_(slip.Is("loss doubled") ? 0.25 : 0.5);
            if (trace is null) adam.step();
            else trace.Step(loss);
        }
        return net.parameters().Last().data<float>().ToArray();
    }

    private sealed record Slip
    {
        internal string Fault { get; init; } = "";
        internal bool TakesState { get; init; } = true;
        internal bool Halved { get; init; } = true;
        internal bool Is(string fault) => Fault == fault;
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _conv = nn.Conv2d(1, 4, 3, padding: 1), _pool = nn.MaxPool2d(2),
            _body = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 3)), _act, _flat, _head;

        internal Net(Slip slip) : base(nameof(Net))
        {
            _act = slip.Fault switch
            {
                "tanh for ReLU" => new Part(x => x.tanh()),
                "no activation" => new Part(x => x),
                "ReLU in place" => nn.ReLU(inplace: true),
                "detached" => new Part(x => x.relu().detach()),
                _ => nn.ReLU(),
            };
            _flat = slip.Is("layout")
                ? new Part(x => x.index_select(1, tensor(new long[] { 3, 2, 1, 0 })).reshape(-1, 64)) : nn.Flatten();
            _head = new Part(x => slip.Fault switch
            {
                "output doubled" => x * 2,
                "another bias" => x + 0.5,
                _ => x.alias(),
            });
            foreach (var (name, part) in new[] { ("conv", _conv), ("act", _act), ("pool", _pool), ("flat", _flat),
                ("body", _body), ("head", _head) }) register_module(name, part);
        }

        // As TorchSharp's own modules do, what stands between is released at once.
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = _pool.call(_act.call(_conv.call(input)));
            return _head.call(_body.call(_flat.call(x))).MoveToOuterDisposeScope();
        }
    }

    private sealed class Part(Func<Tensor, Tensor> f) : nn.Module<Tensor, Tensor>(nameof(Part))
    {
        public override Tensor forward(Tensor input) => f(input);
    }
}
