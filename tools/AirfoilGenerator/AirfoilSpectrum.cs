using static System.Math;

namespace D2lOptim.AirfoilGenerator;

/// <summary>
/// Shapes and amplitudes of trailing-edge noise in NASA RP-1218. A shape is 0 dB near its peak and −20 dB at a distance
/// of a₀ (b₀) decades from it, a distance that grows with the Reynolds number; in between it is mixed from the
/// narrowest and the widest curve.
/// </summary>
internal static class AirfoilSpectrum
{
    /// <summary>Shape A of attached flow, dB; <paramref name="ratio"/> is the Strouhal number over its peak.</summary>
    // a₀ = 0.57 for R < 9.52·10⁴, −9.57·10⁻¹³·(R − 8.57·10⁵)² + 1.13 up to 8.57·10⁵, 1.13 above
    // A(a) = A₋(a) + q·(A₊(a) − A₋(a)), a = |lg ratio|, q such that A(a₀) = −20 dB
    internal static double A(double ratio, double R)
    {
        var a0 = R < 9.52e4 ? 0.57 : R > 8.57e5 ? 1.13 : -9.57e-13 * Square(R - 8.57e5) + 1.13;
        return Mix(Abs(Log10(ratio)), a0, ANarrow, AWide);
    }

    /// <summary>Shape B of separated flow, dB.</summary>
    // b₀ = 0.30 for R < 9.52·10⁴, −4.48·10⁻¹³·(R − 8.57·10⁵)² + 0.56 up to 8.57·10⁵, 0.56 above; mixed like A
    internal static double B(double ratio, double R)
    {
        var b0 = R < 9.52e4 ? 0.30 : R > 8.57e5 ? 0.56 : -4.48e-13 * Square(R - 8.57e5) + 0.56;
        return Mix(Abs(Log10(ratio)), b0, BNarrow, BWide);
    }

    /// <summary>Whether the flow has stalled: beyond γ₀ or 12.5°, whichever comes first.</summary>
    internal static bool Stalled(double α, double M) => α >= Gamma0(M) || α > 12.5;

    /// <summary>K₁ (attached flow), ΔK₁ (its correction on the pressure side) and K₂ (separation), dB.</summary>
    /// <param name="α">Angle of attack, degrees.</param>
    /// <param name="M">Mach number.</param>
    /// <param name="R">Reynolds number of the chord.</param>
    /// <param name="Rp">Reynolds number of the pressure side's displacement thickness.</param>
    // K₁ = −4.31·lg R + 156.3 for R < 2.47·10⁵, −9·lg R + 181.6 up to 8·10⁵, 128.5 above
    // ΔK₁ = α·(1.43·lg Rₚ − 5.29) for Rₚ ≤ 5000, 0 above
    // γ = 27.094·M + 3.31, γ₀ = 23.43·M + 4.651, β = 72.65·M + 10.74, β₀ = −34.19·M − 13.82
    // K₂ − K₁ = −1000 for α < γ₀ − γ, √(β² − (β/γ)²·(α − γ₀)²) + β₀ up to γ₀ + γ, −12 above
    internal static (double K1, double ΔK1, double K2) Amplitudes(double α, double M, double R, double Rp)
    {
        var K1 = R < 2.47e5 ? -4.31 * Log10(R) + 156.3 : R <= 8e5 ? -9 * Log10(R) + 181.6 : 128.5;
        var ΔK1 = Rp <= 5000 ? α * (1.43 * Log10(Rp) - 5.29) : 0;
        var (γ, γ0) = (27.094 * M + 3.31, Gamma0(M));
        var (β, β0) = (72.65 * M + 10.74, -34.19 * M - 13.82);
        var K2 = K1 + (α < γ0 - γ ? -1000 : α > γ0 + γ ? -12 : Sqrt(β * β - Square(β / γ * (α - γ0))) + β0);
        return (K1, ΔK1, K2);
    }

    private static double Gamma0(double M) => 23.43 * M + 4.651;

    private static double Mix(double x, double x0, Func<double, double> narrow, Func<double, double> wide)
    {
        var q = (-20 - narrow(x0)) / (wide(x0) - narrow(x0));
        return narrow(x) + q * (wide(x) - narrow(x));
    }

    private static double ANarrow(double a) => a switch
    {
        < 0.204 => Sqrt(67.552 - 886.788 * a * a) - 8.219,
        <= 0.244 => -32.665 * a + 3.981,
        _ => ((-142.795 * a + 103.656) * a - 57.757) * a + 6.006,
    };

    private static double AWide(double a) => a switch
    {
        < 0.13 => Sqrt(67.552 - 886.788 * a * a) - 8.219,
        <= 0.321 => -15.901 * a + 1.098,
        _ => ((-4.669 * a + 3.491) * a - 16.699) * a + 1.149,
    };

    private static double BNarrow(double b) => b switch
    {
        < 0.13 => Sqrt(16.888 - 886.788 * b * b) - 4.109,
        <= 0.145 => -83.607 * b + 8.138,
        _ => ((-817.810 * b + 355.210) * b - 135.024) * b + 10.619,
    };

    private static double BWide(double b) => b switch
    {
        < 0.10 => Sqrt(16.888 - 886.788 * b * b) - 4.109,
        <= 0.187 => -31.330 * b + 1.854,
        _ => ((-80.541 * b + 44.174) * b - 39.381) * b + 2.344,
    };

    private static double Square(double x) => x * x;
}
