using System.Globalization;

namespace D2lOptim.AirfoilGenerator;

/// <summary>One row of the airfoil file, in the order and the units of its columns.</summary>
/// <param name="Frequency">Centre of the 1/3-octave band, Hz.</param>
/// <param name="Angle">Effective angle of attack, degrees.</param>
/// <param name="Chord">Chord length, m.</param>
/// <param name="Velocity">Free-stream velocity, m/s.</param>
/// <param name="Thickness">Displacement thickness of the suction side's boundary layer, m.</param>
/// <param name="Level">Scaled sound pressure level, dB.</param>
internal readonly record struct AirfoilRow(
    double Frequency, double Angle, double Chord, double Velocity, double Thickness, double Level)
{
    /// <summary>The row as a line of the file, without its end: tabs between, thickness to 6 digits, level to 3
    /// decimals.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Frequency}\t{Angle}\t{Chord}\t{Velocity}\t{Thickness:G6}\t{Level:F3}");
}
