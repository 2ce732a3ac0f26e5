using System.Globalization;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Every N-th part of a sweep, from I on; I counts from 0, as job arrays can.</summary>
/// <param name="Index">I.</param>
/// <param name="Of">N.</param>
public sealed record Shard(int Index, int Of)
{
    /// <summary>The only one.</summary>
    public static Shard All { get; } = new(0, 1);

    /// <summary>Reads <c>I/N</c>.</summary>
    /// <exception cref="BadInputException">It is no such text, or I is not below N.</exception>
    public static Shard Parse(string text) =>
        text.Split('/') is [var i, var n]
            && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var of) && index < of
            ? new(index, of)
            : throw new BadInputException($"a shard is I/N with 0 ≤ I < N, as 0/4 to 3/4, was '{text}'");

    /// <summary>Whether a part is its.</summary>
    public bool Has(int part) => part % Of == Index;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Of}");
}
