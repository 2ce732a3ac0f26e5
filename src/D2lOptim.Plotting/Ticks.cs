using System.Globalization;

namespace D2lOptim.Plotting;

/// <summary>A number along an axis, and how it is written.</summary>
/// <param name="Value">Where it stands.</param>
/// <param name="Label">What is written there.</param>
public readonly record struct Tick(double Value, string Label);

/// <summary>Round numbers to write along an axis.</summary>
public static class Ticks
{
    private const int Most = 8;

    /// <summary>What to write along an axis: at most nine labels, and only as many as there is room for.</summary>
    /// <param name="axis">Linear or logarithmic.</param>
    /// <param name="shown">From where to where it goes.</param>
    /// <param name="pixels">How long it is drawn.</param>
    /// <param name="need">The pixels that a label and the space beside it take.</param>
    public static IReadOnlyList<Tick> Along(Axis axis, Interval shown, double pixels, Func<string, double> need)
    {
        IReadOnlyList<Tick> ticks = [];
        for (int most = Most; most >= 1; most--)
        {
            ticks = axis.Log && Decades(shown, most) is { Count: >= 2 } decades
                ? [.. decades.Select(value => new Tick(value, Label(value)))]
                : [.. Linear(shown, most).Where(value => value > 0 || !axis.Log)
                    .Select(value => new Tick(value, Text(value)))];
            if (ticks.Sum(tick => need(tick.Label)) <= pixels)
                return ticks;
        }
        return ticks;
    }

    /// <summary>
    /// A number in at most six digits, with a true minus and no thousands separators; where it takes a power of ten,
    /// as 1.8·10⁶.
    /// </summary>
    public static string Text(double value)
    {
        string[] parts = value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−').Split('E');
        if (parts.Length == 1)
            return parts[0];
        string power = Power(int.Parse(parts[1].Replace('−', '-'), CultureInfo.InvariantCulture));
        return parts[0] switch
        {
            "1" => power,
            "−1" => $"−{power}",
            var digits => $"{digits}·{power}",
        };
    }

    /// <summary>
    /// Multiples of 1, 2, 2.5 or 5 times a power of ten inside <paramref name="shown"/>, at most
    /// <paramref name="most"/> + 1 of them.
    /// </summary>
    public static IReadOnlyList<double> Linear(Interval shown, int most)
    {
        double rough = shown.Length / most;
        if (!(rough > 0) || !double.IsFinite(rough))
            return [shown.Min];
        double power = Exact((int)Math.Floor(Math.Log10(rough)));
        double step = new[] { 1, 2, 2.5, 5, 10 }.Select(m => m * power)
            .FirstOrDefault(s => s >= rough * (1 - 1e-9), 10 * power);
        double first = Math.Ceiling(shown.Min / step - 1e-9), last = Math.Floor(shown.Max / step + 1e-9);

        // Rounding keeps 0.30000000000000004 out of the labels; where values are closer than that, few are left.
        return [.. Enumerable.Range(0, Math.Clamp((int)(last - first) + 1, 0, most + 2))
            .Select(i => Rounded((first + i) * step)).Distinct()];
    }

    /// <summary>
    /// Powers of ten inside <paramref name="shown"/>, which must be positive; every second, third… one if there are
    /// more than
    /// <paramref name="most"/>.
    /// </summary>
    public static IReadOnlyList<double> Decades(Interval shown, int most = Most)
    {
        int first = (int)Math.Ceiling(Math.Log10(shown.Min) - 1e-9),
            last = (int)Math.Floor(Math.Log10(shown.Max) + 1e-9);
        int every = Math.Max(1, (last - first + most) / most);
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(power => power % every == 0)
            .Select(Exact)];
    }

    /// <summary>
    /// 2, 3, … 9 times every power of ten inside <paramref name="shown"/>; none where there is not even room for all
    /// the powers.
    /// </summary>
    public static IReadOnlyList<double> BetweenDecades(Interval shown)
    {
        int first = (int)Math.Floor(Math.Log10(shown.Min)), last = (int)Math.Floor(Math.Log10(shown.Max));
        return last - first > Most
            ? []
            : [.. Enumerable.Range(first, last - first + 1)
                .SelectMany(power => Enumerable.Range(2, 8).Select(digit => digit * Exact(power)))
                .Where(tick => tick >= shown.Min && tick <= shown.Max)];
    }

    /// <summary>A power of ten in words: plain from 0.01 to 1000, with a raised exponent beyond.</summary>
    public static string Label(double tick)
    {
        int power = (int)Math.Round(Math.Log10(tick));
        return power is >= -2 and <= 3 || tick != Exact(power)
            ? Text(tick)
            : Power(power);
    }

    private static string Power(int power) => "10" + string.Concat(power.ToString(CultureInfo.InvariantCulture)
        .Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    private static double Rounded(double value) =>
        double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // Math.Pow(10, -5) is not the double nearest to 0.00001.
    private static double Exact(int power) => double.Parse($"1e{power}", CultureInfo.InvariantCulture);
}
