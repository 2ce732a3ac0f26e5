using System.Globalization;
using System.Runtime.CompilerServices;

namespace D2lOptim.Chapter11;

/// <summary>An interpolated string, or several added up, as the text is in the invariant culture.</summary>
/// <param name="literalLength">The letters outside of holes.</param>
/// <param name="formattedCount">The holes.</param>
[InterpolatedStringHandler]
public ref struct Invariant(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler _text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    /// <summary>Adds what stands outside of holes.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null) =>
        _text.AppendFormatted(value, alignment, format);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
