using System.Globalization;
using System.Security.Cryptography;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;

namespace D2lOptim.Tests.Data;

public sealed class AirfoilStyleTests : IDisposable
{
    private static readonly string Bundled = Path.Combine(Repository.Root, "data", "airfoil-style.dat");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_committed_file_is_what_the_generator_writes()
    {
        AirfoilStyle.Write(folder["again.dat"]);
        Assert.Equal(File.ReadAllBytes(Bundled), File.ReadAllBytes(folder["again.dat"]));
    }

    [Fact]
    public void The_readme_states_the_checksums_and_the_loss_of_the_committed_file()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "data", "README.md"));
        var bytes = File.ReadAllBytes(Bundled);
        Assert.Contains(Convert.ToHexStringLower(SHA1.HashData(bytes)), readme);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), readme);
        Assert.Contains(BestLinearLoss(Bundled).ToString("F5", CultureInfo.InvariantCulture), readme);
    }

    [Theory]
    [InlineData(AirfoilStyle.DefaultSeed)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-7)]
    [InlineData(int.MaxValue)]
    public void The_best_linear_fit_loses_about_what_it_loses_on_the_measured_set(int seed)
    {
        AirfoilStyle.Write(folder["style.dat"], seed: seed);
        Assert.InRange(BestLinearLoss(folder["style.dat"]), 0.20, 0.28);
    }

    [RealAirfoilFact]
    public void The_best_linear_fit_loses_24_hundredths_on_the_measured_set() =>
        Assert.Equal(0.24169, BestLinearLoss(RealAirfoil.File), 5e-6);

    [Fact]
    public void A_campaign_measures_every_setting_once_and_each_over_neighbouring_bands()
    {
        var rows = AirfoilStyle.Rows(1503, 3).ToList();
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

    [Fact]
    public void Scatter_about_the_model_is_Gaussian_of_two_decibels()
    {
        var errors = AirfoilStyle.Rows(100_000, 5)
            .Select(r => r.Level - AirfoilModel.At(r.Frequency, r.Angle, r.Chord, r.Velocity).ScaledLevel).ToList();
        Assert.Equal(0, errors.Average(), 0.03);
        Assert.Equal(2, Math.Sqrt(errors.Average(e => e * e)), 0.03);
        Assert.Equal(0.6827, errors.Count(e => Math.Abs(e) < 2) / 1e5, 0.01);
    }

    [Fact]
    public void A_longer_file_begins_with_the_shorter_one_and_another_seed_gives_another()
    {
        Assert.Equal(AirfoilStyle.Rows(100, 4), AirfoilStyle.Rows(5000, 4).Take(100));
        Assert.NotEqual(AirfoilStyle.Rows(100, 4), AirfoilStyle.Rows(100, 5));
        Assert.Single(AirfoilStyle.Rows(1, 4));
    }

    [Fact]
    public void A_million_rows_stream_without_being_held()
    {
        using var rows = AirfoilStyle.Rows(1_000_000, 6).GetEnumerator();
        Assert.True(rows.MoveNext());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 1;
        while (rows.MoveNext())
            count++;
        Assert.Equal(1_000_000, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_cancelled_or_failing_write_leaves_the_old_file_and_nothing_else()
    {
        var path = folder.Write("style.dat", "old");
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => AirfoilStyle.Write(path, cancel: cancel.Token));
        Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new FormatException();
        }));
        Assert.Equal([path], folder.Entries);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_and_left_as_it_was()
    {
        var file = folder.Write("file", "old");
        Refused(folder.Root, "cannot be written");
        Refused(Path.Combine(file, "style.dat"), "cannot be written");
        Refused("", "no path to write to");
        Assert.Equal([file], folder.Entries);

        static void Refused(string path, string message)
        {
            var e = Assert.Throws<BadInputException>(() => AirfoilStyle.Write(path));
            Assert.StartsWith(path, e.Message);
            Assert.Contains(message, e.Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Fewer_than_one_row_is_refused_before_any_is_made(int rows) =>
        Assert.Equal($"rows must be ≥ 1, was {rows}",
            Assert.Throws<BadInputException>(() => AirfoilStyle.Rows(rows, 0)).Message);

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
