using System.Globalization;
using System.Text;

namespace D2lOptim.Data;

/// <summary>What section 11.5 of the book trains on: n rows of the standardised airfoil file.</summary>
/// <param name="Features">(Rows, <see cref="Airfoil.Features"/>), row by row, standardised.</param>
/// <param name="Labels">(Rows), standardised level.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Source">The file they come from.</param>
public sealed record AirfoilData(float[] Features, float[] Labels, int Rows, string Source);

/// <summary>Reads NASA's airfoil self-noise file (UCI Machine Learning Repository, dataset 291), or one of the same
/// form.</summary>
public static class Airfoil
{
    /// <summary>Features of a row, the first columns.</summary>
    public const int Features = 5;

    /// <summary>Columns of a row: the features and the label.</summary>
    public const int Columns = Features + 1;

    internal static readonly IReadOnlyList<string> ColumnNames =
    [
        "frequency, Hz", "angle of attack, deg", "chord length, m", "free-stream velocity, m/s",
        "suction-side displacement thickness, m", "scaled sound pressure level, dB",
    ];

    private const int LongestLine = 1 << 16;

    // As many rows as float32 can count, which the standardising does.
    private const int MostLines = 1 << 24;

    /// <summary>Rows that the book trains on.</summary>
    public const int DefaultRows = 1500;

    /// <summary>
    /// The first <paramref name="n"/> rows of a file, standardised over <b>all</b> its rows, as the book's
    /// <c>get_data_ch11</c> gives them.
    /// </summary>
    /// <param name="data">A name that <see cref="AirfoilSource"/> knows, or a path.</param>
    /// <param name="n">How many rows.</param>
    /// <param name="source">Where names are looked up; the current folder's <c>data</c> when absent.</param>
    /// <exception cref="BadInputException">The file is absent, malformed or too short, or a column is
    /// constant.</exception>
    public static AirfoilData Open(string data = AirfoilSource.Bundled, int n = DefaultRows,
        AirfoilSource? source = null) =>
        Load((source ?? new AirfoilSource("data")).Resolve(data), n);

    /// <summary>The same for the file at <paramref name="path"/>.</summary>
    /// <exception cref="BadInputException">The file is absent, malformed or too short, or a column is
    /// constant.</exception>
    public static AirfoilData Load(string path, int n = DefaultRows)
    {
        if (n < 1)
            throw new BadInputException($"the number of rows to train on must be ≥ 1, was {n}");
        var table = Read(path);
        if (table.Rows < n)
            throw new BadInputException($"{path}: {table.Rows} rows found, expected {n} or more");

        var z = table.Standardised();
        var features = new float[n * Features];
        var labels = new float[n];
        for (var i = 0; i < n; i++)
        {
            Array.Copy(z, i * Columns, features, i * Features, Features);
            labels[i] = z[i * Columns + Features];
        }
        return new AirfoilData(features, labels, n, path);
    }

    /// <summary>
    /// All rows as they stand in the file: six numbers a line with tabs between, parsed as double and rounded to float,
    /// like numpy's <c>genfromtxt(path, dtype=float32, delimiter='\t')</c>. Empty lines are skipped.
    /// </summary>
    /// <exception cref="BadInputException">The file is absent, unreadable, empty, or a line does not hold six finite
    /// numbers.</exception>
    public static AirfoilTable Read(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new BadInputException("no path given, expected an airfoil file");
        if (Directory.Exists(path))
            throw new BadInputException($"{path}: a folder found, expected an airfoil file");
        var values = new List<float>(capacity: DefaultRows * Columns);
        try
        {
            var line = 0;
            foreach (var text in Lines(path))
            {
                line++;
                if (!string.IsNullOrWhiteSpace(text))
                    Parse(text, path, line, values);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{path}: no such file, expected an airfoil file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read, expected a readable airfoil file: {e.Message}", e);
        }
        if (values.Count == 0)
            throw new BadInputException(
                $"{path}: no rows found, expected lines of {Columns} numbers with tabs between");
        return new AirfoilTable(path, [.. values], values.Count / Columns);
    }

    // A device gives lines without end, or one line without end.
    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(InputFile.Open(path));
        var line = new StringBuilder();
        for (var lines = 1; ;)
        {
            var next = reader.Read();
            if (next is not ('\n' or -1))
            {
                if (line.Append((char)next).Length > LongestLine)
                    throw new BadInputException(
                        $"{path}, line {lines}: more than {LongestLine} characters found, expected {Columns} "
                        + $"numbers with tabs between");
                continue;
            }
            if (next == -1 && line.Length == 0) yield break;
            yield return line.ToString().TrimEnd('\r');
            if (next == -1) yield break;
            line.Clear();
            if (++lines > MostLines)
                throw new BadInputException($"{path}: more than {MostLines} lines found, expected fewer");
        }
    }

    private static void Parse(string text, string path, int line, List<float> values)
    {
        var fields = text.Split('\t');
        if (fields.Length != Columns)
            throw new BadInputException(
                $"{path}, line {line}: {fields.Length} columns found, expected {Columns} with tabs between");
        for (var j = 0; j < Columns; j++)
        {
            var numeric = double.TryParse(fields[j], NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            if (!numeric || !float.IsFinite((float)number))
            {
                var found = fields[j].Length <= 40 ? fields[j] : fields[j][..40] + "…";
                throw new BadInputException(
                    $"{path}, line {line}, column {j + 1} ({ColumnNames[j]}): '{found}' found, expected a "
                        + $"finite number");
            }
            values.Add((float)number);
        }
    }
}
