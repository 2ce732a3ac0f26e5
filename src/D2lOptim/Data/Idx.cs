using System.Buffers.Binary;
using System.IO.Compression;

namespace D2lOptim.Data;

/// <summary>Reads IDX files of bytes, gzipped: two zero bytes, the type 8, the number of dimensions, each size as a
/// big-endian 32-bit number, the elements.</summary>
public static class Idx
{
    private const byte UnsignedByte = 8;
    private const int FirstElements = 1 << 20;
    private const int MostAfter = 1 << 16;

    /// <summary>The sizes, and the elements in row-major order.</summary>
    /// <exception cref="BadInputException">The file is absent, is no whole gzip file of one member, has another magic
    /// number than bytes in so many dimensions have, or is shorter or longer than its sizes say.</exception>
    public static (int[] Sizes, byte[] Elements) Read(string path, int dimensions)
    {
        try
        {
            using var file = new Tail(InputFile.Open(path));
            using var content = new GZipStream(file, CompressionMode.Decompress);
            var header = new byte[4 + 4 * dimensions];
            var found = content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (found < header.Length)
                throw new BadInputException($"{path}: {found} bytes found, expected a header of {header.Length}");
            var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
            var expected = (uint)(UnsignedByte << 8 | dimensions);
            if (magic != expected)
                throw new BadInputException(
                $"{path}: magic number 0x{magic:x8} found, expected 0x{expected:x8} (bytes in {dimensions} "
                + $"dimension{(dimensions == 1 ? "" : "s")})");
            var sizes = Enumerable.Range(1, dimensions)
                .Select(k => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * k))).ToArray();
            var count = sizes.Aggregate(1L, (a, b) => b < 0 || a > Array.MaxLength ? long.MaxValue : a * b);
            if (count > Array.MaxLength)
                throw new BadInputException(
                $"{path}: sizes {string.Join(" × ", sizes)} found, expected no more than {Array.MaxLength} elements");
            var elements = Elements(content, (int)count, path);
            if (content.ReadByte() >= 0)
                throw new BadInputException(
                $"{path}: more than the {count} elements of {string.Join(" × ", sizes)} found");
            RequireTrailer(file, path, header.Length + count);
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

    // No more is allocated than twice what was found: sizes may lie.
    private static byte[] Elements(Stream content, int count, string path)
    {
        var elements = new byte[Math.Min(count, FirstElements)];
        for (var found = 0; ;)
        {
            found += content.ReadAtLeast(elements.AsSpan(found), elements.Length - found, throwOnEndOfStream: false);
            if (found < elements.Length)
                throw new BadInputException($"{path}: truncated, {found} of {count} elements found");
            if (found == count) return elements;
            Array.Resize(ref elements, (int)Math.Min(count, 2L * elements.Length));
        }
    }

    // A gzip file ends with the CRC-32 and the length of what it holds. GZipStream checks both where they are whole,
    // but takes their absence for the end.
    private static void RequireTrailer(Tail file, string path, long length)
    {
        if (!file.ReadToEnd(MostAfter))
            throw new BadInputException(
            $"{path}: more than {MostAfter} bytes after the end of the gzip file found, expected none");
        var stated = file.Last;
        if (stated != (uint)length)
            throw new InvalidDataException($"its end states {stated} bytes, {length} are in it");
    }

    /// <summary>Passes a stream on, which need not be a file, and keeps its last four bytes.</summary>
    private sealed class Tail(Stream source) : Stream
    {
        internal uint Last { get; private set; }

        internal bool ReadToEnd(int most)
        {
            Span<byte> rest = new byte[1 << 12];
            for (var found = 0; found <= most;)
            {
                var read = Read(rest);
                if (read == 0) return true;
                found += read;
            }
            return false;
        }

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            foreach (var b in buffer[Math.Max(0, read - sizeof(uint))..read]) Last = Last >> 8 | (uint)b << 24;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException(); set =>
            throw new NotSupportedException();
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) source.Dispose();
            base.Dispose(disposing);
        }
    }
}
