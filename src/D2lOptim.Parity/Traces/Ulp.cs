namespace D2lOptim.Parity.Traces;

/// <summary>Distances counted in representable numbers.</summary>
public static class Ulp
{
    /// <summary>The unit of a NumPy type: 2⁻²³ or 2⁻⁵².</summary>
    public static double Epsilon(string type) => type == "<f4" ? 1.1920928955078125e-07 : 2.220446049250313e-16;

    /// <summary>How many steps from number to number lie between the two; infinite where one is not finite.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="type">NumPy's type of both.</param>
    public static double Distance(double a, double b, string type)
    {
        if (a == b) return 0;
        if (!double.IsFinite(a) || !double.IsFinite(b)) return double.PositiveInfinity;
        var (one, other) = type == "<f4"
            ? (Place(BitConverter.SingleToInt32Bits((float)a), int.MinValue),
                Place(BitConverter.SingleToInt32Bits((float)b), int.MinValue))
            : (Place(BitConverter.DoubleToInt64Bits(a), long.MinValue),
                Place(BitConverter.DoubleToInt64Bits(b), long.MinValue));
        return (double)Int128.Abs((Int128)one - other);
    }

    // Bits of a negative number count downwards.
    private static long Place(long bits, long sign) => bits < 0 ? sign - bits : bits;
}
