using System.Collections;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Parity.Traces;

/// <summary>Keeps what the parts of a model gave in a step, their modes, and the gradients at their outputs.</summary>
internal sealed class ModuleRecorder : IDisposable
{
    // Of one part in a step.
    private const int Calls = 32;

    private readonly nn.Module _model;
    private readonly List<Action> _hooks = [];
    private readonly List<(string Name, Tensor Output, int At, int Arrays)> _outputs = [];
    private readonly Dictionary<string, int> _calls = [];
    private readonly StepArrays _seen = new(), _now = new();
    private readonly List<Tensor> _batch = [];
    private readonly bool _hasBuffers;
    private bool _trained;

    internal ModuleRecorder(nn.Module model)
    {
        _model = model;
        List<(string Name, nn.Module Module)> parts = [];
        Collect("", model, [], parts);
        Modules = [.. parts.Select(part => new TraceModule(part.Name, TypeName(part.Module),
            ModuleSettings.Of(part.Module)))];
        foreach (var (name, module) in parts)
            if (ModuleHook.Register(module, (inputs, output) => Left(name, module, inputs, output)) is { } remove)
                _hooks.Add(remove);
        // A container is no part of its own, but what the model is called with is wanted of any.
        if (IsContainer(model) && ModuleHook.Register(model, (inputs, _) => Called(inputs)) is { } root)
            _hooks.Add(root);
        // The first forward pass moves them, before the first step.
        AddBuffers(Start, whole: true, model.named_buffers());
        _hasBuffers = Start.Layout.Count > 0;
    }

    /// <summary>The model's parts, in the order in which Python's <c>named_modules</c> gives them.</summary>
    internal IReadOnlyList<TraceModule> Modules { get; }

    /// <summary>The buffers before the first forward pass.</summary>
    internal StepArrays Start { get; } = new();

    /// <summary>What the model was first called with in the step.</summary>
    internal IReadOnlyList<Tensor> Batch => _batch;

    /// <summary>Whether a call was seen in the step.</summary>
    internal bool SawCalls => _outputs.Count > 0 || _seen.Layout.Count > 0;

    /// <summary>Whether the step that goes on is to be recorded.</summary>
    internal bool Wanted { get; set; } = true;

    /// <summary>Whether a step was made.</summary>
    internal bool Stepped { get; set; }

    /// <summary>Adds the outputs, their parts' modes, and the gradients at the outputs as they are now.</summary>
    internal void AddTo(StepArrays step)
    {
        step.Add(_seen);
        // Gradients come from the last part to the first.
        foreach (var (name, output, at, arrays) in Enumerable.Reverse(_outputs))
        {
            using var gradient = output.grad;
            // What was changed in place since has a gradient of what it is now.
            if (gradient is null || gradient.is_sparse || !IsAsSeen(name, output, at, arrays)) continue;
            step.Sample($"outgrad/{name}", gradient, output.shape);
        }
    }

    /// <summary>Adds the buffers as they are now.</summary>
    internal void AddBuffers(StepArrays step)
    {
        if (_hasBuffers) AddBuffers(step, whole: false, _model.named_buffers());
    }

    /// <summary>Begins another step.</summary>
    internal void Forget()
    {
        foreach (var (_, output, _, _) in _outputs) output.Dispose();
        foreach (var tensor in _batch) tensor.Dispose();
        _outputs.Clear();
        _batch.Clear();
        _calls.Clear();
        _seen.Clear();
    }

    public void Dispose()
    {
        foreach (var remove in _hooks) remove();
        _hooks.Clear();
        Forget();
    }

    private static void AddBuffers(StepArrays step, bool whole, IEnumerable<(string Name, Tensor Buffer)> buffers)
    {
        foreach (var (name, buffer) in buffers)
            if (whole) step.Add($"buffer/{TraceRecorder.Writable(name)}", buffer, buffer.shape);
            else step.Sample($"buffer/{name}", buffer, buffer.shape);
    }

    // Depth first, each once; the output of a container is its last part's.
    private static void Collect(string prefix, nn.Module module, HashSet<nn.Module> seen,
        List<(string Name, nn.Module Module)> into)
    {
        if (!seen.Add(module)) return;
        if (!IsContainer(module)) into.Add((prefix == "" ? "model" : TraceRecorder.Writable(prefix), module));
        foreach (var (name, child) in module.named_children())
            Collect(prefix == "" ? name : $"{prefix}.{name}", child, seen, into);
    }

    private static bool IsContainer(nn.Module module) =>
        TypeName(module) is "Sequential" or "ModuleList" or "ModuleDict";

    private static string TypeName(nn.Module module) => module.GetType().Name.Split('`')[0];

    // Without gradients a pass is an evaluation and no part of a step; it is kept as long as there is nothing else.
    private bool Counts()
    {
        if (is_grad_enabled() && !_trained)
        {
            Forget();
            _trained = true;
        }
        return is_grad_enabled() || !(_trained || Stepped);
    }

    private void Called(object?[] inputs)
    {
        if (!Wanted || !Counts() || _batch.Count > 0) return;
        foreach (var input in inputs)
            if (input is Tensor { IsInvalid: false } tensor) _batch.Add(tensor.alias().DetachFromDisposeScope());
    }

    private void Left(string name, nn.Module module, object?[] inputs, object? given)
    {
        if (module == _model) Called(inputs);
        if (!Wanted || !Counts() || First(given) is not { IsInvalid: false } output || !IsFloat(output.dtype)) return;
        var call = _calls[name] = _calls.GetValueOrDefault(name) + 1;
        if (call > Calls) return;
        if (call > 1) name = $"{name}:{call}";
        var shape = output.shape;
        using var noGrad = no_grad();
        _seen.Add($"training/{name}", "<i8", [], BitConverter.GetBytes(module.training ? 1L : 0));
        _seen.Add($"shape/output/{name}", "<i8", [shape.Length],
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(shape));
        var (at, arrays) = (_seen.Data.Length, _seen.Layout.Count);
        _seen.Sample($"output/{name}", output, shape);
        if (!output.requires_grad) return;
        output.retain_grad();
        _outputs.Add((name, output.alias().DetachFromDisposeScope(), at, arrays));
    }

    private bool IsAsSeen(string name, Tensor output, int at, int arrays)
    {
        _now.Clear();
        _now.Sample($"output/{name}", output, [.. _seen.Layout[arrays].Shape], norm: false);
        return _now.Data.SequenceEqual(_seen.Data.Slice(at, _now.Data.Length));
    }

    private static bool IsFloat(ScalarType type) =>
        type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    private static Tensor? First(object? given) => given switch
    {
        Tensor tensor => tensor,
        ITuple { Length: > 0 } tuple => tuple[0] as Tensor,
        IEnumerable list => list.Cast<object?>().FirstOrDefault() as Tensor,
        _ => null,
    };
}
