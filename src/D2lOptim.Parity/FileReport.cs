using D2lOptim.Parity.Columns;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity;

/// <summary>What is said of two files.</summary>
/// <param name="Agrees">Whether they are equal, or apart by no more than is allowed.</param>
/// <param name="Lines">The report, a line each.</param>
/// <param name="Json">The same as JSON.</param>
public sealed record FileReport(bool Agrees, IReadOnlyList<string> Lines, string Json)
{
    /// <summary>Compares two traces, or two logs: CSV, JSON, TensorBoard event files.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other, of the same kind.</param>
    /// <param name="map">The parameters that are called otherwise in the second trace.</param>
    /// <param name="tolerance">How far numbers may be apart, relatively; null for what rounding makes of traces, and
    /// <see cref="ColumnReport.DefaultTolerance"/> of logs.</param>
    /// <exception cref="BadInputException">A file cannot be used, or the two do not belong together.</exception>
    public static FileReport Of(string first, string second, NameMap map, double? tolerance = null)
    {
        if (ColumnFile.Is(first) != ColumnFile.Is(second))
            throw new BadInputException($"{first} and {second}: a trace and a log, expected two of one kind");
        if (!ColumnFile.Is(first))
        {
            using TraceReader a = new(first), b = new(second);
            return Of(a, b, map, tolerance);
        }
        var columns = ColumnReport.Of(ColumnFile.Read(first), ColumnFile.Read(second),
            Checked(tolerance) ?? ColumnReport.DefaultTolerance);
        return new(columns.Agrees, [.. columns.Lines()], columns.ToJson());
    }

    /// <summary>Compares two traces.</summary>
    /// <inheritdoc cref="Of(string, string, NameMap, double?)"/>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="map">The parameters that are called otherwise in the second.</param>
    /// <param name="tolerance">How far numbers may be apart; null for what rounding makes.</param>
    public static FileReport Of(TraceReader a, TraceReader b, NameMap map, double? tolerance = null)
    {
        var report = TraceReport.Of(a, b, map, Checked(tolerance));
        return new(report.Agrees, [.. report.Lines()], report.ToJson());
    }

    private static double? Checked(double? tolerance) => tolerance is null or (>= 0 and < double.PositiveInfinity)
        ? tolerance : throw new BadInputException(FormattableString.Invariant(
            $"the tolerance was {tolerance}, expected a finite number of at least 0"));
}
