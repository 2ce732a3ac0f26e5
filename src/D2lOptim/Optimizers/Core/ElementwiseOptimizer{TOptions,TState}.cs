using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// An optimizer that changes each element by itself. Dense parameters of float32 and float64 on the CPU are changed in
/// one pass over memory, on as many threads as <c>torch.set_num_threads</c> says; all others by tensors, to the same
/// bits. An algorithm adds its options, the names of at most three tensors of state, and <see cref="Update"/>, the
/// formula.
/// </summary>
/// <inheritdoc/>
public abstract class ElementwiseOptimizer<TOptions, TState> : OptimizerBase<TOptions, TState>, IElementwise
    where TOptions : OptimizerOptions, new() where TState : OptimizerState
{
    private readonly Work _work;
    private int? _width = Lanes.Widest;
    private bool _clears;

    /// <param name="groups">Parameters with options of their own.</param>
    /// <param name="defaults">The options of groups that have none.</param>
    /// <param name="state">The names of the state that belongs to a parameter, as torch.optim has them; at most
    /// three.</param>
    /// <exception cref="ArgumentException">A group is empty, or a parameter stands in the groups twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    protected ElementwiseOptimizer(
        IEnumerable<ParamGroup> groups, TOptions defaults, params IReadOnlyList<string> state)
        : base(groups, defaults, state) =>
        _work = new Work(Run);

    /// <summary>
    /// The formula, the same for a number, a register and a tensor: makes lanes of its constants, then goes through the
    /// pass and sets the state and the parameter from what they were.
    /// </summary>
    /// <typeparam name="V">What computes.</typeparam>
    /// <param name="pass">Goes through a part of a parameter.</param>
    /// <param name="o">The options of its group, none of them null.</param>
    /// <param name="t">Counts the updates of this parameter, from 1.</param>
    protected abstract void Update<V>(Pass<V> pass, TOptions o, long t) where V : struct, ILane<V>;

    /// <summary>The formula for a sparse gradient, where such are taken.</summary>
    protected virtual void UpdateSparse(Tensor x, Tensor g, TState state, TOptions o, long t) =>
        throw new NotSupportedException();

    int? IElementwise.Width { get => _width; set => _width = value; }

    IReadOnlyList<string> IElementwise.StateNames => StateNames;

    void IElementwise.Apply(in Memory memory, nint bytes, long t) =>
        Update(new Pass<Single<float>>(memory, 0, bytes, false), Cells[0].Options, t);

    internal override void Move(bool clears)
    {
        _work.Clear();
        base.Move(clears);
        _clears = clears;
        _work.Run();
    }

    private protected override void Move(Cell cell, bool clears)
    {
        if (cell.Fused) _work.Add(cell.Number, cell.Bytes);
        else base.Move(cell, clears);
    }

    private protected override void MoveByTensors(Cell cell)
    {
        var (x, g) = (cell.X, cell.G!);
        if (g.is_sparse)
        {
            UpdateSparse(x, g, cell.State, cell.Options, cell.T);
            return;
        }
        var tensors = new TensorStore(x, g, cell.Tensors);
        Update(new Pass<TensorLane>(tensors), cell.Options, cell.T);
        tensors.Write();
    }

    // Shapes are compared where the gradient stands elsewhere than last time: asking for them costs as much as a
    // thousand elements.
    private protected override void RequireAlike(Cell cell, Tensor g)
    {
        var x = cell.X;
        var type = x.dtype;
        cell.Fused = g.dtype == type && _width is not null && type is ScalarType.Float32 or ScalarType.Float64
            && x.is_contiguous() && g.is_contiguous() && x.device_type == DeviceType.CPU;
        if (!cell.Fused)
        {
            base.RequireAlike(cell, g);
            return;
        }
        cell.Type = type;
        var from = g.bytes;
        var to = x.bytes;
        var address = Lanes.Address(from);
        if (from.Length != to.Length || address != cell.Memory.G && !x.shape.AsSpan().SequenceEqual(g.shape))
            throw Unlike(cell, g);
        (cell.Bytes, cell.Memory.X, cell.Memory.G) = (to.Length, Lanes.Address(to), address);
    }

    private protected override void Locate(Cell cell, int number, Tensor tensor)
    {
        if (tensor.numel() != cell.X.numel())
            throw new InvalidOperationException($"{GetType().Name}: {StateNames[number]} is {Kind(tensor)}, "
                + $"its parameter is {Kind(cell.X)}");
        var here = tensor.is_contiguous() && tensor.device_type == DeviceType.CPU && tensor.dtype == cell.Type;
        cell.Memory[number] = here ? Lanes.Address(tensor.bytes) : 0;
    }

    private void Run(int piece, int number, nint begin, nint end)
    {
        var cell = Cells[number];
        if (cell.Type == ScalarType.Float32) Run<float>(cell, begin, end);
        else Run<double>(cell, begin, end);
    }

    private void Run<T>(Cell cell, nint begin, nint end) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (o, t, width) = (cell.Options, cell.T, _width!.Value / 8);
        var tail = width == 0 ? begin : end - (end - begin) % width;
        if (tail > begin)
        {
            if (width == 64) Update(new Pass<Wide512<T>>(cell.Memory, begin, tail, _clears), o, t);
            else if (width == 32) Update(new Pass<Wide256<T>>(cell.Memory, begin, tail, _clears), o, t);
            else Update(new Pass<Wide128<T>>(cell.Memory, begin, tail, _clears), o, t);
        }
        if (tail < end) Update(new Pass<Single<T>>(cell.Memory, tail, end, _clears), o, t);
    }
}

/// <summary>The base of element-wise optimizers that TorchSharp does not have:
/// <see cref="ElementwiseOptimizer{TOptions, TState}"/> with the state ready.</summary>
/// <typeparam name="TOptions">A group's options.</typeparam>
public abstract class ElementwiseOptimizer<TOptions> : ElementwiseOptimizer<TOptions, NamedState>
    where TOptions : OptimizerOptions, new()
{
    /// <inheritdoc/>
    protected ElementwiseOptimizer(
        IEnumerable<ParamGroup> groups, TOptions defaults, params IReadOnlyList<string> state)
        : base(groups, defaults, state)
    {
    }

    /// <inheritdoc/>
    protected sealed override long Count(NamedState state) => ++state.step;
}
