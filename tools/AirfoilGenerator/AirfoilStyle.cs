using D2lOptim.Numerics;

namespace D2lOptim.AirfoilGenerator;

/// <summary>
/// Makes data/airfoil-style.dat, rows like those of NASA's airfoil self-noise file: sweeps of the experiment's test
/// matrix in random order, the usable bands of each, and Gaussian scatter on the level.
/// </summary>
internal static class AirfoilStyle
{
    // As many as the measured file has.
    private const int RowCount = 1503;

    // Standard deviation of a measured level about the model, dB; for NASA's three longest blades it is 1.6 to 2.6.
    private const double Scatter = 2;

    // How far under the peak a band is still used, dB; the tunnel's own noise is low and hides more below.
    private const double UsableBelowPeak = 10, UsableAbovePeak = 20;

    internal static IEnumerable<AirfoilRow> Rows => Campaign(new SplitMix64(0)).Take(RowCount);

    /// <summary>The bytes of the file: tabs, line feeds, ASCII.</summary>
    internal static string Text => string.Concat(Rows.Select(row => $"{row}\n"));

    private static int Main(string[] args)
    {
        if (args is not [var path])
        {
            Console.Error.WriteLine("say where to write: dotnet run --project tools/AirfoilGenerator -- FILE");
            return 2;
        }
        File.WriteAllText(path, Text);
        return 0;
    }

    private static IEnumerable<AirfoilRow> Campaign(SplitMix64 random)
    {
        // Fisher and Yates' shuffle.
        AirfoilRow[][] sweeps = [.. AirfoilSweeps.Campaign.Select(UsableBands)];
        for (var i = sweeps.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (sweeps[i], sweeps[j]) = (sweeps[j], sweeps[i]);
        }
        foreach (var sweep in sweeps)
            foreach (var row in sweep)
                yield return row with { Level = row.Level + Scatter * random.Gaussian() };
    }

    /// <summary>One sweep as the model has it, without scatter.</summary>
    private static AirfoilRow[] UsableBands(AirfoilSweep s)
    {
        AirfoilRow[] bands =
        [
            .. from f in AirfoilSweeps.Frequencies
               let noise = AirfoilModel.At(f, s.Angle, s.Chord, s.Velocity)
               select new AirfoilRow(f, s.Angle, s.Chord, s.Velocity, noise.Thickness, noise.ScaledLevel),
        ];
        var peak = bands.MaxBy(b => b.Level);
        return [.. bands
            .Where(b => peak.Level - b.Level <= (b.Frequency < peak.Frequency ? UsableBelowPeak : UsableAbovePeak))];
    }
}
