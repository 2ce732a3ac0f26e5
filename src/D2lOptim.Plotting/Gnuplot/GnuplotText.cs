using System.Globalization;

namespace D2lOptim.Plotting;

/// <summary>How text, numbers and points are written in a gnuplot script.</summary>
public static class GnuplotText
{
    /// <summary>
    /// A string literal. Single quotes keep gnuplot from expanding backslashes, back-quotes and @macros;
    /// that _ ^ { } @ &amp; ~ are letters like any other is left to the terminal's <c>noenhanced</c>.
    /// </summary>
    public static string Quote(string text) =>
        string.Join(".\"\\n\".", text.ReplaceLineEndings("\n").Split('\n')
            .Select(line => $"'{Plain(line).Replace("'", "''")}'"));

    /// <summary>A number that reads back to the same bits; what is not finite is <c>NaN</c>, which gnuplot leaves
    /// out.</summary>
    public static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "NaN";

    /// <summary>One line of a data block.</summary>
    public static string Row(params ReadOnlySpan<double> values) =>
        string.Join(' ', values.ToArray().Select(Number)) + "\n";

    /// <summary>Polylines, with the blank line between them that makes gnuplot lift the pen.</summary>
    public static string Rows(IEnumerable<IReadOnlyList<(double X, double Y)>> lines) =>
        string.Join("\n", lines.Select(line => string.Concat(line.Select(p => Row(p.X, p.Y)))));

    private static string Plain(string line) => string.Concat(line.Where(c => !char.IsControl(c)));
}
