using System.Buffers.Binary;
using System.IO.Compression;

namespace D2lOptim.Tests.Plotting;

/// <summary>Reads the pixels of a PNG of eight bits a channel, without interlacing, as both renderers write
/// it.</summary>
internal static class PngPixels
{
    /// <summary>The rows, their channels side by side, and how many of those a pixel has.</summary>
    public static (byte[][] Rows, int Channels) Read(byte[] png)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        int channels =
            png[25] switch { 2 => 3, 6 => 4, var other => throw new NotSupportedException($"colour type {other}") };
        using var data = new MemoryStream();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) data.Write(png, at + 8, length);
            at += 12 + length;
        }
        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        byte[][] rows = [.. Enumerable.Range(0, height).Select(_ => new byte[width * channels])];
        for (int y = 0; y < height; y++)
        {
            int filter = inflated.ReadByte();
            inflated.ReadExactly(rows[y]);
            for (int i = 0; i < rows[y].Length; i++)
            {
                int left = i < channels ? 0 : rows[y][i - channels], up = y == 0 ? 0 : rows[y - 1][i],
                    both = i < channels || y == 0 ? 0 : rows[y - 1][i - channels];
                rows[y][i] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, both)
                });
            }
        }
        return (rows, channels);
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
