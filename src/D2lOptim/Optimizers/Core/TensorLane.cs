using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// A whole tensor of any kind, or a number beside one. A kernel for each operation, so that nothing is contracted; a
/// number is rounded to the tensor's type once, as PyTorch does with a number beside a tensor.
/// </summary>
internal readonly struct TensorLane : ILane<TensorLane>
{
    private readonly Tensor? _tensor;
    private readonly double _number;

    private TensorLane(Tensor tensor) => _tensor = tensor;

    private TensorLane(double number) => _number = number;

    public static int Stride => 1;

    public static TensorLane Of(double value) => new(value);

    // A sum and a product do not depend on the order; c − t is −t + c to the bit.
    public static TensorLane operator +(TensorLane a, TensorLane b) =>
        new(b._tensor is null ? a.Tensor.add(b._number)
            : a._tensor is null ? b._tensor.add(a._number) : a._tensor.add(b._tensor));

    public static TensorLane operator -(TensorLane a, TensorLane b) =>
        new(b._tensor is null ? a.Tensor.sub(b._number)
            : a._tensor is null ? b._tensor.neg().add_(a._number) : a._tensor.sub(b._tensor));

    public static TensorLane operator *(TensorLane a, TensorLane b) =>
        new(b._tensor is null ? a.Tensor.mul(b._number)
            : a._tensor is null ? b._tensor.mul(a._number) : a._tensor.mul(b._tensor));

    public static TensorLane operator /(TensorLane a, TensorLane b) =>
        new(b._tensor is null ? a.Tensor.div(b._number)
            : (a._tensor ?? zeros_like(b._tensor).add_(a._number)).div(b._tensor));

    public static TensorLane operator -(TensorLane a) => new(a.Tensor.neg());

    // MKL, which libtorch's packages have, misses the nearest float32 in one root of five: on the CPU the roots are
    // taken here.
    public static TensorLane Sqrt(TensorLane a)
    {
        if (a.Tensor.device_type != DeviceType.CPU || a.Tensor.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            return new(a.Tensor.sqrt());
        var roots = a.Tensor.contiguous().clone();
        if (roots.dtype == ScalarType.Float64) TakeRoots(MemoryMarshal.Cast<byte, double>(roots.bytes));
        else TakeRoots(MemoryMarshal.Cast<byte, float>(roots.bytes));
        return new(roots);
    }

    public static TensorLane Abs(TensorLane a) => new(a.Tensor.abs());

    public static TensorLane Max(TensorLane a, TensorLane b) => new(a.Tensor.maximum(b.Tensor));

    public static TensorLane Sign(TensorLane a) => new(a.Tensor.sign());

    public static TensorLane Load(TensorStore? tensors, nint address) => new(tensors!.Read((int)address));

    public static void Store(TensorStore? tensors, nint address, TensorLane value) =>
        tensors!.Change((int)address, value.Tensor);

    private static void TakeRoots<T>(Span<T> values) where T : IRootFunctions<T>
    {
        foreach (ref var value in values) value = T.Sqrt(value);
    }

    private Tensor Tensor => _tensor
        ?? throw new NotSupportedException("a formula computes with numbers as double, before they are lanes");
}

/// <summary>A parameter, its gradient and its state; what a formula sets is written when it is done, so that its lanes
/// keep their values.</summary>
internal sealed class TensorStore(Tensor x, Tensor g, Tensor?[] state)
{
    private readonly Tensor?[] _before = [x, g, .. state], _after = new Tensor?[2 + state.Length];

    internal Tensor Read(int number) => (_after[number] ?? _before[number])!;

    internal void Change(int number, Tensor value) => _after[number] = value;

    internal void Write()
    {
        foreach (var (number, value) in _after.Index())
            if (value is not null) _before[number]!.copy_(value);
    }
}
