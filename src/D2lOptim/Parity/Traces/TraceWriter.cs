using System.IO.Compression;

namespace D2lOptim.Parity.Traces;

/// <summary>Writes a trace, entry by entry.</summary>
internal sealed class TraceWriter : IDisposable
{
    private readonly ZipArchive _zip;
    private List<(string Name, string Type, IReadOnlyList<long> Shape)> _arrays = [];
    private byte[] _head = [];

    /// <exception cref="BadInputException">The file cannot be written.</exception>
    internal TraceWriter(string path, TraceHeader header)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            _zip = new ZipArchive(File.Create(path, 1 << 16), ZipArchiveMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be written, expected a file in a writable folder: {e.Message}", e);
        }
        using var entry = Open(TraceHeader.Entry);
        entry.Write(System.Text.Encoding.UTF8.GetBytes(header.ToJson()));
    }

    internal void Write(long step, List<(string Name, string Type, IReadOnlyList<long> Shape)> arrays, ReadOnlySpan<byte> data)
    {
        if (!Same(arrays, _arrays)) (_arrays, _head) = ([.. arrays], TraceLayout.Of(arrays).ToHead());
        using var entry = Open(step == 0 ? "initial.npy" : $"step/{step}.npy");
        entry.Write(_head);
        entry.Write(data);
    }

    public void Dispose() => _zip.Dispose();

    private Stream Open(string name) => _zip.CreateEntry(name, CompressionLevel.NoCompression).Open();

    private static bool Same(List<(string Name, string Type, IReadOnlyList<long> Shape)> a, List<(string Name, string Type, IReadOnlyList<long> Shape)> b)
    {
        if (a.Count != b.Count) return false;
        for (var k = 0; k < a.Count; k++)
            if (a[k].Name != b[k].Name || a[k].Type != b[k].Type || (a[k].Shape != b[k].Shape && !a[k].Shape.SequenceEqual(b[k].Shape))) return false;
        return true;
    }
}
