using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class ContourLinesTests
{
    private static readonly Interval Square = new(-2, 2);

    [Fact]
    public void The_contour_of_a_bowl_is_one_closed_circle()
    {
        Grid bowl = Grid.Sample((x, y) => x * x + y * y, Square, Square, 201);
        var line = Assert.Single(ContourLines.At(bowl, 1));
        Assert.Equal(line[0], line[^1]);
        Assert.All(line, p => Assert.Equal(1, double.Hypot(p.X, p.Y), 3));
        double length = line.Zip(line.Skip(1), (a, b) => double.Hypot(a.X - b.X, a.Y - b.Y)).Sum();
        Assert.Equal(2 * Math.PI, length, 2);
    }

    [Fact]
    public void The_contour_of_a_slope_is_one_open_line_across_the_grid()
    {
        Grid slope = Grid.Sample((x, y) => x + y / 2, Square, Square, 9);
        var line = Assert.Single(ContourLines.At(slope, 0.1));
        Assert.All(line, p => Assert.Equal(0.1, p.X + p.Y / 2, 12));
        Assert.Equal([-2.0, 2.0], new[] { line[0].Y, line[^1].Y }.Order());
    }

    [Theory]
    [InlineData(0.1, 2)]
    [InlineData(-0.1, 2)]
    [InlineData(9, 0)]
    public void A_saddle_has_two_branches(double level, int expected)
    {
        Grid saddle = Grid.Sample((x, y) => x * x - y * y, Square, Square, 40);
        var lines = ContourLines.At(saddle, level);
        Assert.Equal(expected, lines.Count);
        Assert.All(lines, line => Assert.NotEqual(line[0], line[^1]));
    }

    [Theory]
    [InlineData(0.4, false)]
    [InlineData(0.6, true)]
    public void An_ambiguous_cell_is_joined_as_its_middle_says(double level, bool cutsOffTheHighCorner)
    {
        // Corners 1 and 0 in turn, so the middle is 0.5: below it the high corners are joined, above it the low ones.
        var cell = new Grid([0, 1], [0, 1], new double[,] { { 1, 0 }, { 0, 1 } });
        var lines = ContourLines.At(cell, level);
        Assert.Equal(2, lines.Count);
        bool aroundOrigin = lines.Any(line => line.All(p => p.X + p.Y <= 1 - 1e-9));
        Assert.Equal(cutsOffTheHighCorner, aroundOrigin);
    }

    [Fact]
    public void Cells_with_a_hole_are_left_out()
    {
        Grid torn = Grid.Sample((x, y) => x > 0.9 ? double.NaN : y, Square, Square, 21);
        var line = Assert.Single(ContourLines.At(torn, 0.05));
        Assert.True(line.Max(p => p.X) <= 0.9);
    }

    [Fact]
    public void Default_levels_of_a_bowl_stand_evenly()
    {
        Grid bowl = Grid.Sample((x, y) => x * x + y * y, Square, Square, 41);
        IReadOnlyList<double> levels = ContourLines.Levels(bowl);
        double[] radii = [.. levels.Select(Math.Sqrt)];
        Assert.All(radii.Zip(radii.Skip(1)), pair => Assert.Equal(radii[0], pair.Second - pair.First, 10));
        Assert.True(levels[^1] < 8);
    }
}
