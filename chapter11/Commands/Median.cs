namespace D2lOptim.Chapter11.Commands;

/// <summary>The median, of an even count the mean of the two in the middle.</summary>
internal static class Median
{
    internal static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The quartiles: the medians of the lower half and of the upper half, each with the middle value of an
    /// odd count.</summary>
    internal static (double Low, double High) MiddleHalf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var half = (sorted.Length + 1) / 2;
        return (Of(sorted[..half]), Of(sorted[^half..]));
    }
}
