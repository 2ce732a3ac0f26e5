using D2lOptim.AirfoilGenerator;
using static System.Math;

namespace D2lOptim.Tests.Data;

public sealed class AirfoilModelTests
{
    /// <summary>
    /// Levels in dB at 500, 1600, 4000 and 10000 Hz from another program: subroutine TBLTE (heavily tripped, ITRIP = 1)
    /// of NREL's NAFNoise, bpm/PREDICT.FOR at commit 92413d0, compiled with gfortran -fdefault-real-8
    /// -ffixed-line-length-132, called with span 0.4572 m, distance 1.22 m,
    /// Θ = Φ = 90°, ν = 1.4529e-5 m²/s, c₀ = 340.46 m/s. It writes 1.333° and −31.313 where the report prints 1.33° and
    /// −31.330, so the two agree to 0.01 dB and hardly better.
    /// </summary>
    public static TheoryData<double, double, double, double[]> NafNoise => new()
    {
        { 0, 0.3048, 71.3, [57.8164, 63.4358, 57.3426, 50.0068] },
        { 0, 0.0254, 31.7, [-71.9618, 25.3229, 43.7322, 42.3163] },
        { 2.7, 0.1524, 39.6, [48.3847, 51.8501, 45.4329, 35.8747] },
        { 4, 0.2286, 55.5, [57.8507, 57.6127, 51.4694, 44.1319] },
        { 6.7, 0.1016, 55.5, [62.1374, 61.4992, 52.3110, 45.5126] },
        { 7.3, 0.2286, 71.3, [74.3845, 62.5409, 57.5113, 50.4487] },
        { 8.4, 0.0508, 71.3, [64.5267, 75.2856, 56.3594, 51.7573] },
        { 9.9, 0.1524, 39.6, [60.4766, 51.9985, 43.1526, 30.4689] },
        { 12.6, 0.1016, 31.7, [45.6920, 36.7887, 26.6892, 11.4240] },
        { 22.2, 0.0254, 71.3, [64.3398, 62.6862, 53.9557, 37.1448] },
    };

    [Theory]
    [MemberData(nameof(NafNoise))]
    public void Levels_are_those_of_another_program(double angle, double chord, double velocity, double[] expected)
    {
        double[] frequencies = [500, 1600, 4000, 10000];
        foreach (var (f, level) in frequencies.Zip(expected))
            Assert.Equal(level, AirfoilModel.At(f, angle, chord, velocity).Level, 0.02);
    }

    // Single values of column 5 of NASA's file.
    [Theory]
    [InlineData(0, 0.3048, 71.3, 0.00266337)]
    [InlineData(5.3, 0.2286, 39.6, 0.00614329)]
    [InlineData(12.6, 0.1524, 39.6, 0.0584113)]
    [InlineData(22.2, 0.0254, 71.3, 0.0214178)]
    public void Thickness_is_the_one_that_NASA_published(double angle, double chord, double velocity,
        double expected) =>
        Assert.Equal(1, AirfoilModel.Thickness(angle, chord, velocity).Suction / expected, 1e-5);

    [RealAirfoilFact]
    public void Every_thickness_of_the_measured_file_is_the_models()
    {
        foreach (var row in MeasuredRows())
            Assert.Equal(1, AirfoilModel.Thickness(row[1], row[2], row[3]).Suction / row[4], 1e-5);
    }

    // Only the scaled level comes near column 6; the level at the microphone is 72 dB away.
    [RealAirfoilFact]
    public void Scaled_levels_of_the_measured_file_are_within_6_dB_root_mean_square()
    {
        var squares = MeasuredRows()
            .Select(row => Pow(AirfoilModel.At(row[0], row[1], row[2], row[3]).ScaledLevel - row[5], 2));
        Assert.InRange(Sqrt(squares.Average()), 0, 6);
    }

    private static IEnumerable<double[]> MeasuredRows() =>
        File.ReadLines(RealAirfoil.File).Select(line => line.Split('\t').Select(double.Parse).ToArray());
}
