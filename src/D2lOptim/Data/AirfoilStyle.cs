using System.Text;
using D2lOptim.Numerics;

namespace D2lOptim.Data;

/// <summary>
/// Rows like those of NASA's airfoil self-noise file, made from <see cref="AirfoilModel"/>: sweeps of the experiment's
/// test matrix in
/// random order, the usable bands of each, and Gaussian scatter on the level. The same seed gives the same rows; a
/// longer file begins
/// with the shorter one; after a whole campaign the next one measures the same settings again, in another order.
/// </summary>
public static class AirfoilStyle
{
    /// <summary>Rows of the bundled file, as many as the measured one has.</summary>
    public const int DefaultRows = 1503;

    /// <summary>Seed of the bundled file.</summary>
    public const int DefaultSeed = 0;

    /// <summary>Standard deviation of a measured level about the model, dB; for NASA's three longest blades it is 1.6
    /// to 2.6 dB.</summary>
    public const double Scatter = 2;

    /// <summary>How far under the peak a band below the peak's frequency is still used, dB; the tunnel's own noise is
    /// low and hides more.</summary>
    public const double UsableBelowPeak = 10;

    /// <summary>The same for bands above the peak's frequency, dB.</summary>
    public const double UsableAbovePeak = 20;

    /// <summary>Makes the rows one by one; memory does not grow with their number.</summary>
    /// <param name="rows">How many, 1 or more.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="BadInputException"><paramref name="rows"/> is less than 1.</exception>
    public static IEnumerable<AirfoilRow> Rows(int rows, int seed)
    {
        if (rows < 1)
            throw new BadInputException($"rows must be ≥ 1, was {rows}");
        return Campaigns(new SplitMix64(seed)).Take(rows);
    }

    /// <summary>Writes <see cref="Rows"/> to a file, whole or not at all: tabs, line feeds, ASCII.</summary>
    /// <exception cref="BadInputException"><paramref name="rows"/> is less than 1, or the file cannot be
    /// written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was raised; no file stays.</exception>
    public static void Write(string path, int rows = DefaultRows, int seed = DefaultSeed,
        CancellationToken cancel = default)
    {
        var made = Rows(rows, seed);
        AtomicFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, Encoding.ASCII, leaveOpen: true) { NewLine = "\n" };
            foreach (var row in made)
            {
                cancel.ThrowIfCancellationRequested();
                text.WriteLine(row.ToString());
            }
        });
    }

    private static IEnumerable<AirfoilRow> Campaigns(SplitMix64 random)
    {
        AirfoilRow[][] sweeps = [.. AirfoilSweeps.Campaign.Select(UsableBands)];
        while (true)
        {
            // Fisher and Yates' shuffle, so that a short file has every chord and velocity too.
            for (var i = sweeps.Length - 1; i > 0; i--)
            {
                var j = random.Below(i + 1);
                (sweeps[i], sweeps[j]) = (sweeps[j], sweeps[i]);
            }
            foreach (var sweep in sweeps)
                foreach (var row in sweep)
                    yield return row with { Level = row.Level + Scatter * random.Gaussian() };
        }
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
