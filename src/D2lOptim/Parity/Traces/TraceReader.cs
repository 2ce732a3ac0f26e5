using System.Globalization;
using System.IO.Compression;

namespace D2lOptim.Parity.Traces;

/// <summary>Reads a trace, one step in memory at a time.</summary>
public sealed class TraceReader : IDisposable
{
    private const string Initial = "initial.npy";
    private const string StepFolder = "step/";
    private const int BufferSize = 1 << 16;

    private readonly ZipArchive _zip;
    private readonly List<(long Number, ZipArchiveEntry Entry)> _steps = [];
    private byte[] _head = [];
    private byte[] _headRead = [];
    private byte[] _data = [];
    private TraceLayout? _layout;

    /// <summary>Opens a trace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it, where that is not the path.</param>
    /// <exception cref="BadInputException">There is no such file, it cannot be read, or it is no whole trace.</exception>
    public TraceReader(string path, string? name = null)
    {
        Path = name ?? path;
        if (!File.Exists(path)) throw new BadInputException($"{path}: no such file, expected a trace");
        try
        {
            _zip = new ZipArchive(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize), ZipArchiveMode.Read);
            foreach (var entry in _zip.Entries)
                if (entry.FullName.StartsWith(StepFolder, StringComparison.Ordinal) && long.TryParse(System.IO.Path.GetFileNameWithoutExtension(entry.FullName), CultureInfo.InvariantCulture, out var number))
                    _steps.Add((number, entry));
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException($"{path}: {TruncatedTrace.Describe(path)}", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
        if (_zip.GetEntry(TraceHeader.Entry) is not { } head || _zip.GetEntry(Initial) is not { } initial) throw new BadInputException($"{path}: no trace, expected a .npz with {TraceHeader.Entry} and {Initial}");
        using var text = new StreamReader(head.Open());
        Header = TraceHeader.Parse(text.ReadToEnd(), path);
        _steps.Insert(0, (0, initial));
    }

    /// <summary>The file, as messages call it.</summary>
    public string Path { get; }

    /// <summary>What the file says of its run.</summary>
    public TraceHeader Header { get; }

    /// <summary>The numbers of the recorded steps, 0 for the start.</summary>
    public IReadOnlyList<long> Numbers => [.. _steps.Select(step => step.Number)];

    /// <summary>The start and the steps in order. Each is valid until the next is taken.</summary>
    /// <exception cref="BadInputException">An entry is damaged.</exception>
    public IEnumerable<TraceStep> Steps() => _steps.Select(step => Read(step.Number, step.Entry));

    /// <summary>How messages name a step of the file.</summary>
    public string Where(long number) => number == 0 ? $"{Path}, start" : $"{Path}, step {number}";

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private TraceStep Read(long number, ZipArchiveEntry entry)
    {
        var where = Where(number);
        try
        {
            using var stream = entry.Open();
            Span<byte> first = stackalloc byte[TraceLayout.FirstBytes];
            stream.ReadExactly(first);
            var length = TraceLayout.HeadLength(first, where);
            if (length < first.Length || length > entry.Length) throw new BadInputException($"{where}: the entry holds {entry.Length} bytes, expected a head of {length}");
            if (_headRead.Length != length) _headRead = new byte[length];
            first.CopyTo(_headRead);
            stream.ReadExactly(_headRead.AsSpan(first.Length));
            // A run's steps are laid out alike, but for the first ones.
            if (_layout is null || !_headRead.AsSpan().SequenceEqual(_head))
            {
                _layout = TraceLayout.Parse(_headRead, where);
                _head = [.. _headRead];
            }
            if (entry.Length - length != _layout.Bytes) throw new BadInputException($"{where}: the entry holds {entry.Length - length} bytes of numbers, expected {_layout.Bytes}");
            if (_data.Length < _layout.Bytes) _data = new byte[_layout.Bytes];
            stream.ReadExactly(_data.AsSpan(0, (int)_layout.Bytes));
            return new TraceStep(number, _layout, _data.AsMemory(0, (int)_layout.Bytes));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BadInputException($"{where}: damaged, expected {entry.Length} whole bytes: {e.Message}", e);
        }
    }
}
