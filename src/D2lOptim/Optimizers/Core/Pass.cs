using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace D2lOptim.Optimizers;

/// <summary>One way through a parameter, its gradient and its state, lane by lane.</summary>
/// <typeparam name="V">What computes.</typeparam>
public struct Pass<V> where V : struct, ILane<V>
{
    private const int Ahead = 2048;

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
        get
        {
            if (typeof(V) != typeof(TensorLane)) Ask(state);
            return V.Load(_tensors, Address(state));
        }
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => V.Store(_tensors, Address(state), value);
    }

    // The processor fetches ahead by itself, but never beyond a page, and better for two streams than for more: with
    // state, ask for what is needed soon. Asking for memory that is not there does nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly unsafe void Ask(int state)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0((void*)(Address(state) + Ahead));
        if (state != 0) return;
        Sse.Prefetch0((void*)(_x + _at + Ahead));
        Sse.Prefetch0((void*)(_g + _at + Ahead));
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
