using static TorchSharp.torch;

namespace D2lOptim.Algorithms;

/// <summary>
/// What every optimizer from scratch shares: the parameters, the step count, and the book-keeping around one update.
/// An algorithm adds its state and <see cref="Update"/>, the formula.
/// </summary>
public abstract class ScratchOptimizer
{
    private readonly Tensor[] _parameters;

    /// <param name="parameters">Tensors that require gradients, of any shape; changed in place.</param>
    /// <param name="lr">The learning rate η.</param>
    /// <exception cref="ArgumentException">The list is empty, or a tensor stands in it twice.</exception>
    protected ScratchOptimizer(IEnumerable<Tensor> parameters, double lr)
    {
        Lr = lr;
        _parameters = [.. parameters];
        if (_parameters.Length == 0) throw new ArgumentException("an optimizer needs at least one parameter, the list is empty", nameof(parameters));
        if (_parameters.Distinct(ReferenceEqualityComparer.Instance).Count() < _parameters.Length) throw new ArgumentException("a parameter stands in the list twice", nameof(parameters));
    }

    /// <summary>The learning rate η; a schedule may change it between steps.</summary>
    public double Lr { get; set => field = Require.NonNegative(value); }

    /// <summary>How many steps were made; within <see cref="Update"/> the number of the present one, from 1.</summary>
    public int StepCount { get; private set; }

    /// <summary>Updates every parameter that has a gradient, then sets the gradient to zero, as the book's functions do.</summary>
    public void Step()
    {
        StepCount++;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].grad is not { } gradient) continue;
            Update(i, _parameters[i], gradient);
            gradient.zero_();
        }
    }

    /// <summary>The algorithm: changes parameter <paramref name="x"/>, the <paramref name="i"/>-th, along its gradient <paramref name="g"/>.</summary>
    protected abstract void Update(int i, Tensor x, Tensor g);
}
