using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The functions of PyTorch that the chapter needs, with TorchSharp's names, over the distribution's
/// libtorch.</summary>
public static partial class torch
{
    public enum ScalarType
    {
        Byte = 0, Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4, Float16 = 5, Float32 = 6,
        Float64 = 7, ComplexFloat32 = 9, ComplexFloat64 = 10, Bool = 11, BFloat16 = 15
    }

    // libtorch looks a type up by its number without asking whether there is one.
    internal static bool IsKnown(ScalarType type) => type is >= ScalarType.Byte and <= ScalarType.Float64
        or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 or ScalarType.Bool or ScalarType.BFloat16;

    public static readonly ScalarType float32 = ScalarType.Float32;
    public static readonly ScalarType float64 = ScalarType.Float64;
    public static readonly ScalarType int64 = ScalarType.Int64;

    /// <summary>libtorch's version.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)Native.version())!;

    public static DisposeScope NewDisposeScope() => new();

    /// <summary>How many threads libtorch's operators may use.</summary>
    public static void set_num_threads(int num) => Door.Check(Native.set_num_threads(num));

    public static int get_num_threads() => Native.get_num_threads();

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        From<float>(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        From<double>(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        From<float>(rawArray, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        From<double>(rawArray, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        From<long>(dataArray, [dataArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        From<byte>(rawArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        From<byte>(rawArray, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => From([scalar], [], dtype, device, requires_grad);
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        From([scalar], [], null, device, requires_grad);

    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) => Empty(size, dtype, device, requires_grad);
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => Empty([size], dtype, device, requires_grad);
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) => Empty([rows, columns], dtype, device, requires_grad);

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) => With(requires_grad, Empty(size, dtype, device).zero_());
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => zeros([size], dtype, device, requires_grad);
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) => zeros([rows, columns], dtype, device, requires_grad);
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        With(requires_grad, Door.Call("zeros_like", input, dtype, default, device));

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => With(requires_grad, Empty(size, dtype, device).fill_(1));
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) => ones([rows, columns], dtype, device, requires_grad);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => ones([size], dtype, device, requires_grad);

    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        With(requires_grad, Empty(size, dtype, device).normal_(generator: generator));
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) => randn([size], dtype, device, requires_grad, generator);
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randn([rows, columns], dtype, device, requires_grad, generator);
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        With(requires_grad, Empty([size], dtype, device).uniform_(0, 1, generator));
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        With(requires_grad, Empty([rows, columns], dtype, device).uniform_(0, 1, generator));
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        With(requires_grad,
            Door.Call("randint.low_generator", low, high, size, generator, dtype ?? ScalarType.Int64, default, device));
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        With(requires_grad, Door.Call("randperm.generator", n, generator, dtype ?? ScalarType.Int64, default, device));

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        With(requires_grad, Door.Call("arange.start_step", start, stop, step, dtype, default, device));
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        With(requires_grad, Door.Call("linspace", start, end, steps, dtype, default, device));
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Door.Call("cat", tensors, dim);

    public static Tensor sparse_coo_tensor(Tensor indices, Tensor values, long[] size, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null) =>
        With(requires_grad,
            Door.Call("sparse_coo_tensor.indices_size", indices, values, size, dtype ?? values.dtype, default, device));

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    private static Tensor Empty(long[] size, ScalarType? dtype, Device? device, bool requires_grad = false) =>
        With(requires_grad, Door.Call("empty.memory_format", size, dtype, default, device));

    private static Tensor With(bool requires_grad, Tensor tensor)
    {
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }
}
