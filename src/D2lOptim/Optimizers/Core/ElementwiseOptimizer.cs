using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// An optimizer of torch.optim's kind that changes each element by itself: groups with options of their own, rates that schedulers set,
/// state in memory and in files. Dense parameters of float32 and float64 on the CPU are changed in one pass over memory on as many threads
/// as <c>torch.set_num_threads</c> says; all others by tensors, to the same bits.
/// </summary>
public abstract class ElementwiseOptimizer : OptimizerHelper
{
    private protected ElementwiseOptimizer()
    {
    }

    /// <summary>The names of the state that belongs to a parameter, as torch.optim has them; at most three.</summary>
    protected internal abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>A parameter's state by its name; the tensors are the optimizer's own.</summary>
    /// <param name="parameter">One of the optimizer's.</param>
    public abstract IEnumerable<(string Name, Tensor Tensor)> StateOf(Parameter parameter);

    /// <summary>Changes every parameter that has a gradient; the gradients stay as they are.</summary>
    /// <param name="closure">Computes the loss and its gradients first, where given.</param>
    /// <returns>The closure's loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range; nothing was changed.</exception>
    /// <exception cref="ArgumentException">A gradient is not of its parameter's shape and type; nothing was changed.</exception>
    /// <exception cref="NotSupportedException">A gradient is sparse, and the algorithm does not take it; nothing was changed.</exception>
    public override Tensor? step(Func<Tensor>? closure = null) => step(false, closure);

    /// <summary>The same, and sets the gradients to zero while they are at hand.</summary>
    /// <param name="zero_grad">Whether gradients become zero.</param>
    /// <param name="closure">Computes the loss and its gradients first, where given.</param>
    public Tensor? step(bool zero_grad, Func<Tensor>? closure = null)
    {
        var loss = Evaluate(closure);
        using var noGrad = no_grad();
        try
        {
            Gather();
            Change(zero_grad);
        }
        finally
        {
            Release();
        }
        return loss;
    }

    /// <summary>How wide the registers are, in bits: 512, 256, 128, or 0 for a number at a time; null for tensors alone.</summary>
    internal int? Width { get; set; } = Lanes.Widest;

    /// <summary>Makes an update of numbers of float32 anywhere in memory, with the options of the first group; the state is the caller's.</summary>
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

    private protected static Tensor? Evaluate(Func<Tensor>? closure)
    {
        if (closure is null) return null;
        using var grad = enable_grad();
        return closure();
    }

    /// <summary>A step of several optimizers, or of none of them.</summary>
    private protected static void Step(IReadOnlyList<ElementwiseOptimizer> optimizers, bool clears)
    {
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
    }
}
