namespace D2lOptim.Plotting;

/// <summary>Finds a place where a legend hides no data.</summary>
public static class LegendPlacement
{
    private const int StepsAlongSegment = 60;

    /// <summary>Series that stand in the legend; the labels of heat maps and surfaces stand at their colours instead.</summary>
    public static IReadOnlyList<Series> Entries(Panel panel) =>
        [.. panel.Series.Where(s => s.Label.Length > 0 && s is not (Heatmap or Surface or Note))];

    /// <summary>The place asked for; under <see cref="LegendPlace.Auto"/> the first corner without data, or below the axes if each has some.</summary>
    /// <param name="panel">The panel, with its axes.</param>
    /// <param name="width">Pixels of the whole panel, labels included.</param>
    /// <param name="height">Likewise.</param>
    public static LegendPlace Choose(Panel panel, double width, double height)
    {
        if (Entries(panel).Count == 0)
            return LegendPlace.None;
        if (panel.Legend != LegendPlace.Auto)
            return panel.Legend;

        // Contours and colours reach into every corner.
        if (panel.Series.Any(s => s is Contours or Heatmap or Surface))
            return LegendPlace.Below;
        (double w, double h) = Size(panel, width, height);
        (LegendPlace place, int hidden) = Hidden(panel, w, h).MinBy(corner => corner.Hidden);
        return hidden == 0 && w <= 1 && h <= 1 ? place : LegendPlace.Below;
    }

    /// <summary>For every corner, how many points of the data a box of this size, in fractions of the axes, would hide.</summary>
    public static IReadOnlyList<(LegendPlace Place, int Hidden)> Hidden(Panel panel, double width, double height)
    {
        Interval shownX = PanelLimits.X(panel), shownY = PanelLimits.Y(panel);
        var points = panel.Series.SelectMany(s => Touched(s, panel))
            .Select(p => (X: PanelLimits.Fraction(p.X, panel.X, shownX), Y: PanelLimits.Fraction(p.Y, panel.Y, shownY)))
            .ToList();
        int Count(bool right, bool top) => points
            .SelectMany((p, i) => Along(i > 0 ? points[i - 1] : p, p))
            .Count(p => p.X is >= 0 and <= 1 && p.Y is >= 0 and <= 1
                && (right ? p.X >= 1 - width : p.X <= width) && (top ? p.Y >= 1 - height : p.Y <= height));
        return
        [
            (LegendPlace.TopRight, Count(right: true, top: true)),
            (LegendPlace.TopLeft, Count(right: false, top: true)),
            (LegendPlace.BottomRight, Count(right: true, top: false)),
            (LegendPlace.BottomLeft, Count(right: false, top: false)),
        ];
    }

    // Generous, since the backends' letters differ: axes and their labels take up to 250 × 180 pixels of a panel, a letter 0.6 of its height.
    private static (double Width, double Height) Size(Panel panel, double width, double height)
    {
        IReadOnlyList<Series> entries = Entries(panel);
        double boxWidth = 4.5 * Theme.FontSize + 0.6 * Theme.SmallFontSize * entries.Max(s => s.Label.Length);
        double boxHeight = 1.5 * Theme.SmallFontSize * entries.Count + Theme.FontSize;
        double title = panel.Title.Length > 0 ? 2 * Theme.FontSize : 0;
        return (boxWidth / (width - 250), boxHeight / (height - 180 - title));
    }

    // A point that is not finite lifts the pen.
    private static IEnumerable<(double X, double Y)> Touched(Series series, Panel panel)
    {
        (double, double) gap = (double.NaN, double.NaN);
        Interval x = PanelLimits.X(panel), y = PanelLimits.Y(panel);
        return series switch
        {
            Curve { Marks: Marks.Points } curve => curve.X.Zip(curve.Y).SelectMany(p => new[] { gap, p }).Append(gap),
            Curve curve => [gap, .. curve.X.Zip(curve.Y), gap],
            Arrows arrows => Enumerable.Range(0, arrows.X.Count).SelectMany(i => new[]
                { gap, (arrows.X[i], arrows.Y[i]), (arrows.X[i] + arrows.Dx[i], arrows.Y[i] + arrows.Dy[i]), gap }),
            Guide { Vertical: true } guide => [gap, (guide.At, y.Min), (guide.At, y.Max), gap],
            Guide guide => [gap, (x.Min, guide.At), (x.Max, guide.At), gap],
            Note note => [gap, (note.X, note.Y), gap],
            Bars bars => bars.X.Zip(bars.Height).SelectMany(b => new[]
                { gap, (b.First - bars.Width / 2, b.Second), (b.First + bars.Width / 2, b.Second), gap, (b.First, 0), b, gap }),
            _ => [],
        };
    }

    private static IEnumerable<(double X, double Y)> Along((double X, double Y) from, (double X, double Y) to)
    {
        if (!double.IsFinite(to.X) || !double.IsFinite(to.Y))
            yield break;
        yield return to;
        if (!double.IsFinite(from.X) || !double.IsFinite(from.Y))
            yield break;
        for (int i = 1; i < StepsAlongSegment; i++)
            yield return (from.X + (to.X - from.X) * i / StepsAlongSegment, from.Y + (to.Y - from.Y) * i / StepsAlongSegment);
    }
}
