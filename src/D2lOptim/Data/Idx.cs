using System.Buffers.Binary;
using System.IO.Compression;

namespace D2lOptim.Data;

/// <summary>Reads IDX files of bytes, gzipped: two zero bytes, the type 8, the number of dimensions, each size as a big-endian 32-bit number, the elements.</summary>
public static class Idx
{
    private const byte UnsignedByte = 8;

    /// <summary>The sizes, and the elements in row-major order.</summary>
    /// <exception cref="BadInputException">The file is absent, is no whole gzip file of one member, has another magic number than bytes in so many dimensions have, or is shorter or longer than its sizes say.</exception>
    public static (int[] Sizes, byte[] Elements) Read(string path, int dimensions)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = new GZipStream(file, CompressionMode.Decompress);
            var header = new byte[4 + 4 * dimensions];
            var found = content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (found < header.Length) throw new BadInputException($"{path}: {found} bytes found, expected a header of {header.Length}");
            var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
            var expected = (uint)(UnsignedByte << 8 | dimensions);
            if (magic != expected) throw new BadInputException($"{path}: magic number 0x{magic:x8} found, expected 0x{expected:x8} (bytes in {dimensions} dimension{(dimensions == 1 ? "" : "s")})");
            var sizes = Enumerable.Range(1, dimensions).Select(k => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * k))).ToArray();
            var count = sizes.Aggregate(1L, (a, b) => b < 0 || a > Array.MaxLength ? long.MaxValue : a * b);
            if (count > Array.MaxLength) throw new BadInputException($"{path}: sizes {string.Join(" × ", sizes)} found, expected no more than {Array.MaxLength} elements");
            var elements = new byte[count];
            found = content.ReadAtLeast(elements, elements.Length, throwOnEndOfStream: false);
            if (found < count) throw new BadInputException($"{path}: truncated, {found} of {count} elements found");
            if (content.ReadByte() >= 0) throw new BadInputException($"{path}: more than the {count} elements of {string.Join(" × ", sizes)} found");
            RequireTrailer(file, header.Length + count);
            return (sizes, elements);
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException($"{path}: not a whole gzip file: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{path}: no such file, expected a gzipped IDX file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read, expected a gzipped IDX file: {e.Message}", e);
        }
    }

    // A gzip file ends with the CRC-32 and the length of what it holds. GZipStream checks both where they are whole, but takes their absence for the end.
    private static void RequireTrailer(FileStream file, long length)
    {
        var found = new byte[4];
        file.Seek(-found.Length, SeekOrigin.End);
        file.ReadExactly(found);
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(found);
        if (stated != (uint)length) throw new InvalidDataException($"its end states {stated} bytes, {length} are in it");
    }
}
