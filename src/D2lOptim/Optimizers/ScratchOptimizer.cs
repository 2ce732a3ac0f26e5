using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// What every optimizer from scratch shares: the parameters, their state, and the book-keeping around one update.
/// An algorithm adds <see cref="Update"/>, the formula.
/// </summary>
public abstract class ScratchOptimizer : IResumable, IDisposable
{
    private readonly Tensor[] _parameters;
    private readonly int[] _updates;
    private readonly double _weightDecay;
    private readonly List<(string Name, Tensor[] Tensors)> _state = [];

    /// <param name="parameters">Tensors that require gradients, of any shape; changed in place.</param>
    /// <param name="lr">The learning rate η.</param>
    /// <param name="weightDecay">λ, where λ·x is to be added to every gradient.</param>
    /// <exception cref="ArgumentException">The list is empty, or a tensor stands in it twice.</exception>
    protected ScratchOptimizer(IEnumerable<Tensor> parameters, double lr, double weightDecay = 0)
    {
        Lr = lr;
        _weightDecay = weightDecay;
        _parameters = [.. parameters];
        _updates = new int[_parameters.Length];
        if (_parameters.Length == 0) throw new ArgumentException("an optimizer needs at least one parameter, the list is empty", nameof(parameters));
        if (_parameters.Distinct(ReferenceEqualityComparer.Instance).Count() < _parameters.Length) throw new ArgumentException("a parameter stands in the list twice", nameof(parameters));
    }

    /// <summary>The learning rate η; a schedule may change it between steps.</summary>
    public double Lr { get; set => field = Require.NonNegative(value); }

    /// <summary>The options that it was made with; null where it has none of its own.</summary>
    public virtual object? Hyperparameters => null;

    /// <summary>How many steps were made.</summary>
    public int StepCount { get; private set; }

    /// <summary>The state by its name in the formula and by the parameter's place in the list; the tensors are the optimizer's own.</summary>
    public IEnumerable<(string Name, int Parameter, Tensor Tensor)> State =>
        _state.SelectMany(state => state.Tensors.Select((tensor, i) => (state.Name, i, tensor)));

    /// <summary>What it changes.</summary>
    public IReadOnlyList<Tensor> Parameters => _parameters;

    /// <summary>Updates every parameter that has a gradient, then sets the gradient to zero, as the book's functions do.</summary>
    /// <exception cref="NotSupportedException">A gradient is sparse, and the algorithm does not take it; nothing was changed.</exception>
    public void Step()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Array.ConvertAll(_parameters, x => x.grad);
        for (var i = 0; i < gradients.Length; i++)
            if (gradients[i] is { is_sparse: true } sparse) RequireTaken(i, sparse);

        StepCount++;
        for (var i = 0; i < gradients.Length; i++)
        {
            var x = _parameters[i];
            if (gradients[i] is not { } gradient) continue;
            Update(i, ++_updates[i], x, _weightDecay == 0 ? gradient : gradient + _weightDecay * x);
            gradient.zero_();
        }
    }

    /// <summary>Whether <see cref="Update"/> takes gradients of some rows only, those of an embedding table with <c>sparse: true</c>.</summary>
    protected virtual bool TakesSparse => false;

    /// <summary>
    /// The algorithm: changes parameter <paramref name="x"/>, the <paramref name="i"/>-th, along its gradient <paramref name="g"/>;
    /// <paramref name="t"/> counts the updates of this parameter, from 1.
    /// </summary>
    protected abstract void Update(int i, int t, Tensor x, Tensor g);

    /// <summary>State that starts at a value, a tensor a parameter; it lives as long as the optimizer.</summary>
    protected Tensor[] NewState(string name, double value = 0)
    {
        using var noGrad = no_grad();
        var tensors = Array.ConvertAll(_parameters, x => zeros_like(x).fill_(value).DetachFromDisposeScope());
        _state.Add((name, tensors));
        return tensors;
    }

    /// <summary>Writes the learning rate, the counts of steps and the state; the parameters are not the optimizer's.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Lr);
        writer.Write(StepCount);
        foreach (var updates in _updates) writer.Write(updates);
        writer.WriteAll(State.Select(state => state.Tensor));
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote for the same algorithm and parameters of the same shapes.</summary>
    public void Load(BinaryReader reader)
    {
        Lr = reader.ReadDouble();
        StepCount = reader.ReadInt32();
        for (var i = 0; i < _updates.Length; i++) _updates[i] = reader.ReadInt32();
        reader.ReadAll(State.Select(state => state.Tensor));
    }

    /// <summary>Frees the state; the parameters are not the optimizer's.</summary>
    public void Dispose()
    {
        foreach (var (_, _, tensor) in State) tensor.Dispose();
        GC.SuppressFinalize(this);
    }

    private void RequireTaken(int i, Tensor gradient)
    {
        var takes = !TakesSparse ? "dense gradients only (AdaGrad takes sparse ones)"
            : _weightDecay != 0 ? "sparse gradients only where weightDecay, which changes every row, is 0"
            : gradient.SparseIndices.shape is not ([1, _] or [_, 0]) ? "sparse gradients of whole rows only"
            : null;
        if (takes is not null) throw SparseGradient.NotTaken(GetType().Name, takes, i, gradient);
    }
}
