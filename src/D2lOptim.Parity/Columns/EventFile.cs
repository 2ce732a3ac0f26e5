using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace D2lOptim.Parity.Columns;

/// <summary>
/// The scalars of a TensorBoard event file. A record is its length (u64), a checksum of that (u32), the bytes of an
/// Event, and a checksum of those (u32); both are CRC-32C, rotated right by 15 bits, plus 0xA282EAD8. Of the Event
/// (protobuf) field 5 is the summary, of that field 1 a value: field 1 its tag, field 2 a float, field 8 a tensor as
/// newer writers have it.
/// </summary>
internal static class EventFile
{
    private const int Framing = 12;

    internal static Dictionary<string, IReadOnlyList<double>> Read(string path)
    {
        Dictionary<string, List<double>> all = [];
        var data = File.ReadAllBytes(path).AsSpan();
        var at = 0L;
        while (data.Length > 0)
        {
            var length = data.Length < Framing + 4 ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(data);
            if (length > (ulong)Math.Max(0, data.Length - Framing - 4))
                throw new BadInputException($"{path}: ends within the record at byte {at}, expected whole records");
            if (Checksum(data[..8]) != BinaryPrimitives.ReadUInt32LittleEndian(data[8..])
                || Checksum(data.Slice(Framing, (int)length))
                != BinaryPrimitives.ReadUInt32LittleEndian(data[(Framing + (int)length)..]))
                throw new BadInputException($"{path}: damaged at byte {at}, the record's checksum is of other bytes");
            foreach (var (summary, _) in Fields(data.Slice(Framing, (int)length).ToArray(), 5))
                foreach (var (value, _) in Fields(summary, 1))
                    if (Scalar(value) is var (tag, number))
                    {
                        if (!all.TryGetValue(tag, out var list)) all[tag] = list = [];
                        list.Add(number);
                    }
            at += Framing + 4 + (long)length;
            data = data[(Framing + 4 + (int)length)..];
        }
        return all.ToDictionary(c => c.Key, c => (IReadOnlyList<double>)c.Value);

        List<(byte[] Bytes, float Number)> Fields(byte[] message, int wanted)
        {
            List<(byte[], float)> found = [];
            var k = 0;
            try
            {
                while (k < message.Length)
                {
                    var key = Varint(message, ref k);
                    var (start, width) = (key & 7) switch
                    {
                        0 => (k, Skip(message, ref k)),
                        1 => (k, 8),
                        2 => ((int)Varint(message, ref k) is var n ? k : 0, n),
                        5 => (k, 4),
                        _ => throw new BadInputException($"{path}: damaged at byte {at}, expected a TensorBoard event"),
                    };
                    if ((key & 7) != 0) k = checked(start + width);
                    if ((int)(key >> 3) == wanted)
                        found.Add((key & 7) == 2 ? (message[start..k], 0)
                            : ([], (key & 7) == 5 ? BinaryPrimitives.ReadSingleLittleEndian(message.AsSpan(start))
                            : 0));
                }
            }
            catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException
            or ArgumentException)
            {
                throw new BadInputException($"{path}: damaged at byte {at}, expected a TensorBoard event", e);
            }
            return found;
        }

        (string Tag, double Number)? Scalar(byte[] value)
        {
            if (Fields(value, 1) is not [var (tag, _), ..]) return null;
            var name = Encoding.UTF8.GetString(tag);
            if (Fields(value, 2) is [var (_, number), ..]) return (name, number);
            // A tensor of one float: field 5 holds floats, packed; field 4 raw bytes.
            if (Fields(value, 8) is not [var (tensor, _), ..]) return null;
            if (Fields(tensor, 5) is [var (packed, single), ..])
                return (name, packed.Length >= 4 ? BinaryPrimitives.ReadSingleLittleEndian(packed) : single);
            return Fields(tensor, 4) is [var (raw, _), ..] && raw.Length == 4
                ? (name, BinaryPrimitives.ReadSingleLittleEndian(raw)) : null;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes) crc = BitOperations.Crc32C(crc, next);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    private static int Skip(byte[] message, ref int k)
    {
        Varint(message, ref k);
        return 0;
    }

    private static ulong Varint(byte[] message, ref int k)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = message[k++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
            shift += 7;
            if (shift > 63) throw new OverflowException("a number of more than 64 bits");
        }
    }
}
