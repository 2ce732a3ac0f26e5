using System.Buffers.Binary;
using System.IO.Compression;
using D2lOptim.Data;

namespace D2lOptim.Tests.Data;

/// <summary>Small IDX files, whole and damaged.</summary>
internal static class IdxFiles
{
    internal static byte[] Content(int[] sizes, byte[] elements, uint? magic = null)
    {
        var bytes = new byte[4 + 4 * sizes.Length + elements.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic ?? (uint)(0x800 | sizes.Length));
        for (var k = 0; k < sizes.Length; k++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * k), sizes[k]);
        elements.CopyTo(bytes, 4 + 4 * sizes.Length);
        return bytes;
    }

    internal static byte[] Packed(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>The four files of a data set like Fashion-MNIST: each class is a bright bar at its own height, in
    /// noise.</summary>
    internal static void WriteSet(string folder, int train, int test)
    {
        foreach (var (part, count, seed) in new[] { ("train", train, 1), ("t10k", test, 2) })
        {
            var random = new Random(seed);
            var labels = Enumerable.Range(0, count).Select(_ => (byte)random.Next(FashionMnist.Classes)).ToArray();
            var pixels = new byte[count * 28 * 28];
            random.NextBytes(pixels);
            for (var k = 0; k < count; k++) pixels.AsSpan((k * 28 + 2 * labels[k] + 4) * 28, 28).Fill(255);
            File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"),
                Packed(Content([count, 28, 28], pixels)));
            File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), Packed(Content([count], labels)));
        }
    }
}
