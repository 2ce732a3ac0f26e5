using TorchSharp.Modules;

namespace TorchSharp;

/// <summary>One of libtorch's C++ optimizers. The options are handed over at every step, so whatever a scheduler
/// changes counts at once.</summary>
internal sealed unsafe class NativeOptimizer : IDisposable
{
    internal enum Kind { SGD, Adagrad, RMSprop, Adam, AdamW }

    private const int MaxTensors = 3;
    private nint _handle;

    internal NativeOptimizer(Kind kind, OptimizerOptions defaults)
    {
        var numbers = Numbers(defaults).ToArray();
        nint handle;
        fixed (double* n = numbers) Door.Check(Native.new_optimizer((int)kind, n, &handle));
        _handle = handle;
    }

    ~NativeOptimizer() => Dispose();

    private nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException("the optimizer");

    internal void Add(ParamGroup group)
    {
        var handles = group.Parameters.Select(p => p.Handle).ToArray();
        fixed (nint* h = handles) Door.Check(Native.add_parameters(Handle, h, handles.Length));
        GC.KeepAlive(group);
        GC.KeepAlive(this);
    }

    internal void Step(IList<ParamGroup> groups)
    {
        var numbers = groups.SelectMany(group => Numbers(group.Options)).ToArray();
        fixed (double* n = numbers) Door.Check(Native.optimizer_step(Handle, n, numbers.Length));
        GC.KeepAlive(this);
    }

    internal void ZeroGrad()
    {
        Door.Check(Native.optimizer_zero_grad(Handle));
        GC.KeepAlive(this);
    }

    /// <summary>Lets the optimizer go on from this state; its tensors are shared, not copied.</summary>
    internal void Push(Parameter parameter, OptimizerState state)
    {
        var tensors = stackalloc nint[MaxTensors];
        var k = 0;
        foreach (var tensor in state.Tensors) tensors[k++] = tensor?.Handle ?? 0;
        Door.Check(Native.set_state(Handle, parameter.Handle, state.Count ?? 0, tensors));
        GC.KeepAlive(state);
        GC.KeepAlive(parameter);
        GC.KeepAlive(this);
    }

    /// <summary>Brings the step count up to date, and the tensors that were not there before; all others are
    /// shared.</summary>
    internal void Pull(Parameter parameter, OptimizerState state)
    {
        var step = 0L;
        var tensors = stackalloc nint[MaxTensors];
        for (var k = 0; k < MaxTensors; k++) tensors[k] = 0;
        Door.Check(Native.get_state(Handle, parameter.Handle, &step, tensors));
        if (state.Count is not null) state.Count = step;
        var known = state.Tensors;
        for (var k = 0; k < known.Length; k++)
        {
            if (tensors[k] == 0) continue;
            if (known[k]?.Handle == tensors[k]) Native.release(tensors[k]);
            else known[k] = new torch.Tensor(tensors[k]).DetachFromDisposeScope();
        }
        state.Tensors = known;
        GC.KeepAlive(parameter);
        GC.KeepAlive(this);
    }

    private static IEnumerable<double> Numbers(OptimizerOptions options) =>
        options.Values.Select(v => v is bool flag ? flag ? 1 : 0 : (double)v!).Prepend(options.LearningRate!.Value);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _handle, 0) is not 0 and var handle) Native.release_optimizer(handle);
        GC.SuppressFinalize(this);
    }
}
