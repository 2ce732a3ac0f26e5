using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>An optimizer that computes with tensors, a parameter at a time, in torch's order of operations: an
/// algorithm adds its options, the names of its state, and <see cref="Update"/>, the formula.</summary>
/// <typeparam name="TOptions">A group's options.</typeparam>
public abstract class TensorOptimizer<TOptions> : OptimizerBase<TOptions, NamedState>
    where TOptions : OptimizerOptions, new()
{
    /// <param name="groups">Parameters with options of their own.</param>
    /// <param name="defaults">The options of groups that have none.</param>
    /// <param name="state">The names of the state that belongs to a parameter, as torch.optim has them.</param>
    /// <exception cref="ArgumentException">A group is empty, or a parameter stands in the groups twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    protected TensorOptimizer(
        IEnumerable<ParamGroup> groups, TOptions defaults, params IReadOnlyList<string> state)
        : base(groups, defaults, state)
    {
    }

    /// <summary>The formula: changes the parameter and its state in place. Gradients are off, and what it makes is let
    /// go after it.</summary>
    /// <param name="x">The parameter.</param>
    /// <param name="g">Its gradient, of the same shape and type; it stays as it is.</param>
    /// <param name="s">Its state, in the order of the names.</param>
    /// <param name="o">The options of its group, none of them null.</param>
    /// <param name="t">Counts the updates of this parameter, from 1.</param>
    protected abstract void Update(Tensor x, Tensor g, IReadOnlyList<Tensor> s, TOptions o, long t);

    /// <summary>The tensor of state of that number as it is at first; zeros like the parameter, unless an algorithm
    /// says otherwise.</summary>
    protected virtual Tensor Start(Parameter x, TOptions o, int number) => zeros_like(x);

    /// <inheritdoc/>
    protected sealed override long Count(NamedState state) => ++state.step;

    private protected sealed override NamedState NewState(Parameter parameter) =>
        new(parameter, StateNames, (o, k) => Start(parameter, (TOptions)o, k));

    private protected sealed override void MoveByTensors(Cell cell) =>
        Update(cell.X, cell.G!, cell.State.All, cell.Options, cell.T);
}
