namespace D2lOptim.Plotting;

/// <summary>What a figure must fulfil before it is drawn.</summary>
public static class FigureRules
{
    /// <summary>Checks names, counts, limits and grids.</summary>
    /// <exception cref="ArgumentException">Names the figure, the panel and the series at fault, with the counts
    /// found.</exception>
    public static void Check(Figure figure)
    {
        Require(figure.Name.Length > 0 && figure.Name.IndexOfAny(['/', '\\', '\0']) < 0,
            $"figure '{figure.Name}': the name must be a file name without folder");
        string at = $"figure '{figure.Name}'";
        Require(figure.Alt.Length > 0, $"{at}: the alt text must say what the picture shows, was empty");
        Require(figure.Panels.Count > 0, $"{at}: no panels");
        for (int i = 0; i < figure.Panels.Count; i++)
            Check(figure.Panels[i], $"{at}, panel {i + 1}");
    }

    private static void Check(Panel panel, string at)
    {
        Check(panel.X, $"{at}, x axis");
        Check(panel.Y, $"{at}, y axis");
        Check(panel.Z, $"{at}, z axis");
        Require(panel.Series.Count > 0, $"{at}: no series");
        Require(panel.Series.Count == 1 || !panel.Series.Any(s => s is Surface),
            $"{at}: a surface must stand alone in its panel, found {panel.Series.Count} series");
        Require(!panel.EqualScales || !(panel.X.Log || panel.Y.Log), $"{at}: equal scales are for linear axes");
        Require(panel.Series.Count(s => s is Heatmap) <= 1, $"{at}: more than one heat map");
        for (int i = 0; i < panel.Series.Count; i++)
            Check(panel.Series[i], $"{at}, {Describe(panel.Series[i], i)}");
    }

    private static string Describe(Series series, int index)
    {
        string kind = series.GetType().Name.ToLowerInvariant();
        return series.Label.Length > 0 ? $"{kind} '{series.Label}'" : $"{kind} {index + 1}";
    }

    private static void Check(Axis axis, string at)
    {
        foreach (double limit in new[] { axis.Min, axis.Max }.OfType<double>())
        {
            Require(double.IsFinite(limit), $"{at}: limits must be finite, was {limit}");
            Require(Math.Abs(limit) <= 1e300, $"{at}: limits must be between −1e300 and 1e300, was {limit}");
            Require(limit > 0 || !axis.Log, $"{at}: limits of a logarithmic axis must be > 0, was {limit}");
        }
        Require(!(axis.Min >= axis.Max),
            $"{at}: the lower limit must be below the upper, was {axis.Min} to {axis.Max}");
    }

    private static void Check(Series series, string at)
    {
        switch (series)
        {
            case Curve curve:
                Lengths(at, ("x", curve.X.Count), ("y", curve.Y.Count));
                break;
            case Arrows arrows:
                Lengths(at, ("x", arrows.X.Count), ("y", arrows.Y.Count), ("dx", arrows.Dx.Count),
                    ("dy", arrows.Dy.Count));
                break;
            case Bars bars:
                Lengths(at, ("x", bars.X.Count), ("height", bars.Height.Count));
                Require(bars.Width > 0 && double.IsFinite(bars.Width),
                    $"{at}: the width must be > 0, was {bars.Width}");
                break;
            case Guide guide:
                Require(double.IsFinite(guide.At), $"{at}: must cross at a finite value, was {guide.At}");
                break;
            case Marker marker:
                Require(double.IsFinite(marker.X) && double.IsFinite(marker.Y),
                    $"{at}: must stand at a finite place, was {marker.X}, {marker.Y}");
                break;
            case Contours contours:
                Check(contours.Grid, at);
                Require(contours.Levels is not { Count: 0 }, $"{at}: no levels");
                break;
            case Heatmap heatmap:
                Check(heatmap.Grid, at);
                Require(Even(heatmap.Grid.X) && Even(heatmap.Grid.Y),
                    $"{at}: the grid of a heat map must be evenly spaced");
                break;
            case Surface surface:
                Check(surface.Grid, at);
                break;
        }
    }

    private static void Check(Grid grid, string at)
    {
        int rows = grid.Z.GetLength(0), columns = grid.Z.GetLength(1);
        Require(rows == grid.Y.Count && columns == grid.X.Count,
            $"{at}: z is {rows} × {columns} but must be {grid.Y.Count} × {grid.X.Count} (count of y × count of x)");
        Require(rows >= 2 && columns >= 2, $"{at}: a grid needs at least 2 × 2 points, was {rows} × {columns}");
        Require(Increasing(grid.X) && Increasing(grid.Y), $"{at}: x and y of a grid must be finite and increasing");
    }

    private static void Lengths(string at, params ReadOnlySpan<(string Name, int Count)> lists)
    {
        Require(lists[0].Count > 0, $"{at}: no points");
        foreach ((string name, int count) in lists[1..])
            Require(count == lists[0].Count,
                $"{at}: {lists[0].Count} {lists[0].Name} values but {count} {name} values");
    }

    private static bool Increasing(IReadOnlyList<double> values) =>
        values.All(double.IsFinite) && values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second);

    private static bool Even(IReadOnlyList<double> values)
    {
        double step = (values[^1] - values[0]) / (values.Count - 1);
        return values.Zip(values.Skip(1)).All(pair => Math.Abs(pair.Second - pair.First - step) <= 1e-6 * step);
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new ArgumentException(message);
    }
}
