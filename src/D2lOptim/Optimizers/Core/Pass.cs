using System.Runtime.CompilerServices;

namespace D2lOptim.Optimizers;

/// <summary>One way through a parameter, its gradient and its state, lane by lane.</summary>
/// <typeparam name="V">What computes.</typeparam>
public struct Pass<V> where V : struct, ILane<V>
{
    private readonly TensorStore? _tensors;
    private readonly nint _x, _g, _0, _1, _2, _end;
    private readonly bool _clears;
    private nint _at;

    internal Pass(in Memory memory, nint begin, nint end, bool clears)
    {
        (_x, _g, _0, _1, _2) = (memory.X, memory.G, memory.S0, memory.S1, memory.S2);
        (_at, _end, _clears) = (begin - V.Stride, end, clears);
    }

    internal Pass(TensorStore tensors)
    {
        (_tensors, _x, _g, _0, _1, _2) = (tensors, 0, 1, 2, 3, 4);
        (_at, _end) = (-1, 1);
    }

    /// <summary>Goes on to the next elements and reads them; false where there are none.</summary>
    /// <param name="x">The parameter's.</param>
    /// <param name="g">The gradient's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(out V x, out V g)
    {
        _at += V.Stride;
        if (_at >= _end)
        {
            (x, g) = (default, default);
            return false;
        }
        x = V.Load(_tensors, _x + _at);
        g = V.Load(_tensors, _g + _at);
        if (_clears) V.Store(_tensors, _g + _at, V.Of(0));
        return true;
    }

    /// <summary>The parameter's elements.</summary>
    public readonly V X
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => V.Store(_tensors, _x + _at, value);
    }

    /// <summary>The elements of the state of that number, in the order of the optimizer's names; up to three.</summary>
    public readonly V this[int state]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.Load(_tensors, Address(state));
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => V.Store(_tensors, Address(state), value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly nint Address(int state) => (state == 0 ? _0 : state == 1 ? _1 : _2) + _at;
}

/// <summary>Where a parameter, its gradient and its state stand in memory.</summary>
internal struct Memory
{
    internal nint X, G, S0, S1, S2;

    internal nint this[int state]
    {
        readonly get => state == 0 ? S0 : state == 1 ? S1 : S2;
        set => (state == 0 ? ref S0 : ref (state == 1 ? ref S1 : ref S2)) = value;
    }
}
