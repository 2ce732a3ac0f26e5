using ScottPlot;
using ScottPlot.Plottables;

namespace D2lOptim.Plotting;

/// <summary>Adds one series to a ScottPlot plot.</summary>
internal static class ScottSeries
{
    private static Color Grey => Color.FromHex(Theme.GuideColour);

    public static void Add(Plot plot, Series series, Panel panel, IReadOnlyDictionary<Curve, Stroke> strokes)
    {
        switch (series)
        {
            case Curve curve:
                Lines(plot, PanelLimits.Runs(curve, panel), panel, curve.Label, line => Style(line, curve.Marks, strokes[curve]));
                break;
            case Contours contours:
                IEnumerable<double> levels = contours.Levels ?? ContourLines.Levels(contours.Grid);
                Color colour = Color.FromHex(panel.Series.Any(s => s is Heatmap) ? "#ffffff" : Theme.ContourColour);
                Lines(plot, levels.SelectMany(level => ContourLines.At(contours.Grid, level)), panel, contours.Label, line =>
                {
                    (line.Color, line.LineWidth, line.MarkerSize) = (colour, (float)Theme.ThinWidth, 0);
                });
                break;
            case Heatmap heatmap:
                Add(plot, heatmap);
                break;
            case Arrows arrows:
                for (int i = 0; i < arrows.X.Count; i++)
                    Add(plot, panel, (arrows.X[i], arrows.Y[i]), (arrows.X[i] + arrows.Dx[i], arrows.Y[i] + arrows.Dy[i]), i == 0 ? arrows.Label : "");
                break;
            case Guide { Vertical: true } guide:
                plot.Add.VerticalLine(ScottPanel.Map(guide.At, panel.X), (float)Theme.ThinWidth, Grey, LinePattern.Dashed).LegendText = guide.Label;
                break;
            case Guide guide:
                plot.Add.HorizontalLine(ScottPanel.Map(guide.At, panel.Y), (float)Theme.ThinWidth, Grey, LinePattern.Dashed).LegendText = guide.Label;
                break;
            case Note note:
                Text text = plot.Add.Text(note.Text, ScottPanel.Map(note.X, panel.X), ScottPanel.Map(note.Y, panel.Y));
                (text.LabelFontSize, text.LabelAlignment, text.OffsetX, text.OffsetY) = ((float)Theme.SmallFontSize, Alignment.LowerLeft, 10, -10);
                break;
            case Bars bars:
                var fill = Color.FromHex(Theme.Colours[0]);
                plot.Add.Bars(bars.X.Zip(bars.Height, (x, height) => new Bar { Position = x, Value = height, Size = bars.Width, FillColor = fill, LineWidth = 0 }).ToArray()).LegendText = bars.Label;
                break;
            default:
                throw new NotSupportedException($"no ScottPlot plottable for {series.GetType().Name}");
        }
    }

    // Only the first stretch carries the label, or the legend would repeat it.
    private static void Lines(Plot plot, IEnumerable<IReadOnlyList<(double X, double Y)>> lines, Panel panel, string label, Action<Scatter> style)
    {
        foreach (IReadOnlyList<(double X, double Y)> points in lines)
        {
            Coordinates[] mapped = [.. points.Select(p => new Coordinates(ScottPanel.Map(p.X, panel.X), ScottPanel.Map(p.Y, panel.Y)))];
            Scatter scatter = plot.Add.Scatter(mapped);
            style(scatter);
            (scatter.LegendText, label) = (label, "");
        }
    }

    private static void Style(Scatter scatter, Marks marks, Stroke stroke)
    {
        scatter.Color = Color.FromHex(stroke.Colour);
        scatter.LineWidth = marks == Marks.Points ? 0 : (float)Theme.LineWidth;
        scatter.MarkerSize = marks == Marks.Line ? 0 : (float)Theme.PointSize;
        scatter.LinePattern = new LinePattern([.. Theme.Pattern(stroke.Dash).Select(pixels => (float)pixels)], 0, stroke.Dash.ToString());
    }

    private static void Add(Plot plot, Panel panel, (double X, double Y) from, (double X, double Y) to, string label)
    {
        double[] ends = [ScottPanel.Map(from.X, panel.X), ScottPanel.Map(from.Y, panel.Y), ScottPanel.Map(to.X, panel.X), ScottPanel.Map(to.Y, panel.Y)];
        if (!ends.All(double.IsFinite))
            return;
        Arrow arrow = plot.Add.Arrow(ends[0], ends[1], ends[2], ends[3]);
        (arrow.ArrowFillColor, arrow.ArrowLineWidth, arrow.LegendText) = (Grey, 0, label);
        (arrow.ArrowWidth, arrow.ArrowheadWidth, arrow.ArrowheadLength) = ((float)Theme.ThinWidth, 10, 14);
    }

    private static void Add(Plot plot, Heatmap heatmap)
    {
        Grid grid = heatmap.Grid;
        var heights = new double[grid.Y.Count, grid.X.Count];
        for (int row = 0; row < grid.Y.Count; row++)
            for (int column = 0; column < grid.X.Count; column++)
                heights[row, column] = Height(grid.Z[row, column], heatmap.LogColours);

        // Row 0 is drawn at the top unless flipped.
        var drawn = plot.Add.Heatmap(heights);
        drawn.FlipVertically = true;
        drawn.Extent = new CoordinateRect(grid.X[0], grid.X[^1], grid.Y[0], grid.Y[^1]);
        drawn.Colormap = new ScottPlot.Colormaps.Viridis();
        var bar = plot.Add.ColorBar(drawn);
        Interval? positive = Interval.Around(grid.Z.Cast<double>().Where(z => z > 0));
        ScottPanel.Dress(bar.Axis, new Axis(heatmap.Label, Log: heatmap.LogColours), positive ?? new Interval(0.1, 1));
    }

    private static double Height(double z, bool log)
    {
        double height = log ? Math.Log10(z) : z;
        return double.IsFinite(height) ? height : double.NaN;
    }
}
