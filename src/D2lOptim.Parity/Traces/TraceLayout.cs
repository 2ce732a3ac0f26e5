using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace D2lOptim.Parity.Traces;

/// <summary>What a step's entry holds and where: the structured type in the head of a NumPy array without
/// dimensions.</summary>
public sealed partial class TraceLayout
{
    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 2, 0];
    private const int Alignment = 64;
    private const string Types = "<f4|<f8|<i8|<u8";

    private TraceLayout(IReadOnlyList<TraceArray> arrays)
    {
        Arrays = arrays;
        ByName = arrays.ToDictionary(array => array.Name);
        Bytes = arrays.Sum(array => array.Bytes);
    }

    /// <summary>The arrays, in the order in which they stand.</summary>
    public IReadOnlyList<TraceArray> Arrays { get; }

    /// <summary>The arrays by their name.</summary>
    public IReadOnlyDictionary<string, TraceArray> ByName { get; }

    /// <summary>The length of all elements together.</summary>
    public long Bytes { get; }

    /// <summary>Lays arrays out one after another.</summary>
    public static TraceLayout Of(IEnumerable<(string Name, string Type, IReadOnlyList<long> Shape)> arrays)
    {
        var offset = 0L;
        List<TraceArray> placed = [];
        foreach (var (name, type, shape) in arrays)
        {
            placed.Add(new TraceArray(name, type, shape, offset));
            offset += placed[^1].Bytes;
        }
        return new TraceLayout(placed);
    }

    /// <summary>The head as NumPy writes it, version 2.</summary>
    public byte[] ToHead()
    {
        var fields = string.Join(", ",
            Arrays.Select(a => a.Shape.Count == 0 ? $"('{a.Name}', '{a.Type}')"
            : $"('{a.Name}', '{a.Type}', ({string.Join(", ", a.Shape)}{(a.Shape.Count == 1 ? "," : "")}))"));
        var text = $"{{'descr': [{fields}], 'fortran_order': False, 'shape': (), }}";
        var length = (s_magic.Length + 4 + Encoding.UTF8.GetByteCount(text) + 1
            + Alignment - 1) / Alignment * Alignment;
        var head = new byte[length];
        head.AsSpan().Fill((byte)' ');
        s_magic.CopyTo(head, 0);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(s_magic.Length), length - s_magic.Length - 4);
        Encoding.UTF8.GetBytes(text, head.AsSpan(s_magic.Length + 4));
        head[^1] = (byte)'\n';
        return head;
    }

    /// <summary>How long the whole head is, from its first bytes.</summary>
    /// <exception cref="BadInputException">It is no head of version 2.</exception>
    public static int HeadLength(ReadOnlySpan<byte> start, string where) =>
        start.Length >= FirstBytes && start.StartsWith(s_magic)
        ? FirstBytes + BinaryPrimitives.ReadInt32LittleEndian(start[s_magic.Length..])
        : throw new BadInputException($"{where}: not a NumPy array of format 2.0, which a trace holds");

    /// <summary>How many bytes <see cref="HeadLength"/> wants.</summary>
    public static int FirstBytes => s_magic.Length + 4;

    /// <summary>Reads a head.</summary>
    /// <exception cref="BadInputException">It does not describe arrays of a trace.</exception>
    public static TraceLayout Parse(ReadOnlySpan<byte> head, string where)
    {
        var text = Encoding.UTF8.GetString(head[FirstBytes..]);
        var fields = Field().Matches(text);
        if (fields.Count == 0 || !text.Contains("'shape': ()", StringComparison.Ordinal)
            || fields.DistinctBy(f => f.Groups["name"].Value).Count() < fields.Count)
            throw new BadInputException(
                $"{where}: its head does not describe a step, expected arrays of {Types}, each once: {text.Trim()}");
        return Of(fields.Select(f => (f.Groups["name"].Value, f.Groups["type"].Value,
            (IReadOnlyList<long>)[.. f.Groups["shape"].Value.Split(',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(n => (long)int.Parse(n, CultureInfo.InvariantCulture))])));
    }

    [GeneratedRegex(@"\('(?<name>[^']*)', '(?<type>" + Types + @")'(, \((?<shape>(\d{1,9}(, ?\d{1,9})*,?)?)\))?\)")]
    private static partial Regex Field();
}

/// <summary>One array of a step, as <c>loss</c>, <c>lr</c>, <c>gradient/P</c> or <c>output/MODULE</c>: docs/traces.md
/// lists them.</summary>
/// <param name="Name">The quantity, and what it belongs to.</param>
/// <param name="Type">NumPy's type: <c>&lt;f4</c>, <c>&lt;f8</c>, <c>&lt;i8</c> or <c>&lt;u8</c>.</param>
/// <param name="Shape">Its sizes; none for a number.</param>
/// <param name="Offset">Where its first element stands in the step.</param>
public sealed record TraceArray(string Name, string Type, IReadOnlyList<long> Shape, long Offset)
{
    /// <summary>The first part of the name.</summary>
    public string Quantity { get; } = Name.Split('/')[0];

    /// <summary>How many elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The length of all elements.</summary>
    public long Bytes => Count * (Type[^1] - '0');

    /// <summary>The same name in words: <c>state exp_avg of 0.weight</c>.</summary>
    public string Words => Name.Split('/', 2) switch
    {
        ["lr"] => "learning rate",
        ["lr", var p] => $"learning rate of {p}",
        ["gradient", var p] => $"gradient of {p}",
        ["raw", var p] => $"gradient of {p} after backward()",
        ["output", var m] => $"output of {m}",
        ["outgrad", var m] => $"gradient at the output of {m}",
        ["buffer", var n] => $"buffer {n}",
        ["parameter", var p] => $"parameter {p}",
        ["state", var rest] when rest.Split('/', 2) is [var kind, var p] => $"state {kind} of {p}",
        _ => Name,
    };
}
