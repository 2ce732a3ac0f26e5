using System.Globalization;
using System.Security.Cryptography;
using D2lOptim.AirfoilGenerator;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;

namespace D2lOptim.Tests.Data;

public sealed class AirfoilStyleTests
{
    private static readonly string Bundled = Path.Combine(Repository.Root, "data", "airfoil-style.dat");

    [Fact]
    public void The_committed_file_is_what_the_generator_writes() =>
        Assert.Equal(File.ReadAllText(Bundled), AirfoilStyle.Text);

    [Fact]
    public void The_readme_states_the_checksums_and_the_loss_of_the_committed_file()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "data", "README.md"));
        var bytes = File.ReadAllBytes(Bundled);
        Assert.Contains(Convert.ToHexStringLower(SHA1.HashData(bytes)), readme);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), readme);
        Assert.Contains(BestLinearLoss(Bundled).ToString("F5", CultureInfo.InvariantCulture), readme);
    }

    [RealAirfoilFact]
    public void The_best_linear_fit_loses_24_hundredths_on_the_measured_set() =>
        Assert.Equal(0.24169, BestLinearLoss(RealAirfoil.File), 5e-6);

    [Fact]
    public void A_campaign_measures_every_setting_once_and_each_over_neighbouring_bands()
    {
        var rows = AirfoilStyle.Rows.ToList();
        var sweeps = rows.GroupBy(r => new AirfoilSweep(r.Angle, r.Chord, r.Velocity)).ToList();
        Assert.Equal(112, AirfoilSweeps.Campaign.Distinct().Count());
        Assert.Equal(rows, sweeps.SelectMany(sweep => sweep));
        Assert.Subset(AirfoilSweeps.Campaign.ToHashSet(), sweeps.Select(sweep => sweep.Key).ToHashSet());
        foreach (var sweep in sweeps)
        {
            var bands = sweep.Select(r => AirfoilSweeps.Frequencies.ToList().IndexOf(r.Frequency)).ToList();
            Assert.Equal(Enumerable.Range(bands[0], bands.Count), bands);
            Assert.Single(sweep.Select(r => r.Thickness).Distinct());
        }
    }

    // The angles that NASA's file lists for its chords are those of the tunnel, corrected for the bent jet and rounded.
    [Theory]
    [InlineData(0.3048, 14.4, 4.0)]
    [InlineData(0.2286, 19.8, 7.3)]
    [InlineData(0.1524, 25.2, 12.6)]
    [InlineData(0.1016, 25.2, 15.6)]
    [InlineData(0.0508, 10.8, 8.4)]
    [InlineData(0.0254, 25.2, 22.2)]
    public void Effective_angles_are_those_of_the_experiment(double chord, double tunnel, double effective) =>
        Assert.Equal(effective, AirfoilSweeps.EffectiveAngle(tunnel, chord), 1e-9);

    /// <summary>½·mean((Xw + b − y)²) at its minimum, in double, from the normal equations of the first 1,500
    /// rows.</summary>
    private static double BestLinearLoss(string path)
    {
        var data = Airfoil.Load(path);
        var rows = Enumerable.Range(0, data.Rows)
            .Select(i => (double[])[.. data.Features.AsSpan(5 * i, 5).ToArray().Select(x => (double)x), 1,
                data.Labels[i]]).ToList();

        // ZᵀZ of Z = (X, 1, y); eliminating the first six columns leaves ‖y − Xw − b‖² in the last corner.
        var normal = new double[7, 7];
        foreach (var z in rows)
            for (var i = 0; i < 7; i++)
                for (var j = 0; j < 7; j++)
                    normal[i, j] += z[i] * z[j];
        for (var k = 0; k < 6; k++)
            for (var i = k + 1; i < 7; i++)
                for (var j = 6; j >= k; j--)
                    normal[i, j] -= normal[i, k] / normal[k, k] * normal[k, j];
        return normal[6, 6] / rows.Count / 2;
    }
}
