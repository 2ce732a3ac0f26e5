using System.Buffers.Binary;
using System.Globalization;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>A named array of numbers with its type, or the message of the exception that was thrown instead.</summary>
/// <param name="Type">`f64`, `f32`, `i64` or `err`.</param>
/// <param name="Values">The numbers; every one of the three types fits.</param>
/// <param name="Bits">The text of a line: bits as hexadecimal digits, integers, or the message.</param>
internal sealed record Quantity(string Type, IReadOnlyList<double> Values, string Bits)
{
    internal static Quantity Parse(string type, string bits) =>
        new(type, type == "err" || bits.Length == 0 ? [] : [.. bits.Split(',').Select(v => Number(type, v))], bits);

    /// <summary>Reads a file of lines `name TAB type TAB bits`.</summary>
    internal static Dictionary<string, Quantity> ReadAll(string path) => ReadAll(File.ReadLines(path));

    internal static Dictionary<string, Quantity> ReadAll(IEnumerable<string> lines)
    {
        Dictionary<string, Quantity> all = [];
        foreach (var line in lines)
        {
            if (line.Split('\t') is not [var name, var type, var bits])
                throw new BadInputException(
                $"expected name, type and bits between tabs, was '{line[..Math.Min(line.Length, 80)]}'");
            // A quantity that a program emits again goes on.
            all[name] = all.TryGetValue(name, out var before) && before.Type == type && type != "err"
                ? Parse(type, $"{before.Bits},{bits}") : Parse(type, bits);
        }
        return all;
    }

    private static double Number(string type, string digits) => type switch
    {
        "f64" => BinaryPrimitives.ReadDoubleBigEndian(Convert.FromHexString(digits)),
        "f32" => BinaryPrimitives.ReadSingleBigEndian(Convert.FromHexString(digits)),
        _ => long.Parse(digits, CultureInfo.InvariantCulture),
    };
}
