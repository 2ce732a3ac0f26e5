using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// An optimizer of torch.optim's kind that changes each element by itself: groups with options of their own, rates
/// that schedulers set,
/// state in memory and in files. Dense parameters of float32 and float64 on the CPU are changed in one pass over
/// memory on as many threads
/// as <c>torch.set_num_threads</c> says; all others by tensors, to the same bits.
/// </summary>
public abstract class ElementwiseOptimizer : OptimizerHelper
{
    private protected ElementwiseOptimizer()
    {
    }

    /// <summary>The names of the state that belongs to a parameter, as torch.optim has them; at most three.</summary>
    protected abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>The same for loops that step by the formula alone.</summary>
    internal IReadOnlyList<string> StateOrder => StateNames;

    /// <summary>A parameter's state by its name; the tensors are the optimizer's own.</summary>
    /// <param name="parameter">One of the optimizer's.</param>
    public abstract IEnumerable<(string Name, Tensor Tensor)> StateOf(Parameter parameter);

    /// <summary>Changes every parameter that has a gradient; the gradients stay as they are.</summary>
    /// <param name="closure">Computes the loss and its gradients first, where given.</param>
    /// <returns>The closure's loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range; nothing was changed.</exception>
    /// <exception cref="ArgumentException">A gradient is not of its parameter's shape and type; nothing was
    /// changed.</exception>
    /// <exception cref="NotSupportedException">A gradient is sparse, and the algorithm does not take it; nothing was
    /// changed.</exception>
    public override Tensor? step(Func<Tensor>? closure = null) => step(false, closure);

    /// <summary>The same, and sets the gradients to zero while they are at hand.</summary>
    /// <param name="zero_grad">Whether gradients become zero.</param>
    /// <param name="closure">Computes the loss and its gradients first, where given.</param>
    public Tensor? step(bool zero_grad, Func<Tensor>? closure = null) =>
        Step([this], zero_grad, closure);

    /// <summary>Takes over options and state; the state is the optimizer's own, in whatever scope it was
    /// read.</summary>
    /// <param name="state_dict">Of an optimizer of the same kind, ours or TorchSharp's.</param>
    public override void load_state_dict(StateDictionary state_dict)
    {
        base.load_state_dict(state_dict);
        Keep();
    }

    /// <inheritdoc cref="load_state_dict(StateDictionary)"/>
    /// <param name="location">The file.</param>
    public new void load_state_dict(string location)
    {
        base.load_state_dict(location);
        Keep();
    }

    /// <inheritdoc cref="load_state_dict(StateDictionary)"/>
    /// <param name="reader">Where it stands.</param>
    public new void load_state_dict(BinaryReader reader)
    {
        base.load_state_dict(reader);
        Keep();
    }

    /// <summary>Takes the state out of the scope in which TorchSharp read it, and which would take it away.</summary>
    internal abstract void Keep();

    /// <summary>The parameters, each with its state.</summary>
    internal IEnumerable<(Parameter Parameter, OptimizerState State)> States =>
        parameters().Select(p => (p, _state[p.Handle]));

    /// <summary>How wide the registers are, in bits: 512, 256, 128, or 0 for a number at a time; null for tensors
    /// alone.</summary>
    internal int? Width { get; set; } = Lanes.Widest;

    /// <summary>Makes an update of numbers of float32 anywhere in memory, with the options of the first group; the
    /// state is the caller's.</summary>
    /// <param name="memory">Where parameter, gradient and state begin.</param>
    /// <param name="bytes">How long each is.</param>
    /// <param name="t">Counts the updates, from 1.</param>
    internal abstract void Apply(in Memory memory, nint bytes, long t);

    /// <summary>Reads the gradients and refuses what cannot be done, before anything is changed.</summary>
    private protected abstract void Gather();

    /// <summary>Makes the step with the gradients that were read.</summary>
    private protected abstract void Change(bool clears);

    /// <summary>Lets the gradients go.</summary>
    private protected abstract void Release();

    /// <summary>A step of several optimizers, or of none of them.</summary>
    internal static Tensor? Step(IReadOnlyList<ElementwiseOptimizer> optimizers, bool clears, Func<Tensor>? closure)
    {
        Tensor? loss = null;
        if (closure is not null)
            using (enable_grad()) loss = closure();
        using var noGrad = no_grad();
        try
        {
            foreach (var optimizer in optimizers) optimizer.Gather();
            foreach (var optimizer in optimizers) optimizer.Change(clears);
        }
        finally
        {
            foreach (var optimizer in optimizers) optimizer.Release();
        }
        return loss;
    }
}
