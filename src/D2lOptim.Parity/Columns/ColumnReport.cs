using System.Globalization;
using System.Text.Json;

namespace D2lOptim.Parity.Columns;

/// <summary>What two programs logged, held against each other column by column.</summary>
/// <param name="Columns">Those that both have.</param>
/// <param name="OnlyFirst">Those of the first alone.</param>
/// <param name="OnlySecond">Those of the second alone.</param>
/// <param name="Tolerance">How far two numbers may be apart, of the larger of the two.</param>
public sealed record ColumnReport(IReadOnlyList<ColumnDifference> Columns, IReadOnlyList<string> OnlyFirst,
    IReadOnlyList<string> OnlySecond, double Tolerance)
{
    /// <summary>Rounding of float32 over a short run; a trace tells rounding from mistakes, a log cannot.</summary>
    public const double DefaultTolerance = 1e-5;

    /// <summary>Compares two files.</summary>
    /// <exception cref="BadInputException">They have no column in common.</exception>
    public static ColumnReport Of(ColumnFile a, ColumnFile b, double tolerance = DefaultTolerance)
    {
        List<ColumnDifference> both =
            [.. a.Columns.Where(c => b.Columns.ContainsKey(c.Key))
            .Select(c => ColumnDifference.Of(c.Key, c.Value, b.Columns[c.Key], tolerance))];
        if (both.Count == 0)
            throw new BadInputException(
            $"{a.Path} and {b.Path}: no column is in both, expected some; the one has "
            + $"{string.Join(", ", a.Columns.Keys.Take(8))}, the other {string.Join(", ", b.Columns.Keys.Take(8))}");
        return new(both, [.. a.Columns.Keys.Except(b.Columns.Keys)], [.. b.Columns.Keys.Except(a.Columns.Keys)],
            tolerance);
    }

    /// <summary>Whether every column of both agrees.</summary>
    public bool Agrees => Columns.All(column => column.Beyond is null && column.FirstCount == column.SecondCount);

    /// <summary>The report, a line a column.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var c in Columns) yield return c.ToString();
        foreach (var name in OnlyFirst) yield return $"{name}: only in the first";
        foreach (var name in OnlySecond) yield return $"{name}: only in the second";
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{(Agrees ? "all columns agree" : "not all columns agree")} to {Tolerance:G3}; traces of the two runs "
            + $"would tell why they part");
    }

    /// <summary>The same as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        agrees = Agrees,
        tolerance = Tolerance,
        columns = Columns
            .Select(c => new
            {
                name = c.Name,
                first = c.FirstCount,
                second = c.SecondCount,
                beyond = c.Beyond,
                largest = double.IsFinite(c.Largest) ? c.Largest : (double?)null
            }),
    });
}

/// <summary>One column of both.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstCount">How many numbers the first has.</param>
/// <param name="SecondCount">How many the second has.</param>
/// <param name="Beyond">The first index, from 0, beyond the tolerance; null where there is none.</param>
/// <param name="A">The first's number there.</param>
/// <param name="B">The second's.</param>
/// <param name="Largest">The largest relative difference.</param>
public sealed record ColumnDifference(string Name, int FirstCount, int SecondCount, int? Beyond, double A, double B,
    double Largest)
{
    internal static ColumnDifference Of(string name, IReadOnlyList<double> a, IReadOnlyList<double> b, double tolerance)
    {
        int? beyond = null;
        var largest = 0.0;
        foreach (var (k, (x, y)) in a.Zip(b).Index())
        {
            var apart = x == y || (double.IsNaN(x) && double.IsNaN(y)) ? 0 : double.IsFinite(x - y)
                ? Math.Abs(x - y) / Math.Max(Math.Abs(x), Math.Abs(y)) : double.PositiveInfinity;
            largest = Math.Max(largest, apart);
            if (apart > tolerance) beyond ??= k;
        }
        return new(name, a.Count, b.Count, beyond, beyond is { } i ? a[i] : 0, beyond is { } j ? b[j] : 0, largest);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {(FirstCount == SecondCount ? $"{FirstCount} numbers"
            : $"{FirstCount} numbers against {SecondCount}")}, "
            + $"{(Beyond is { } k ? $"first apart at index {k}: {A:G9} against {B:G9}; "
                : Largest == 0 ? "equal" : "")}"
            + $"{(Largest == 0 ? "" : $"at most {Largest:G3} apart, relatively")}");
}
