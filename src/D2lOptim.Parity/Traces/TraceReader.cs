using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using D2lOptim.Data;

namespace D2lOptim.Parity.Traces;

/// <summary>Reads a trace, one step in memory at a time.</summary>
public sealed class TraceReader : IDisposable
{
    private const string Initial = "initial.npy";
    private const string StepFolder = "step/";
    private const string Numpy = ".npy";

    // Deflate makes of one byte at most this many.
    private const long MostPacked = 1032;
    private const int BufferSize = 1 << 16;

    private readonly ZipArchive _zip;
    private readonly List<(long Number, ZipArchiveEntry Entry)> _steps;
    private readonly Dictionary<string, long> _sizes;
    private byte[] _head = [];
    private byte[] _entry = [];
    private TraceLayout? _layout;

    /// <summary>Opens a trace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it, where that is not the path.</param>
    /// <exception cref="BadInputException">There is no such file, it cannot be read, or it is no whole
    /// trace.</exception>
    public TraceReader(string path, string? name = null)
    {
        Path = name ?? path;
        if (!File.Exists(path)) throw new BadInputException($"{path}: no such file, expected a trace");
        Stream? file = null;
        try
        {
            file = new BufferedStream(InputFile.Open(path), BufferSize);
            if (!file.CanSeek) throw new BadInputException($"{path}: a pipe or a device, expected a trace in a file");
            _zip = new ZipArchive(file, ZipArchiveMode.Read);
            (_steps, var head) = Entries(file.Length);
            Header = TraceHeader.Parse(Encoding.UTF8.GetString(Whole(head, $"{path}, {TraceHeader.Entry}")), path);
            _sizes = Header.Parameters.ToDictionary(p => p.Name, p => p.Shape.Aggregate(1L, (a, b) => a * b));
            RequireAllSteps();
        }
        catch (Exception e)
        {
            _zip?.Dispose();
            file?.Dispose();
            if (e is InvalidDataException) throw new BadInputException($"{path}: {TruncatedTrace.Describe(path)}", e);
            if (e is UnauthorizedAccessException or IOException)
                throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
            throw;
        }
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

    private (List<(long Number, ZipArchiveEntry Entry)> Steps, ZipArchiveEntry Head) Entries(long length)
    {
        ZipArchiveEntry? head = null, initial = null;
        List<(long Number, ZipArchiveEntry Entry)> steps = [];
        foreach (var entry in _zip.Entries)
        {
            if (entry.CompressedLength > length
                || entry.Length > Math.Min(Array.MaxLength, MostPacked * Math.Max(1, entry.CompressedLength)))
                throw new BadInputException($"{Path}: damaged, {entry.FullName} is said to hold {entry.Length} bytes");
            if (entry.FullName == TraceHeader.Entry && head is null) head = entry;
            else if (entry.FullName == Initial && initial is null) initial = entry;
            else if (NumberOf(entry.FullName) is { } number) steps.Add((number, entry));
            else if (head is not null || initial is not null)
                throw new BadInputException(
                    $"{Path}: an entry '{entry.FullName}' found, expected {TraceHeader.Entry}, {Initial} and "
                    + $"{StepFolder}N.npy, each once");
        }
        if (head is null || initial is null)
            throw new BadInputException($"{Path}: no trace, expected a .npz with {TraceHeader.Entry} and {Initial}");
        return ([(0, initial), .. steps], head);
    }

    private static long? NumberOf(string entry) =>
        entry.StartsWith(StepFolder, StringComparison.Ordinal) && entry.EndsWith(Numpy, StringComparison.Ordinal)
        && long.TryParse(entry[StepFolder.Length..^Numpy.Length], NumberStyles.None, CultureInfo.InvariantCulture,
            out var number) && number > 0
            ? number
            : null;

    private void RequireAllSteps()
    {
        for (var k = 1; k < _steps.Count; k++)
        {
            var expected = 1 + (k - 1) * (long)Header.Every;
            if (_steps[k].Number != expected)
                throw new BadInputException(
                $"{Path}: step {_steps[k].Number} found, expected {expected} there, as every is {Header.Every}");
        }
    }

    // All of an entry, if it is what was written.
    private byte[] Whole(ZipArchiveEntry entry, string where)
    {
        try
        {
            if (_entry.Length != entry.Length) _entry = new byte[entry.Length];
            using (var stream = entry.Open()) stream.ReadExactly(_entry);
            return Crc32.HashToUInt32(_entry) == entry.Crc32 ? _entry
                : throw new InvalidDataException("its checksum differs");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BadInputException($"{where}: damaged, expected {entry.Length} whole bytes: {e.Message}", e);
        }
    }

    private TraceStep Read(long number, ZipArchiveEntry entry)
    {
        var where = Where(number);
        var bytes = Whole(entry, where);
        var length = TraceLayout.HeadLength(bytes, where);
        if (length < TraceLayout.FirstBytes || length > bytes.Length)
            throw new BadInputException($"{where}: the entry holds {bytes.Length} bytes, expected a head of {length}");
        // A run's steps are laid out alike, but for the first ones.
        var head = bytes.AsSpan(0, length);
        if (_layout is null || !head.SequenceEqual(_head))
        {
            _layout = TraceLayout.Parse(head, where);
            RequireSizes(_layout, where);
            _head = [.. head];
        }
        if (bytes.Length - length != _layout.Bytes)
            throw new BadInputException(
            $"{where}: the entry holds {bytes.Length - length} bytes of numbers, expected {_layout.Bytes}");
        return new TraceStep(number, _layout, bytes.AsMemory(length));
    }

    private void RequireSizes(TraceLayout layout, string where)
    {
        foreach (var array in layout.Arrays)
        {
            var parameter = NameMap.ParameterOf(array.Name);
            long? expected = array switch
            {
                { Name: "loss" or "batch" or "rows" } => 1,
                { Name: "lr" } => Header.Groups.Count,
                { Quantity: "gradient" or "raw" or "parameter" } =>
                    _sizes.TryGetValue(parameter!, out var size) ? size : throw Unknown(array),
                { Quantity: "state" } => _sizes.ContainsKey(parameter!) ? null : throw Unknown(array),
                _ => null,
            };
            if (expected is { } count && array.Count != count && array.Count != Header.Written(count))
                throw new BadInputException($"{where}: {array.Words} has {array.Count} numbers, expected {count}");
        }

        BadInputException Unknown(TraceArray array) =>
            new($"{where}: {array.Words} found, expected one of a parameter that {TraceHeader.Entry} names");
    }
}
