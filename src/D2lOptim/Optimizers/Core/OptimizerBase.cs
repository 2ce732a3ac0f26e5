using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>What all the library's optimizers share: a step happens wholly or not at all, and state belongs to the
/// optimizer.</summary>
public abstract class OptimizerBase : OptimizerHelper
{
    private protected OptimizerBase()
    {
    }

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
    public virtual Tensor? step(bool zero_grad, Func<Tensor>? closure = null)
    {
        var loss = Evaluate(closure);
        Change(zero_grad);
        return loss;
    }

    /// <summary>Takes over options and state; the state is the optimizer's own, in whatever scope it was
    /// read.</summary>
    /// <param name="state_dict">Of an optimizer of the same kind, ours or TorchSharp's.</param>
    public override void load_state_dict(StateDictionary state_dict)
    {
        AbsentBuffers.Load(state_dict, base.load_state_dict, this.state_dict);
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

    /// <summary>Computes the loss, with gradients on.</summary>
    private protected static Tensor? Evaluate(Func<Tensor>? closure)
    {
        if (closure is null) return null;
        using var grad = enable_grad();
        return closure();
    }

    /// <summary>Makes a step with the gradients that the parameters have, or refuses it whole.</summary>
    private protected void Change(bool clears)
    {
        using var noGrad = no_grad();
        try
        {
            Gather();
            Move(clears);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Reads the gradients and refuses what cannot be done, before anything is changed.</summary>
    internal abstract void Gather();

    /// <summary>Changes the parameters by the gradients that were read.</summary>
    internal abstract void Move(bool clears);

    /// <summary>Lets the gradients go.</summary>
    internal abstract void Release();

    /// <summary>Takes the state out of the scope in which TorchSharp read it, and which would take it away.</summary>
    internal abstract void Keep();

    /// <summary>The parameters, each with its state.</summary>
    internal IEnumerable<(Parameter Parameter, OptimizerState State)> States =>
        parameters().Select(p => (p, _state[p.Handle]));
}
