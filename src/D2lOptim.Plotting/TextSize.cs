namespace D2lOptim.Plotting;

/// <summary>How much room letters take, before anything is drawn.</summary>
public static class TextSize
{
    /// <summary>
    /// About the pixels that a text is wide: as in DejaVu Sans, which is wider than Inter, Arial and Helvetica, so that
    /// what fits by this
    /// fits in those too.
    /// </summary>
    public static double Width(string text, double size) => size * text.Sum(Advance);

    /// <summary>Breaks a text at spaces into lines of at most <paramref name="width"/> pixels; a longer word stands
    /// alone.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width)
    {
        var lines = new List<string>();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", size) <= width)
                lines[^1] += $" {word}";
            else
                lines.Add(word);
        }
        return lines;
    }

    private static double Advance(char letter) => letter switch
    {
        'i' or 'l' or 'j' or '\'' or '|' or '′' => 0.3,
        ' ' or '.' or ',' or ':' or ';' or '!' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or '/' => 0.41,
        >= '₀' and <= '₉' or >= '⁰' and <= '⁻' or '²' or '³' or '¹' => 0.42,
        'm' or 'M' or 'W' or '%' => 0.98,
        'w' or '−' or '=' or '+' or '×' or '≤' or '≥' or '<' or '>' or '→' or '∞' => 0.84,
        >= 'A' and <= 'Z' => 0.72,
        >= '⺀' => 1,
        _ => 0.63,
    };
}
