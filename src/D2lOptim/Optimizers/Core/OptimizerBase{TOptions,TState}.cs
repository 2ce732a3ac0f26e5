using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// An optimizer of torch.optim's kind: groups with options of their own, rates that schedulers set, state in memory and
/// in files. An algorithm adds its options, the names of its state and its formula, by way of
/// <see cref="ElementwiseOptimizer{TOptions, TState}"/> or <see cref="TensorOptimizer{TOptions}"/>.
/// </summary>
/// <typeparam name="TOptions">A group's options, public fields of type <c>double?</c> and <c>bool?</c>; null stands for
/// the optimizer's.</typeparam>
/// <typeparam name="TState">The state of a parameter; TorchSharp's own where it has one, so that files and dictionaries
/// are the same.</typeparam>
public abstract class OptimizerBase<TOptions, TState> : OptimizerBase
    where TOptions : OptimizerOptions, new() where TState : OptimizerState
{
    private static readonly FieldInfo[] s_options =
        typeof(TOptions).GetFields(BindingFlags.Public | BindingFlags.Instance);
    private readonly FieldInfo[] _slots;
    private bool _disposed;

    private protected OptimizerBase(IEnumerable<ParamGroup> groups, TOptions defaults, IReadOnlyList<string> state)
    {
        StateNames = state;
        RequireAll(defaults);
        defaults.InitialLearningRate = defaults.LearningRate!.Value;
        (Defaults, _defaults, _parameter_groups) = (defaults, defaults, []);
        _slots = typeof(TState) == typeof(NamedState) ? [] : [.. state.Select(n => typeof(TState).GetField(n)!)];
        foreach (var group in groups) add_param_group(group);
        if (Cells.Count == 0) throw Empty(nameof(groups));
    }

    /// <summary>The options of groups that have none.</summary>
    protected TOptions Defaults { get; }

    /// <summary>The names of the state that belongs to a parameter.</summary>
    private protected IReadOnlyList<string> StateNames { get; }

    /// <summary>Refuses options that are not in their range; the learning rate was looked at already.</summary>
    protected abstract void Check(TOptions o);

    /// <summary>Whether the formula has the tensor of that number, in the order of the names, under these
    /// options.</summary>
    protected virtual bool Uses(TOptions o, int number) => true;

    /// <summary>Counts an update of the parameter, from 1.</summary>
    protected abstract long Count(TState state);

    /// <summary>Why a sparse gradient is not taken; null where it is.</summary>
    protected virtual string? RefusesSparse(TOptions o, Tensor gradient) =>
        "dense gradients only (AdaGrad takes sparse ones)";

    private protected List<Cell> Cells { get; } = [];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> StateOf(Parameter parameter)
    {
        var cell = Cells.First(cell => cell.X.Identity() == parameter.Identity());
        for (var k = 0; k < StateNames.Count; k++)
            if (Uses(cell.Options, k) && Slot(cell.State, k) is { IsInvalid: false } tensor)
                yield return (StateNames[k], tensor);
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        Parameter[] added = [.. param_group.Parameters];
        if (added.Length == 0) throw Empty(nameof(param_group));
        var known = Cells.Select(cell => cell.X.Handle).ToHashSet();
        if (!added.All(parameter => known.Add(parameter.Handle)))
            throw new ArgumentException("a parameter stands in the list twice", nameof(param_group));

        var o = Filled(param_group.Options);
        RequireAll(o);
        o.InitialLearningRate = o.LearningRate!.Value;
        (param_group.Parameters, param_group.Options) = (added, o);
        _parameter_groups.Add(param_group);
        using var noGrad = no_grad();
        foreach (var parameter in added)
        {
            var state = NewState(parameter);
            state.Initialize(o);
            _state[parameter.Handle] = state;
            Cells.Add(new Cell(Cells.Count, parameter, param_group, state, StateNames.Count));
        }
    }

    internal override void Gather()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var group in _parameter_groups) RequireAll((TOptions)group.Options);
        foreach (var cell in Cells)
        {
            if (cell.X.grad is not { } g) continue;
            cell.G = g;
            if (!g.is_sparse) RequireAlike(cell, g);
            else if (RefusesSparse(cell.Options, g) is { } takes)
                throw SparseGradient.NotTaken(GetType().Name, takes, cell.Number, g);
            else cell.Fused = false;
            Locate(cell, make: false);
        }
    }

    internal override void Move(bool clears)
    {
        foreach (var cell in Cells)
        {
            if (cell.G is null) continue;
            cell.T = Count(cell.State);
            Locate(cell, make: true);
            Move(cell, clears);
        }
    }

    internal override void Release()
    {
        foreach (var cell in Cells)
        {
            cell.G?.Dispose();
            cell.G = null;
        }
    }

    internal override void Keep()
    {
        foreach (var cell in Cells)
            for (var k = 0; k < cell.Tensors.Length; k++)
                Slot(cell.State, k)?.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var cell in Cells) (cell.State as IDisposable)?.Dispose();
        _disposed = true;
        base.Dispose(disposing);
    }

    /// <summary>Makes the state of a parameter.</summary>
    private protected virtual TState NewState(Parameter parameter) =>
        typeof(TState) == typeof(NamedState)
            ? (TState)(OptimizerState)new NamedState(parameter, StateNames)
            : (TState)Activator.CreateInstance(typeof(TState), parameter)!;

    /// <summary>Refuses a dense gradient that is not of its parameter's shape and type.</summary>
    private protected virtual void RequireAlike(Cell cell, Tensor g)
    {
        if (g.dtype != cell.X.dtype || !cell.X.shape.AsSpan().SequenceEqual(g.shape)) throw Unlike(cell, g);
    }

    /// <summary>Called for state that stands elsewhere than at the last step, or never stood.</summary>
    private protected virtual void Locate(Cell cell, int number, Tensor tensor)
    {
    }

    /// <summary>Changes one parameter.</summary>
    private protected virtual void Move(Cell cell, bool clears)
    {
        using var scope = NewDisposeScope();
        MoveByTensors(cell);
        if (clears) cell.G!.zero_();
    }

    /// <summary>Changes one parameter by tensors, which are let go after it.</summary>
    private protected abstract void MoveByTensors(Cell cell);

    private protected ArgumentException Unlike(Cell cell, Tensor g) => new($"{GetType().Name}: the gradient of "
        + $"parameter {cell.Number} is {Kind(g)}, the parameter is {Kind(cell.X)}");

    private protected static string Kind(Tensor tensor) =>
        $"{tensor.dtype} of shape [{string.Join(", ", tensor.shape)}]";

    private Tensor? Slot(TState state, int number) =>
        state is NamedState named ? named.Tensors[number] : (Tensor?)_slots[number].GetValue(state);

    // State that is not there yet is made when the step is sure to happen.
    private void Locate(Cell cell, bool make)
    {
        for (var k = 0; k < cell.Tensors.Length; k++)
        {
            var tensor = Slot(cell.State, k);
            if (tensor is null)
            {
                if (!make || !Uses(cell.Options, k)) continue;
                tensor = zeros_like(cell.X).DetachFromDisposeScope();
                _slots[k].SetValue(cell.State, tensor);
            }
            if (!ReferenceEquals(tensor, cell.Tensors[k]) || tensor.IsInvalid || cell.Located != cell.Bytes)
                Locate(cell, k, cell.Tensors[k] = tensor);
            if (cell.Memory[k] == 0 && cell.Bytes > 0) cell.Fused = false;
        }
        cell.Located = cell.Bytes;
    }

    private void RequireAll(TOptions o)
    {
        Require.NonNegative(o.LearningRate!.Value, "lr");
        Check(o);
    }

    /// <summary>The options that were given, ours or those of TorchSharp that they extend, and the defaults where they
    /// are null.</summary>
    private TOptions Filled(OptimizerOptions? given)
    {
        var o = given as TOptions ?? new TOptions { LearningRate = given?.LearningRate };
        o.LearningRate ??= Defaults.LearningRate;
        foreach (var field in s_options)
        {
            if (given is not null && field.DeclaringType!.IsInstanceOfType(given))
                field.SetValue(o, field.GetValue(given));
            if (field.GetValue(o) is null) field.SetValue(o, field.GetValue(Defaults));
        }
        return o;
    }

    private static ArgumentException Empty(string name) =>
        new("an optimizer needs at least one parameter, the list is empty", name);

    /// <summary>A parameter, and what a step needs to know of it.</summary>
    private protected sealed class Cell(int number, Parameter x, ParamGroup group, TState state, int states)
    {
        internal readonly int Number = number;
        internal readonly Parameter X = x;
        internal readonly TState State = state;
        internal readonly Tensor?[] Tensors = new Tensor?[states];
        internal Tensor? G;
        internal long T;

        // Where a pass over memory finds it all.
        internal Memory Memory;
        internal nint Bytes, Located;
        internal ScalarType Type;
        internal bool Fused;

        internal TOptions Options => (TOptions)group.Options;
    }
}
