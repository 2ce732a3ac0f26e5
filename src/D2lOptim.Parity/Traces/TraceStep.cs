using System.Runtime.InteropServices;

namespace D2lOptim.Parity.Traces;

/// <summary>One recorded step, or the start as step 0. Its numbers are valid until the next step is read.</summary>
/// <param name="Number">Counts from 1; 0 is the start.</param>
/// <param name="Layout">What it holds.</param>
/// <param name="Data">The elements.</param>
public sealed record TraceStep(long Number, TraceLayout Layout, ReadOnlyMemory<byte> Data)
{
    /// <summary>The elements of an array, as they stand.</summary>
    public ReadOnlySpan<byte> Bytes(TraceArray array) => Data.Span.Slice((int)array.Offset, (int)array.Bytes);

    /// <summary>One element as a double.</summary>
    /// <param name="array">Which array.</param>
    /// <param name="index">The element's place in row-major order.</param>
    public double At(TraceArray array, long index) => array.Type switch
    {
        "<f4" => MemoryMarshal.Cast<byte, float>(Bytes(array))[(int)index],
        "<f8" => MemoryMarshal.Cast<byte, double>(Bytes(array))[(int)index],
        _ => MemoryMarshal.Cast<byte, long>(Bytes(array))[(int)index],
    };

    /// <summary>All elements of an array as doubles.</summary>
    public double[] Doubles(TraceArray array)
    {
        var values = new double[array.Count];
        if (array.Type == "<f4")
        {
            var floats = MemoryMarshal.Cast<byte, float>(Bytes(array));
            for (var k = 0; k < values.Length; k++) values[k] = floats[k];
        }
        else for (var k = 0; k < values.Length; k++) values[k] = At(array, k);
        return values;
    }

    /// <summary>A whole number of 64 bits; null where it was not recorded.</summary>
    public ulong? Bits(string name) =>
        Layout.ByName.TryGetValue(name, out var array) ? MemoryMarshal.Cast<byte, ulong>(Bytes(array))[0] : null;
}
