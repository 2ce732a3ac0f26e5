using System.Runtime.InteropServices;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The one element of a tensor that has one; <typeparamref name="T"/> must be the tensor's own
        /// type.</summary>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"only a tensor of one element has an item, this is {this}");
            RequireType<T>();
            if (device.type != DeviceType.CPU)
            {
                using var here = cpu();
                return here.item<T>();
            }
            var element = *(T*)Native.data_pointer(this);
            GC.KeepAlive(this);
            return element;
        }

        /// <summary>The elements in row-major order; <typeparamref name="T"/> must be the tensor's own type, and the
        /// tensor on the CPU.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory of a contiguous tensor on the CPU; it is the tensor's, so keep the tensor as long as the
        /// span.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new NotSupportedException("Bytes() called on non-contiguous tensor.");
                if (device.type != DeviceType.CPU)
                    throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before "
                    + "reading.");
                return new Span<byte>((void*)Native.data_pointer(this), checked((int)(NumberOfElements * ElementSize)));
            }
        }

        public long ElementSize => dtype switch
        {
            ScalarType.ComplexFloat64 => 16,
            ScalarType.Float64 or ScalarType.Int64 or ScalarType.ComplexFloat32 => 8,
            ScalarType.Float32 or ScalarType.Int32 => 4,
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
            _ => 1,
        };

        private void RequireType<T>()
        {
            if (ScalarTypeOf<T>() != dtype)
                throw new ArgumentException($"the elements of a tensor of {dtype} cannot be read as {typeof(T).Name}");
        }
    }

    internal static ScalarType ScalarTypeOf<T>() => typeof(T) switch
    {
        var t when t == typeof(float) => ScalarType.Float32,
        var t when t == typeof(double) => ScalarType.Float64,
        var t when t == typeof(long) => ScalarType.Int64,
        var t when t == typeof(int) => ScalarType.Int32,
        var t when t == typeof(short) => ScalarType.Int16,
        var t when t == typeof(byte) => ScalarType.Byte,
        var t when t == typeof(bool) => ScalarType.Bool,
        _ => throw new NotSupportedException($"no tensor holds elements of type {typeof(T).Name}"),
    };

    /// <summary>A new tensor on the CPU with these elements in row-major order, then moved where it belongs.</summary>
    private static Tensor From<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> dimensions, ScalarType? dtype,
        Device? device, bool requires_grad) where T : unmanaged
    {
        var sizes = dimensions.ToArray();
        var count = sizes.Aggregate(1L, (a, b) => a * b);
        if (count != elements.Length)
            throw new ArgumentException(
            $"mismatched total size creating a tensor: {elements.Length} elements for the shape "
            + $"[{string.Join(", ", sizes)}]");
        var tensor = Empty(sizes, ScalarTypeOf<T>(), null);
        elements.CopyTo(MemoryMarshal.Cast<byte, T>(tensor.bytes));
        if (dtype is { } type && type != tensor.dtype) tensor = Replace(tensor, tensor.to(type));
        if (device is { type: not DeviceType.CPU }) tensor = Replace(tensor, tensor.to(device));
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }

    private static Tensor Replace(Tensor old, Tensor with)
    {
        old.Dispose();
        return with;
    }
}
