namespace D2lOptim.Plotting;

/// <summary>Writes one series as the rows of a data block and the clause of a <c>plot</c> command that draws them.</summary>
internal static class GnuplotSeries
{
    private const string Thin = $"dt (7,4) lc rgb '{Theme.GuideColour}'";

    public static (string Rows, string Style) Draw(Series series, Panel panel, IReadOnlyDictionary<Curve, Stroke> strokes)
    {
        string title = series.Label.Length > 0 ? $"title {GnuplotText.Quote(series.Label)}" : "notitle";
        switch (series)
        {
            case Curve curve:
                return (GnuplotText.Rows(PanelLimits.Runs(curve, panel)), $"using 1:2 with {Style(curve, strokes[curve])} {title}");
            case Contours contours:
                IEnumerable<double> levels = contours.Levels ?? ContourLines.Levels(contours.Grid);
                string colour = panel.Series.Any(s => s is Heatmap) ? "#ffffff" : Theme.ContourColour;
                return (GnuplotText.Rows(levels.SelectMany(level => ContourLines.At(contours.Grid, level))), $"using 1:2 with lines lt 1 lc rgb '{colour}' lw {Theme.ThinWidth} {title}");
            case Heatmap heatmap:
                return (GnuplotSurface.Matrix(heatmap.Grid), $"matrix using {Spread(1, heatmap.Grid.X)}:{Spread(2, heatmap.Grid.Y)}:3 with image notitle");
            case Surface surface:
                return (GnuplotSurface.Rows(surface.Grid), "using 1:2:3 with pm3d notitle");
            case Arrows arrows:
                string rows = string.Concat(Enumerable.Range(0, arrows.X.Count).Select(i => GnuplotText.Row(arrows.X[i], arrows.Y[i], arrows.Dx[i], arrows.Dy[i])));
                return (rows, $"using 1:2:3:4 with vectors head filled size screen 0.012,20 lt 1 lc rgb '{Theme.GuideColour}' lw {Theme.ThinWidth} {title}");
            case Guide guide:
                Interval across = guide.Vertical ? PanelLimits.Y(panel) : PanelLimits.X(panel);
                (double X, double Y)[] line = [.. new[] { across.Min, across.Max }.Select(end => guide.Vertical ? (guide.At, end) : (end, guide.At))];
                return (GnuplotText.Rows([line]), $"using 1:2 with lines {Thin} lw {Theme.ThinWidth} {title}");
            case Bars bars:
                string widths = string.Concat(bars.X.Zip(bars.Height).Select(b => GnuplotText.Row(b.First, b.Second, bars.Width)));
                return (widths, $"using 1:2:3 with boxes fs solid 0.8 noborder lc rgb '{Theme.Colours[0]}' {title}");
            default:
                throw new NotSupportedException($"no gnuplot clause for {series.GetType().Name}");
        }
    }

    // Turns the column or row number of a matrix into a coordinate of its evenly spaced axis.
    private static string Spread(int counter, IReadOnlyList<double> values) =>
        $"({GnuplotText.Number(values[0])} + ${counter} * {GnuplotText.Number((values[^1] - values[0]) / (values.Count - 1))})";

    private static string Style(Curve curve, Stroke stroke)
    {
        string dash = string.Join(',', Theme.Pattern(stroke.Dash).Select(pixels => pixels / Theme.LineWidth));
        string line = $"{(dash.Length > 0 ? $"dt ({dash})" : "dt solid")} lc rgb '{stroke.Colour}' lw {Theme.LineWidth}";
        const string point = "pt 7 ps dot";
        return curve.Marks switch
        {
            Marks.Points => $"points {point} lc rgb '{stroke.Colour}'",
            Marks.LineAndPoints => $"linespoints {point} {line}",
            _ => $"lines {line}",
        };
    }
}
