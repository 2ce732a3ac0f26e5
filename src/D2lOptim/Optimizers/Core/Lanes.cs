using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace D2lOptim.Optimizers;

/// <summary>What this processor has.</summary>
internal static class Lanes
{
    /// <summary>The widest registers with arithmetic of their own, in bits; 0 for none.</summary>
    internal static int Widest { get; } = Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Where memory that does not move begins.</summary>
    internal static nint Address(ReadOnlySpan<byte> memory) =>
        Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(memory));
}

/// <summary>One number.</summary>
internal readonly struct Single<T>(T value)
    : ILane<Single<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _v = value;

    public static unsafe int Stride => sizeof(T);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> Of(double value) => new(T.CreateTruncating(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> operator +(Single<T> a, Single<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> operator -(Single<T> a, Single<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> operator *(Single<T> a, Single<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> operator /(Single<T> a, Single<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> operator -(Single<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> Sqrt(Single<T> a) => new(T.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> Abs(Single<T> a) => new(T.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> Max(Single<T> a, Single<T> b) => new(T.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single<T> Sign(Single<T> a) => new(a._v > T.Zero ? T.One : a._v < T.Zero ? -T.One : T.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Single<T> Load(TensorStore? tensors, nint address) => new(*(T*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(TensorStore? tensors, nint address, Single<T> value) => *(T*)address = value._v;
}

/// <summary>A register of 128 bits.</summary>
internal readonly struct Wide128<T>(Vector128<T> value)
    : ILane<Wide128<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> _v = value;

    public static int Stride => 128 / 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> Of(double value) => new(Vector128.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> operator +(Wide128<T> a, Wide128<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> operator -(Wide128<T> a, Wide128<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> operator *(Wide128<T> a, Wide128<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> operator /(Wide128<T> a, Wide128<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> operator -(Wide128<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> Sqrt(Wide128<T> a) => new(Vector128.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> Abs(Wide128<T> a) => new(Vector128.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> Max(Wide128<T> a, Wide128<T> b) => new(Vector128.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128<T> Sign(Wide128<T> a)
    {
        var (zero, one) = (Vector128<T>.Zero, Vector128.Create(T.One));
        return new((Vector128.GreaterThan(a._v, zero) & one) - (Vector128.LessThan(a._v, zero) & one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Wide128<T> Load(TensorStore? tensors, nint address) => new(Vector128.Load((T*)address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(TensorStore? tensors, nint address, Wide128<T> value) =>
        value._v.Store((T*)address);
}

/// <summary>A register of 256 bits.</summary>
internal readonly struct Wide256<T>(Vector256<T> value)
    : ILane<Wide256<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _v = value;

    public static int Stride => 256 / 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> Of(double value) => new(Vector256.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> operator +(Wide256<T> a, Wide256<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> operator -(Wide256<T> a, Wide256<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> operator *(Wide256<T> a, Wide256<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> operator /(Wide256<T> a, Wide256<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> operator -(Wide256<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> Sqrt(Wide256<T> a) => new(Vector256.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> Abs(Wide256<T> a) => new(Vector256.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> Max(Wide256<T> a, Wide256<T> b) => new(Vector256.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256<T> Sign(Wide256<T> a)
    {
        var (zero, one) = (Vector256<T>.Zero, Vector256.Create(T.One));
        return new((Vector256.GreaterThan(a._v, zero) & one) - (Vector256.LessThan(a._v, zero) & one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Wide256<T> Load(TensorStore? tensors, nint address) => new(Vector256.Load((T*)address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(TensorStore? tensors, nint address, Wide256<T> value) =>
        value._v.Store((T*)address);
}

/// <summary>A register of 512 bits.</summary>
internal readonly struct Wide512<T>(Vector512<T> value)
    : ILane<Wide512<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _v = value;

    public static int Stride => 512 / 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> Of(double value) => new(Vector512.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> operator +(Wide512<T> a, Wide512<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> operator -(Wide512<T> a, Wide512<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> operator *(Wide512<T> a, Wide512<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> operator /(Wide512<T> a, Wide512<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> operator -(Wide512<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> Sqrt(Wide512<T> a) => new(Vector512.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> Abs(Wide512<T> a) => new(Vector512.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> Max(Wide512<T> a, Wide512<T> b) => new(Vector512.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512<T> Sign(Wide512<T> a)
    {
        var (zero, one) = (Vector512<T>.Zero, Vector512.Create(T.One));
        return new((Vector512.GreaterThan(a._v, zero) & one) - (Vector512.LessThan(a._v, zero) & one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Wide512<T> Load(TensorStore? tensors, nint address) => new(Vector512.Load((T*)address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(TensorStore? tensors, nint address, Wide512<T> value) =>
        value._v.Store((T*)address);
}
