using System.Buffers.Binary;
using System.Text;

namespace D2lOptim.Parity.Traces;

/// <summary>Says how far a file without an end goes.</summary>
internal static class TruncatedTrace
{
    private const uint LocalHeader = 0x04034b50;
    private const int LocalHeaderLength = 30;

    /// <summary>Walks the entries as they stand, as the table of contents at the end is missing.</summary>
    internal static string Describe(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[LocalHeaderLength];
        string? last = null;
        var entries = 0;
        while (file.Length - file.Position >= head.Length)
        {
            file.ReadExactly(head);
            if (BinaryPrimitives.ReadUInt32LittleEndian(head) != LocalHeader) break;
            var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(26))];
            if (file.Read(name) < name.Length) break;
            file.Position += BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28))
                + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(18));
            if (file.Position > file.Length) break;
            last = Encoding.UTF8.GetString(name);
            entries++;
        }
        return entries == 0
            ? "no trace, expected a .npz file that a recorder wrote"
            : $"truncated after {Path.ChangeExtension(last, null)!.Replace('/', ' ')}, expected the table of "
                + $"contents that the recorder writes when it is closed";
    }
}
