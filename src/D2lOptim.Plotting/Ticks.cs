namespace D2lOptim.Plotting;

/// <summary>Round numbers to write along an axis.</summary>
public static class Ticks
{
    /// <summary>Multiples of 1, 2, 2.5 or 5 times a power of ten inside <paramref name="shown"/>, at most <paramref name="most"/> + 1 of them.</summary>
    public static IReadOnlyList<double> Linear(Interval shown, int most)
    {
        double rough = shown.Length / most;
        if (!(rough > 0) || !double.IsFinite(rough))
            return [shown.Min];
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * new[] { 1, 2, 2.5, 5, 10 }.First(m => m * power >= rough * (1 - 1e-9));
        double first = Math.Ceiling(shown.Min / step - 1e-9), last = Math.Floor(shown.Max / step + 1e-9);

        // Rounding keeps 0.30000000000000004 out of the labels.
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => double.Parse(((first + i) * step).ToString("G12")))];
    }

    /// <summary>What to write along a logarithmic axis: powers of ten, or round numbers where fewer than two of those are inside <paramref name="shown"/>.</summary>
    public static IReadOnlyList<double> Logarithmic(Interval shown) => Decades(shown) is { Count: >= 2 } decades ? decades : Linear(shown, 5);

    /// <summary>Powers of ten inside <paramref name="shown"/>, which must be positive; every second, third… one if there are more than eight.</summary>
    public static IReadOnlyList<double> Decades(Interval shown)
    {
        int first = (int)Math.Ceiling(Math.Log10(shown.Min) - 1e-9), last = (int)Math.Floor(Math.Log10(shown.Max) + 1e-9);
        int every = Math.Max(1, (last - first + 8) / 8);
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(power => power % every == 0).Select(Exact)];
    }

    /// <summary>2, 3, … 9 times every power of ten inside <paramref name="shown"/>; none where there is not even room for all the powers.</summary>
    public static IReadOnlyList<double> BetweenDecades(Interval shown)
    {
        int first = (int)Math.Floor(Math.Log10(shown.Min)), last = (int)Math.Floor(Math.Log10(shown.Max));
        return last - first > 8
            ? []
            : [.. Enumerable.Range(first, last - first + 1)
                .SelectMany(power => Enumerable.Range(2, 8).Select(digit => digit * Exact(power)))
                .Where(tick => tick >= shown.Min && tick <= shown.Max)];
    }

    /// <summary>A tick of a logarithmic axis in words: plain from 0.01 to 1000, a power of ten with a raised exponent beyond.</summary>
    public static string Label(double tick)
    {
        int power = (int)Math.Round(Math.Log10(tick));
        return power is >= -2 and <= 3 || tick != Exact(power)
            ? tick.ToString()
            : "10" + string.Concat(power.ToString().Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
    }

    // Math.Pow(10, -5) is not the double nearest to 0.00001.
    private static double Exact(int power) => double.Parse($"1e{power}");
}
