namespace D2lOptim.AirfoilGenerator;

/// <summary>One setting of the experiment, measured over all frequencies.</summary>
/// <param name="Angle">Effective angle of attack, degrees, to 0.1.</param>
/// <param name="Chord">Chord length, m.</param>
/// <param name="Velocity">Free-stream velocity, m/s.</param>
internal readonly record struct AirfoilSweep(double Angle, double Chord, double Velocity);

/// <summary>The test matrix of the experiment (NASA RP-1218): which settings were run, and at which
/// frequencies.</summary>
internal static class AirfoilSweeps
{
    // The open jet of the tunnel is 0.3048 m high and bends under the blade's lift.
    private const double JetHeight = 0.3048;

    /// <summary>Centres of the 1/3-octave bands, Hz.</summary>
    internal static IReadOnlyList<double> Frequencies { get; } =
    [
        200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000,
        2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000,
    ];

    /// <summary>
    /// The 112 settings of one campaign: six chords, up to six angles set in the tunnel, four velocities; two of them
    /// (71.3 and 39.6 m/s)
    /// at 14.4° and 25.2°. The largest blades were not turned that far.
    /// </summary>
    internal static IReadOnlyList<AirfoilSweep> Campaign { get; } =
    [
        .. from blade in new (double Chord, double Most)[]
               { (0.3048, 14.4), (0.2286, 19.8), (0.1524, 25.2), (0.1016, 25.2), (0.0508, 25.2), (0.0254, 25.2) }
           from tunnelAngle in new[] { 0, 5.4, 10.8, 14.4, 19.8, 25.2 }
           where tunnelAngle <= blade.Most
           from velocity in tunnelAngle is 14.4 or 25.2 ? new[] { 71.3, 39.6 } : [71.3, 55.5, 39.6, 31.7]
           select new AirfoilSweep(EffectiveAngle(tunnelAngle, blade.Chord), blade.Chord, velocity),
    ];

    /// <summary>The angle in free air that loads the blade like <paramref name="tunnelAngle"/> does in the jet,
    /// degrees, to 0.1.</summary>
    // α = αₜ/ζ,  ζ = (1 + 2σ)² + √(12σ),  σ = (π²/48)·(c/H)²
    internal static double EffectiveAngle(double tunnelAngle, double chord)
    {
        var σ = Math.PI * Math.PI / 48 * (chord / JetHeight) * (chord / JetHeight);
        var ζ = (1 + 2 * σ) * (1 + 2 * σ) + Math.Sqrt(12 * σ);
        return Math.Round(tunnelAngle / ζ, 1);
    }
}
