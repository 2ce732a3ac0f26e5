using System.Buffers.Binary;
using System.IO.Compression;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>A data set of noise in the form of Fashion-MNIST.</summary>
internal static class SmallImages
{
    internal static void Write(string folder)
    {
        foreach (var (part, count) in new[] { ("train", 300), ("t10k", 20) })
        {
            File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), Packed([count, 28, 28], 256));
            File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), Packed([count], 10));
        }
    }

    /// <summary>A gzipped IDX file of noise below a bound.</summary>
    internal static byte[] Packed(int[] sizes, int bound)
    {
        var random = new Random(sizes.Length);
        var content = new byte[4 + 4 * sizes.Length + sizes.Aggregate(1, (a, b) => a * b)];
        BinaryPrimitives.WriteInt32BigEndian(content, 0x800 | sizes.Length);
        for (var k = 0; k < sizes.Length; k++)
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4 + 4 * k), sizes[k]);
        for (var k = 4 + 4 * sizes.Length; k < content.Length; k++) content[k] = (byte)random.Next(bound);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
