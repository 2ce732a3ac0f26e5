namespace D2lOptim.Plotting;

/// <summary>Parallel projection of a box in space onto the plane, seen as gnuplot's <c>set view 60,35</c> sees it.</summary>
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
        return (a * Math.Cos(Turn) + b * Math.Sin(Turn), c * HeightToWidth * Math.Sin(Tilt) + depth * Math.Cos(Tilt), depth);
    }

    /// <summary>The cells of a grid as quadrilaterals with their mean height, farthest first, so that nearer ones cover them.</summary>
    public IReadOnlyList<((double U, double V, double Depth)[] Corners, double Height)> Cells(Grid grid)
    {
        var cells = new List<((double U, double V, double Depth)[] Corners, double Height)>();
        for (int row = 0; row + 1 < grid.Y.Count; row++)
        {
            for (int column = 0; column + 1 < grid.X.Count; column++)
            {
                (int Row, int Column)[] corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
                double height = corners.Average(c => grid.Z[c.Row, c.Column]);
                if (double.IsFinite(height))
                    cells.Add(([.. corners.Select(c => At(grid.X[c.Column], grid.Y[c.Row], grid.Z[c.Row, c.Column]))], height));
            }
        }
        return [.. cells.OrderByDescending(cell => cell.Corners.Average(c => c.Depth))];
    }
}
