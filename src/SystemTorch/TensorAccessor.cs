using System.Collections;
using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>Reads the elements of a tensor on the CPU in row-major order.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor) => _tensor = tensor;

    public long Count => _tensor.NumberOfElements;

    public T[] ToArray()
    {
        if (_tensor.is_contiguous()) return Read(_tensor);
        using var copy = _tensor.contiguous();
        return Read(copy);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static T[] Read(torch.Tensor tensor)
    {
        var elements = MemoryMarshal.Cast<byte, T>(tensor.bytes).ToArray();
        GC.KeepAlive(tensor);
        return elements;
    }
}
