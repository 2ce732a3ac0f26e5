using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Parity.Traces;

/// <summary>Arrays of a step, gathered one after another as they will stand in the file.</summary>
internal sealed class StepArrays
{
    private byte[] _data = new byte[4096];
    private int _length;

    /// <summary>Their names, types and sizes.</summary>
    internal List<(string Name, string Type, IReadOnlyList<long> Shape)> Layout { get; } = [];

    /// <summary>Their elements.</summary>
    internal ReadOnlySpan<byte> Data => _data.AsSpan(0, _length);

    internal void Clear()
    {
        Layout.Clear();
        _length = 0;
    }

    internal void Add(string name, string type, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes)
    {
        Layout.Add((name, type, shape));
        Append(bytes);
    }

    internal void Add(StepArrays others)
    {
        Layout.AddRange(others.Layout);
        Append(others.Data);
    }

    /// <summary>A tensor whole, in float32 or float64.</summary>
    /// <param name="name">The array's.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The sizes to write.</param>
    internal void Add(string name, Tensor tensor, long[] shape)
    {
        using var plain = Plain(tensor);
        Add(name, TypeOf(tensor), shape, (plain ?? tensor).bytes);
    }

    /// <summary>A tensor, of a large one some elements and the norm.</summary>
    /// <param name="name">The array's.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The sizes to write where it is whole.</param>
    /// <param name="norm">Whether the norm is wanted, which reads all of it.</param>
    internal void Sample(string name, Tensor tensor, long[] shape, bool norm = true)
    {
        var count = tensor.numel();
        if (count <= Sampling.Whole)
        {
            Add(name, tensor, shape);
            return;
        }
        Layout.Add((name, TypeOf(tensor), s_sampled));
        AppendSample(tensor, count);
        if (!norm) return;
        using var length = linalg.vector_norm(tensor);
        Add($"norm/{name}", length, []);
    }

    private static readonly long[] s_sampled = [Sampling.Places];

    private void AppendSample(Tensor tensor, long count)
    {
        if (tensor.device.type != DeviceType.CPU || !tensor.is_contiguous() || !IsPlain(tensor.dtype)
            || count > int.MaxValue / sizeof(double))
        {
            using var flat = tensor.reshape(-1);
            using var index = torch.tensor(Enumerable.Range(0, Sampling.Places)
                .Select(k => Sampling.Place(k, count, Sampling.Places)).ToArray()).to(tensor.device);
            using var some = flat.index_select(0, index);
            using var plain = Plain(some);
            Append((plain ?? some).bytes);
            return;
        }
        var bytes = tensor.bytes;
        var size = (int)(bytes.Length / count);
        Reserve(Sampling.Places * size);
        for (var k = 0; k < Sampling.Places; k++, _length += size)
            bytes.Slice((int)Sampling.Place(k, count, Sampling.Places) * size, size).CopyTo(_data.AsSpan(_length));
    }

    // Null where it is that already.
    private static Tensor? Plain(Tensor tensor)
    {
        var wanted = TypeOf(tensor) == "<f4" ? ScalarType.Float32 : ScalarType.Float64;
        if (tensor.dtype == wanted && tensor.device.type == DeviceType.CPU && tensor.is_contiguous()) return null;
        using var typed = tensor.to(wanted);
        using var here = typed.cpu();
        return here.contiguous();
    }

    private static bool IsPlain(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64;

    // Half precision fits in float32, whole numbers in float64.
    private static string TypeOf(Tensor tensor) =>
        tensor.dtype is ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 ? "<f4" : "<f8";

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_data.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (_data.Length - _length < more) Array.Resize(ref _data, Math.Max(_data.Length * 2, _length + more));
    }
}
