using static System.Math;

namespace D2lOptim.AirfoilGenerator;

/// <summary>What the model says about one 1/3-octave band.</summary>
/// <param name="Thickness">δ*ₛ, displacement thickness of the suction side's boundary layer, m.</param>
/// <param name="Level">Sound pressure level at the microphone, dB re 20 µPa.</param>
/// <param name="ScaledLevel">
/// Level − 10·lg(M⁵δ*ₛL/r²), dB: freed of speed, thickness, span and distance. This is column 6 of the measured file.
/// </param>
internal readonly record struct AirfoilNoise(double Thickness, double Level, double ScaledLevel);

/// <summary>
/// Noise that a tripped (turbulent) boundary layer makes at the trailing edge of a NACA 0012 section, separation and
/// stall included. Source: T. F. Brooks, D. S. Pope, M. A. Marcolini, "Airfoil Self-Noise and Prediction", NASA
/// RP-1218, 1989. The microphone stands at Θ = Φ = 90°, where both directivities D̄ₕ and D̄ₗ are 1 and leave the
/// formulas.
/// </summary>
internal static class AirfoilModel
{
    // The experiment: the wetted span L and the microphone's distance r, m; the speed of sound c₀, m/s; the kinematic
    // viscosity ν of air, m²/s.
    private const double Span = 0.4572, Distance = 1.22, SpeedOfSound = 340.46, Viscosity = 1.4529e-5;

    /// <summary>Displacement thicknesses (pressure side, suction side) at the trailing edge, m. Boundary layer heavily
    /// tripped.</summary>
    /// <param name="angle">α, effective angle of attack, degrees, 0 to 25 (the section is symmetric).</param>
    /// <param name="chord">c, m.</param>
    /// <param name="velocity">U, free stream, m/s, subsonic.</param>
    internal static (double Pressure, double Suction) Thickness(double angle, double chord, double velocity)
    {
        // δ*₀/c = 0.0601·R⁻⁰·¹¹⁴                         R = Uc/ν ≤ 3·10⁵
        //       = 10^(3.411 − 1.5397·lg R + 0.1059·lg²R)     above
        // δ*ₚ/δ*₀ = 10^(−0.0432·α + 0.00113·α²)
        // δ*ₛ/δ*₀ = 10^(0.0679·α)                α ≤ 5°
        //         = 0.381·10^(0.1516·α)          α ≤ 12.5°
        //         = 14.296·10^(0.0258·α)         above
        var α = angle;
        var R = velocity * chord / Viscosity;
        var lgR = Log10(R);
        var δ0 = chord * (R <= 3e5 ? 0.0601 * Pow(R, -0.114) : Pow(10, 3.411 - 1.5397 * lgR + 0.1059 * lgR * lgR));
        var pressure = δ0 * Pow(10, -0.0432 * α + 0.00113 * α * α);
        var suction = δ0 * α switch
        {
            <= 5 => Pow(10, 0.0679 * α),
            <= 12.5 => 0.381 * Pow(10, 0.1516 * α),
            _ => 14.296 * Pow(10, 0.0258 * α),
        };
        return (pressure, suction);
    }

    /// <summary>Thickness and level in the 1/3-octave band around <paramref name="frequency"/>.</summary>
    /// <param name="frequency">f, centre of the band, Hz.</param>
    /// <param name="angle">α, effective angle of attack, degrees, 0 to 25.</param>
    /// <param name="chord">c, m.</param>
    /// <param name="velocity">U, free stream, m/s, subsonic.</param>
    internal static AirfoilNoise At(double frequency, double angle, double chord, double velocity)
    {
        var (δp, δs) = Thickness(angle, chord, velocity);
        var (f, α, U) = (frequency, angle, velocity);
        var M = U / SpeedOfSound;
        var R = U * chord / Viscosity;
        var (K1, ΔK1, K2) = AirfoilSpectrum.Amplitudes(α, M, R, U * δp / Viscosity);

        // Stₚ = fδ*ₚ/U, Stₛ = fδ*ₛ/U, St₁ = 0.02·M⁻⁰·⁶
        // St₂/St₁ = 1                              α < 1.33°
        //         = 10^(0.0054·(α − 1.33)²)        α ≤ 12.5°
        //         = 4.72                           above
        var (Stp, Sts) = (f * δp / U, f * δs / U);
        var St1 = 0.02 * Pow(M, -0.6);
        var St2 = St1 * α switch { < 1.33 => 1, <= 12.5 => Pow(10, 0.0054 * (α - 1.33) * (α - 1.33)), _ => 4.72 };

        // attached: Lₚ = A(Stₚ/St₁, R) + K₁ − 3 + ΔK₁ + 10·lg(M⁵δ*ₚL/r²)           pressure side
        //           Lₛ = A(Stₛ/½(St₁ + St₂), R) + K₁ − 3 + 10·lg(M⁵δ*ₛL/r²)        suction side
        //           Lα = B(Stₛ/St₂, R) + K₂ + 10·lg(M⁵δ*ₛL/r²)                    separation
        // stalled:  Lα = A(Stₛ/St₂, 3R) + K₂ + 10·lg(M⁵δ*ₛL/r²), Lₚ = Lₛ = −∞
        // L = 10·lg(10^(Lₚ/10) + 10^(Lₛ/10) + 10^(Lα/10))
        var scale = 10 * Log10(Pow(M, 5) * δs * Span / (Distance * Distance));
        var scaled = AirfoilSpectrum.Stalled(α, M)
            ? AirfoilSpectrum.A(Sts / St2, 3 * R) + K2
            : 10 * Log10(
                Pow(10, (AirfoilSpectrum.A(Stp / St1, R) + K1 - 3 + ΔK1) / 10) * δp / δs
                + Pow(10, (AirfoilSpectrum.A(Sts / ((St1 + St2) / 2), R) + K1 - 3) / 10)
                + Pow(10, (AirfoilSpectrum.B(Sts / St2, R) + K2) / 10));
        return new AirfoilNoise(δs, scaled + scale, scaled);
    }
}
