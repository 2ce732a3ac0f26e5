using System.Xml.Linq;

namespace D2lOptim.Chapter11.Book;

/// <summary>A formula as a console can print it: <c>½x²</c>, <c>η/(1 − β)</c>.</summary>
public static class PlainMath
{
    private const string From = "0123456789+-−=()nitxa", Above = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵗˣᵃ";
    private const string FromBelow = "0123456789+-−=()itx", Below = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ᵢₜₓ";

    /// <summary>A formula in TeX as one line of letters.</summary>
    /// <exception cref="FormatException">The formula uses what <see cref="MathMl"/> does not know.</exception>
    public static string Convert(string tex)
    {
        var math = XElement.Parse(MathMl.Convert(tex));
        math.Descendants("annotation").Remove();
        // A function stands apart from what is before it, and from an argument without parentheses.
        return Written(math).Replace("\u2061(", "(").Replace('\u2061', ' ').Replace("  ", " ").Trim();
    }

    private static string Written(XElement element)
    {
        List<XElement> children = [.. element.Elements()];
        string At(int k) => Written(children[k]);
        return element.Name.LocalName switch
        {
            "mfrac" => (At(0), At(1)) is ("1", "2") ? "½" : $"{Grouped(At(0))}/{Grouped(At(1))}",
            "msqrt" => $"√{Grouped(string.Concat(children.Select(Written)))}",
            "msup" => At(0) + Script(At(1), From, Above, "^"),
            "msub" or "munder" => At(0) + Script(At(1), FromBelow, Below, "_"),
            "msubsup" or "munderover" =>
                At(0) + Script(At(1), FromBelow, Below, "_") + Script(At(2), From, Above, "^"),
            "mover" when (string?)element.Attribute("accent") == "true" => At(0) + At(1) switch
            {
                "^" => "\u0302",
                "~" => "\u0303",
                _ => "\u0304",
            },
            "mo" => Operator(element.Value),
            "mi" when element.NextNode is XElement { Value: "\u2061" } => $" {element.Value}",
            _ => children.Count > 0 ? string.Concat(children.Select(Written)) : element.Value,
        };
    }

    private static string Operator(string sign) => sign switch
    {
        "=" or "<" or ">" or "≤" or "≥" or "≈" or "≠" or "+" or "−" or "←" or "→" or "∈" or "≪" or "≫" => $" {sign} ",
        "," => ", ",
        _ => sign,
    };

    private static string Grouped(string text) => text.Trim() is { Length: > 1 } sum && sum.Contains(' ') ? $"({sum})"
        : text;

    private static string Script(string text, string from, string to, string sign)
    {
        var plain = text.Replace(" ", "");
        return plain.All(from.Contains) ? string.Concat(plain.Select(c => to[from.IndexOf(c)]))
            : plain is "⊤" ? "ᵀ" : plain is "′" ? "′" : plain.Length == 1 ? sign + plain : $"{sign}({plain})";
    }
}
