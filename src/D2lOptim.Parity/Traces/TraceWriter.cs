using System.IO.Compression;

namespace D2lOptim.Parity.Traces;

/// <summary>Writes a trace, entry by entry.</summary>
internal sealed class TraceWriter : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private bool _failed;
    private List<(string Name, string Type, IReadOnlyList<long> Shape)> _arrays = [];
    private byte[] _head = [];

    /// <exception cref="BadInputException">The file cannot be written.</exception>
    internal TraceWriter(string path, TraceHeader header)
    {
        _path = path;
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            _file = File.Create(path, 1 << 16);
            _zip = new ZipArchive(_file, ZipArchiveMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
        var text = System.Text.Encoding.UTF8.GetBytes(header.ToJson());
        Write(() =>
        {
            using var entry = Open(TraceHeader.Entry);
            entry.Write(text);
        });
    }

    internal void Write(long step, List<(string Name, string Type, IReadOnlyList<long> Shape)> arrays,
        ReadOnlySpan<byte> data)
    {
        if (!Same(arrays, _arrays)) (_arrays, _head) = ([.. arrays], TraceLayout.Of(arrays).ToHead());
        if (_failed) throw new BadInputException($"{_path}: was given up, as it could not be written");
        try
        {
            using var entry = Open(step == 0 ? "initial.npy" : $"step/{step}.npy");
            entry.Write(_head);
            entry.Write(data);
        }
        catch (IOException e)
        {
            throw GivenUp(e);
        }
    }

    public void Dispose()
    {
        if (!_failed) Write(_zip.Dispose);
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw GivenUp(e);
        }
    }

    // Half a trace is none; closing the archive would fail once more.
    private BadInputException GivenUp(IOException e)
    {
        _failed = true;
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What was left to write finds no place either.
        }
        File.Delete(_path);
        return Unwritable(e);
    }

    private BadInputException Unwritable(Exception e) =>
        new($"{_path}: cannot be written, expected a file in a writable folder: {e.Message}", e);

    private Stream Open(string name) => _zip.CreateEntry(name, CompressionLevel.NoCompression).Open();

    private static bool Same(List<(string Name, string Type, IReadOnlyList<long> Shape)> a,
        List<(string Name, string Type, IReadOnlyList<long> Shape)> b)
    {
        if (a.Count != b.Count) return false;
        for (var k = 0; k < a.Count; k++)
            if (a[k].Name != b[k].Name || a[k].Type != b[k].Type
                || (a[k].Shape != b[k].Shape && !a[k].Shape.SequenceEqual(b[k].Shape))) return false;
        return true;
    }
}
