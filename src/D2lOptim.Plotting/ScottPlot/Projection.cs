namespace D2lOptim.Plotting;

/// <summary>Parallel projection of a box in space onto the plane, seen as gnuplot's <c>set view 60,35</c> sees
/// it.</summary>
/// <param name="X">Shown interval of the first axis.</param>
/// <param name="Y">Shown interval of the second axis.</param>
/// <param name="Z">Shown interval of the height axis.</param>
internal sealed record Projection(Interval X, Interval Y, Interval Z)
{
    private const double Turn = 35 * Math.PI / 180;
    private const double Tilt = 60 * Math.PI / 180;
    private const double HeightToWidth = 0.6;

    /// <summary>Place on the plane, and distance from the eye.</summary>
    public (double U, double V, double Depth) At(double x, double y, double z)
    {
        double a = (x - X.Min) / X.Length - 0.5, b = (y - Y.Min) / Y.Length - 0.5, c = (z - Z.Min) / Z.Length - 0.5;
        double depth = b * Math.Cos(Turn) - a * Math.Sin(Turn);
        return (a * Math.Cos(Turn) + b * Math.Sin(Turn), c * HeightToWidth * Math.Sin(Tilt) + depth * Math.Cos(Tilt),
            depth);
    }

    /// <summary>The cells of a grid as quadrilaterals with their mean height, farthest first, so that nearer ones cover
    /// them.</summary>
    public IReadOnlyList<(IReadOnlyList<(double X, double Y, double Z)> Corners, double Height)> Cells(Grid grid)
    {
        var cells = new List<(IReadOnlyList<(double X, double Y, double Z)> Corners, double Height, double Depth)>();
        for (int row = 0; row + 1 < grid.Y.Count; row++)
        {
            for (int column = 0; column + 1 < grid.X.Count; column++)
            {
                (int Row, int Column)[] at =
                    [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
                (double X, double Y, double Z)[] corners =
                    [.. at.Select(c => (grid.X[c.Column], grid.Y[c.Row], grid.Z[c.Row, c.Column]))];
                double height = corners.Average(c => c.Z);
                if (double.IsFinite(height))
                    cells.Add((corners, height, corners.Average(c => At(c.X, c.Y, c.Z).Depth)));
            }
        }
        return [.. cells.OrderByDescending(cell => cell.Depth).Select(cell => (cell.Corners, cell.Height))];
    }
}
