using System.Security.Cryptography;
using D2lOptim.Data;

namespace D2lOptim.Training;

/// <summary>A file of a state: a mark, the version, the length, the state, and the SHA-256 of all that.</summary>
public static class CheckpointFile
{
    private const int Version = 2;
    private const int HeaderLength = 16;
    private static ReadOnlySpan<byte> Mark => "D2LCHECK"u8;

    /// <summary>Writes the file whole or not at all, and through to the disk.</summary>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public static void Write(string path, Action<BinaryWriter> state)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(Mark);
        writer.Write(Version);
        writer.Write(0);
        state(writer);
        writer.Flush();
        content.Position = HeaderLength - sizeof(int);
        writer.Write(checked((int)content.Length - HeaderLength));
        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(bytes.Span);
            stream.Write(SHA256.HashData(bytes.Span));
        });
    }

    /// <summary>A reader at the start of the state.</summary>
    /// <exception cref="BadInputException">The file cannot be read, is no checkpoint, or is damaged.</exception>
    public static BinaryReader Read(string path)
    {
        byte[] content;
        try
        {
            content = Content(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read, expected a checkpoint: {e.Message}", e);
        }
        var length = content.Length - HeaderLength - SHA256.HashSizeInBytes;
        if (!SHA256.HashData(content.AsSpan(0, HeaderLength + length)).AsSpan()
            .SequenceEqual(content.AsSpan(HeaderLength + length))) throw new BadInputException(
            $"{path}: damaged, its checksum differs");
        return new BinaryReader(new MemoryStream(content, HeaderLength, length, writable: false));
    }

    // The beginning tells how much there is to read, so that of what is no checkpoint no more is read than that.
    private static byte[] Content(string path)
    {
        using var file = InputFile.Open(path);
        if (!file.CanSeek) throw new BadInputException($"{path}: a pipe or a device, expected a checkpoint in a file");
        var header = new byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.AsSpan()
            .StartsWith(Mark))
            throw new BadInputException($"{path}: not a checkpoint, or its beginning is damaged");
        var version = BitConverter.ToInt32(header, Mark.Length);
        if (version != Version)
            throw new BadInputException($"{path}: version {version} of the checkpoint, expected {Version}");
        var length = BitConverter.ToInt32(header, HeaderLength - sizeof(int));
        var found = file.Length - HeaderLength - SHA256.HashSizeInBytes;
        if (length != found)
            throw new BadInputException($"{path}: damaged, {found} bytes of state found, expected {length}");
        var content = new byte[file.Length];
        header.CopyTo(content, 0);
        file.ReadExactly(content.AsSpan(HeaderLength));
        return content;
    }
}
