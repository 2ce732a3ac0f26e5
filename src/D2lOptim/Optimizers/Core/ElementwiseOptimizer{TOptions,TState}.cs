using System.Numerics;
using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// What an algorithm adds to: it has options, names of its state, and <see cref="Update"/>, the formula. All else is
/// here.
/// </summary>
/// <typeparam name="TOptions">A group's options, public fields of type <c>double?</c> and <c>bool?</c>; null stands
/// for the optimizer's.</typeparam>
/// <typeparam name="TState">The state of a parameter; TorchSharp's own where it has one, so that files and
/// dictionaries are the same.</typeparam>
public abstract class ElementwiseOptimizer<TOptions, TState> : ElementwiseOptimizer
    where TOptions : OptimizerOptions, new() where TState : OptimizerState
{
    private static readonly FieldInfo[] s_options =
        typeof(TOptions).GetFields(BindingFlags.Public | BindingFlags.Instance);
    private readonly List<Cell> _cells = [];
    private readonly Work _work;
    private bool _disposed, _clears;

    /// <param name="groups">Parameters with options of their own.</param>
    /// <param name="defaults">The options of groups that have none.</param>
    /// <exception cref="ArgumentException">A group is empty, or a parameter stands in the groups twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    protected ElementwiseOptimizer(IEnumerable<ParamGroup> groups, TOptions defaults)
    {
        RequireAll(defaults);
        defaults.InitialLearningRate = defaults.LearningRate!.Value;
        (Defaults, _defaults, _parameter_groups, _work) = (defaults, defaults, [], new Work(Run));
        foreach (var group in groups) add_param_group(group);
        if (_cells.Count == 0) throw Empty(nameof(groups));
    }

    /// <summary>The options of groups that have none.</summary>
    protected TOptions Defaults { get; }

    /// <summary>Refuses options that are not in their range; the learning rate was looked at already.</summary>
    protected abstract void Check(TOptions o);

    /// <summary>Makes the state of a parameter.</summary>
    protected abstract TState NewState(Parameter parameter);

    /// <summary>The tensor of that number, in the order of the names.</summary>
    protected abstract ref Tensor State(TState state, int number);

    /// <summary>Whether the formula has that tensor under these options.</summary>
    protected virtual bool Uses(TOptions o, int number) => true;

    /// <summary>Counts an update of the parameter, from 1.</summary>
    protected abstract long Count(TState state);

    /// <summary>
    /// The formula, the same for a number, a register and a tensor: makes lanes of its constants, then goes through
    /// the pass and sets
    /// the state and the parameter from what they were.
    /// </summary>
    /// <typeparam name="V">What computes.</typeparam>
    /// <param name="pass">Goes through a part of a parameter.</param>
    /// <param name="o">The options of its group, none of them null.</param>
    /// <param name="t">Counts the updates of this parameter, from 1.</param>
    protected abstract void Update<V>(Pass<V> pass, TOptions o, long t) where V : struct, ILane<V>;

    /// <summary>Why a sparse gradient is not taken; null where it is.</summary>
    protected virtual string? RefusesSparse(TOptions o, Tensor gradient) =>
        "dense gradients only (AdaGrad takes sparse ones)";

    /// <summary>The formula for a sparse gradient, where such are taken.</summary>
    protected virtual void UpdateSparse(Tensor x, Tensor g, TState state, TOptions o, long t) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> StateOf(Parameter parameter)
    {
        var cell = _cells.First(cell => cell.X.Identity() == parameter.Identity());
        for (var k = 0; k < StateNames.Count; k++)
            if (Uses(cell.Options, k) && State(cell.State, k) is { IsInvalid: false } tensor)
                yield return (StateNames[k], tensor);
    }

    internal override void Keep()
    {
        foreach (var cell in _cells)
            for (var k = 0; k < cell.Tensors.Length; k++)
                State(cell.State, k)?.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        Parameter[] added = [.. param_group.Parameters];
        if (added.Length == 0) throw Empty(nameof(param_group));
        var known = _cells.Select(cell => cell.X.Handle).ToHashSet();
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
            _cells.Add(new Cell(parameter, param_group, state, StateNames.Count));
        }
    }

    internal override void Apply(in Memory memory, nint bytes, long t) =>
        Update(new Pass<Single<float>>(memory, 0, bytes, false), _cells[0].Options, t);

    private protected override void Gather()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var group in _parameter_groups) RequireAll((TOptions)group.Options);
        for (var i = 0; i < _cells.Count; i++)
        {
            var cell = _cells[i];
            if (cell.X.grad is not { } g) continue;
            cell.G = g;
            if (!g.is_sparse) RequireAlike(cell, g, i);
            else if (RefusesSparse(cell.Options, g) is { } takes)
                throw SparseGradient.NotTaken(GetType().Name, takes, i, g);
            else cell.Fused = false;
            Locate(cell, make: false);
        }
    }

    private protected override void Change(bool clears)
    {
        _work.Clear();
        for (var i = 0; i < _cells.Count; i++)
        {
            var cell = _cells[i];
            if (cell.G is null) continue;
            cell.T = Count(cell.State);
            Locate(cell, make: true);
            if (cell.Fused) _work.Add(i, cell.Bytes);
            else ChangeTensors(cell, clears);
        }
        _clears = clears;
        _work.Run();
    }

    private protected override void Release()
    {
        foreach (var cell in _cells)
        {
            cell.G?.Dispose();
            cell.G = null;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var cell in _cells) (cell.State as IDisposable)?.Dispose();
        _disposed = true;
        base.Dispose(disposing);
    }

    // Shapes are compared where the gradient stands elsewhere than last time: asking for them costs as much as a
    // thousand elements.
    private void RequireAlike(Cell cell, Tensor g, int number)
    {
        var x = cell.X;
        var type = x.dtype;
        if (g.dtype != type) throw Unlike();
        cell.Fused = Width is not null && type is ScalarType.Float32 or ScalarType.Float64
            && x.is_contiguous() && g.is_contiguous() && x.device.type == DeviceType.CPU;
        if (!cell.Fused)
        {
            if (!x.shape.AsSpan().SequenceEqual(g.shape)) throw Unlike();
            return;
        }
        cell.Type = type;
        var from = g.bytes;
        var to = x.bytes;
        var address = Lanes.Address(from);
        var moved = address != cell.Memory.G;
        if (from.Length != to.Length || moved && !x.shape.AsSpan().SequenceEqual(g.shape)) throw Unlike();
        (cell.Bytes, cell.Memory.X, cell.Memory.G) = (to.Length, Lanes.Address(to), address);

        ArgumentException Unlike() =>
            new($"{GetType().Name}: the gradient of parameter {number} is {Kind(g)}, the parameter is {Kind(x)}");
    }

    // State that is not there yet is made when the step is sure to happen.
    private void Locate(Cell cell, bool make)
    {
        for (var k = 0; k < cell.Tensors.Length; k++)
        {
            ref var tensor = ref State(cell.State, k);
            if (tensor is null && (!make || !Uses(cell.Options, k))) continue;
            tensor ??= zeros_like(cell.X).DetachFromDisposeScope();
            if (!ReferenceEquals(tensor, cell.Tensors[k]) || tensor.IsInvalid || cell.Located != cell.Bytes)
            {
                if (tensor.numel() != cell.X.numel()) throw Unlike(tensor, k);
                cell.Tensors[k] = tensor;
                var here = tensor.is_contiguous() && tensor.device.type == DeviceType.CPU && tensor.dtype == cell.Type;
                cell.Memory[k] = here ? Lanes.Address(tensor.bytes) : 0;
            }
            if (cell.Memory[k] == 0 && cell.Bytes > 0) cell.Fused = false;
        }
        cell.Located = cell.Bytes;

        InvalidOperationException Unlike(Tensor tensor, int k) =>
            new($"{GetType().Name}: {StateNames[k]} is {Kind(tensor)}, its parameter is {Kind(cell.X)}");
    }

    private void ChangeTensors(Cell cell, bool clears)
    {
        using var scope = NewDisposeScope();
        var (x, g) = (cell.X, cell.G!);
        if (g.is_sparse) UpdateSparse(x, g, cell.State, cell.Options, cell.T);
        else
        {
            var tensors = new TensorStore(x, g, cell.Tensors);
            Update(new Pass<TensorLane>(tensors), cell.Options, cell.T);
            tensors.Write();
        }
        if (clears) g.zero_();
    }

    private void Run(int piece, int number, nint begin, nint end)
    {
        var cell = _cells[number];
        if (cell.Type == ScalarType.Float32) Run<float>(cell, begin, end);
        else Run<double>(cell, begin, end);
    }

    private void Run<T>(Cell cell, nint begin, nint end) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (o, t, width) = (cell.Options, cell.T, Width!.Value / 8);
        var tail = width == 0 ? begin : end - (end - begin) % width;
        if (tail > begin)
        {
            if (width == 64) Update(new Pass<Wide512<T>>(cell.Memory, begin, tail, _clears), o, t);
            else if (width == 32) Update(new Pass<Wide256<T>>(cell.Memory, begin, tail, _clears), o, t);
            else Update(new Pass<Wide128<T>>(cell.Memory, begin, tail, _clears), o, t);
        }
        if (tail < end) Update(new Pass<Single<T>>(cell.Memory, tail, end, _clears), o, t);
    }

    private void RequireAll(TOptions o)
    {
        Require.NonNegative(o.LearningRate!.Value, "lr");
        Check(o);
    }

    /// <summary>The options that were given, ours or those of TorchSharp that they extend, and the defaults where
    /// they are null.</summary>
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

    private static string Kind(Tensor tensor) => $"{tensor.dtype} of shape [{string.Join(", ", tensor.shape)}]";

    private static ArgumentException Empty(string name) =>
        new("an optimizer needs at least one parameter, the list is empty", name);

    /// <summary>A parameter, and what a step needs to know of it.</summary>
    private sealed class Cell(Parameter x, ParamGroup group, TState state, int states)
    {
        internal readonly Parameter X = x;
        internal readonly TState State = state;
        internal readonly Tensor?[] Tensors = new Tensor?[states];
        internal Memory Memory;
        internal Tensor? G;
        internal long T;
        internal nint Bytes, Located;
        internal ScalarType Type;
        internal bool Fused;

        internal TOptions Options => (TOptions)group.Options;
    }
}
