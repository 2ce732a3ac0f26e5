namespace D2lOptim.Chapter11;

/// <summary>The median, of an even count the mean of the two in the middle.</summary>
internal static class Median
{
    internal static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
