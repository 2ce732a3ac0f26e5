using System.Globalization;
using System.Runtime.CompilerServices;

namespace D2lOptim;

/// <summary>Checks of hyperparameters; each gives the value back, or says which it was, what it was and what is
/// allowed.</summary>
public static class Require
{
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public static double NonNegative(double value, [CallerMemberName] string name = "") =>
        Within(double.IsFinite(value) && value >= 0, value, "≥ 0 and finite", name);

    /// <summary>The same of several options, none of them null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is negative or not finite.</exception>
    public static void NonNegative(params ReadOnlySpan<(double? Value, string Name)> options)
    {
        foreach (var (value, name) in options) NonNegative(value!.Value, name);
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1).</exception>
    public static double Fraction(double value, [CallerMemberName] string name = "") =>
        Within(value is >= 0 and < 1, value, "in [0, 1)", name);

    /// <summary>The same of several options, none of them null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not in [0, 1).</exception>
    public static void Fraction(params ReadOnlySpan<(double? Value, string Name)> options)
    {
        foreach (var (value, name) in options) Fraction(value!.Value, name);
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is not in (0, 1).</exception>
    public static double OpenFraction(double value, [CallerMemberName] string name = "") =>
        Within(value is > 0 and < 1, value, "in (0, 1)", name);

    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public static double UnitInterval(double value, [CallerMemberName] string name = "") =>
        Within(value is >= 0 and <= 1, value, "in [0, 1]", name);

    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or not finite.</exception>
    public static double Positive(double value, [CallerMemberName] string name = "") =>
        Within(double.IsFinite(value) && value > 0, value, "> 0 and finite", name);

    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int Positive(int value, [CallerMemberName] string name = "") => Within(value > 0, value, "≥ 1", name);

    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public static int Step(int step) => Within(step >= 0, step, "≥ 0", nameof(step));

    private static T Within<T>(bool allowed, T value, string range, string name) where T : IFormattable => allowed
        ? value
        : throw new ArgumentOutOfRangeException(name,
            $"{char.ToLowerInvariant(name[0])}{name[1..]} must be {range}, was "
            + $"{value.ToString(null, CultureInfo.InvariantCulture)}");
}
