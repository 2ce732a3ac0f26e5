
namespace D2lOptim.Optimizers;

/// <summary>
/// What a formula computes with: one number, a register of numbers, or a whole tensor. Every operation is one IEEE
/// operation on each element, rounded once, so that a formula gives the same bits whatever computes it.
/// </summary>
/// <typeparam name="V">The lane itself.</typeparam>
public interface ILane<V> where V : struct, ILane<V>
{
    /// <summary>A number for all elements, rounded once to their type.</summary>
    static abstract V Of(double value);

    /// <summary>a + b.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>a − b.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>a·b.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>a / b.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>−a.</summary>
    static abstract V operator -(V a);

    /// <summary>√a.</summary>
    static abstract V Sqrt(V a);

    /// <summary>|a|.</summary>
    static abstract V Abs(V a);

    /// <summary>The greater of the two; NaN where either is.</summary>
    static abstract V Max(V a, V b);

    /// <summary>−1, 0 or 1; 0 where a is NaN, as in PyTorch on the CPU.</summary>
    static abstract V Sign(V a);

    /// <summary>How far one lane is from the next: in bytes, or 1 for a tensor, which is all at once.</summary>
    internal static abstract int Stride { get; }

    /// <summary>The elements at an address, or the tensor of that number.</summary>
    internal static abstract V Load(TensorStore? tensors, nint address);

    /// <summary>Overwrites the elements at an address, or the tensor of that number.</summary>
    internal static abstract void Store(TensorStore? tensors, nint address, V value);
}
