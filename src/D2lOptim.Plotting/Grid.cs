namespace D2lOptim.Plotting;

/// <summary>A function of two variables sampled on a rectangular grid.</summary>
/// <param name="X">Columns, increasing.</param>
/// <param name="Y">Rows, increasing.</param>
/// <param name="Z">Heights, <c>Z[row, column]</c> = f(X[column], Y[row]).</param>
public sealed record Grid(IReadOnlyList<double> X, IReadOnlyList<double> Y, double[,] Z)
{
    /// <summary>Samples <paramref name="f"/> at <paramref name="count"/> × <paramref name="count"/> evenly spaced
    /// points, ends included.</summary>
    public static Grid Sample(Func<double, double, double> f, Interval x, Interval y, int count = 101)
    {
        double[] xs = x.Spaced(count), ys = y.Spaced(count);
        var z = new double[count, count];
        for (int row = 0; row < count; row++)
            for (int column = 0; column < count; column++)
                z[row, column] = f(xs[column], ys[row]);
        return new Grid(xs, ys, z);
    }

    /// <summary>Lowest and highest finite height; 0 and 1 if there is none.</summary>
    public Interval Heights => Interval.Around(Z.Cast<double>()) ?? new Interval(0, 1);
}

/// <summary>The numbers from <paramref name="Min"/> to <paramref name="Max"/>.</summary>
/// <param name="Min">Lower end.</param>
/// <param name="Max">Upper end.</param>
public readonly record struct Interval(double Min, double Max)
{
    /// <summary>Upper end less lower end.</summary>
    public double Length => Max - Min;

    /// <summary>The smallest interval that holds every finite value, or null if there is none.</summary>
    public static Interval? Around(IEnumerable<double> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (double value in values.Where(double.IsFinite))
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return min <= max ? new Interval(min, max) : null;
    }

    /// <summary><paramref name="count"/> ≥ 2 evenly spaced numbers, both ends exactly included.</summary>
    public double[] Spaced(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double min = Min, max = Max, step = Length / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? max : min + i * step)];
    }
}
