namespace D2lOptim.Plotting;

/// <summary>One line of a legend: a symbol, and the label beside it.</summary>
/// <param name="Series">What it stands for.</param>
/// <param name="Symbol">Middle of the symbol's left end.</param>
/// <param name="Text">Middle of the label's left end.</param>
public sealed record LegendEntry(Series Series, Pixel Symbol, Pixel Text);

/// <summary>A legend, where it hides no data.</summary>
/// <param name="Place">Which corner, or below.</param>
/// <param name="Box">The room it takes.</param>
/// <param name="Rows">How many rows it fills.</param>
/// <param name="Entries">All that stands in it.</param>
public sealed record LegendLayout(LegendPlace Place, Box Box, int Rows, IReadOnlyList<LegendEntry> Entries)
{
    /// <summary>Length of a symbol, in pixels.</summary>
    public const double SymbolWidth = 60;

    private const double Pad = 12;
    private const double Between = 34;

    /// <summary>The legend of a panel whose axes are settled.</summary>
    public static LegendLayout Of(PanelLayout layout)
    {
        IReadOnlyList<Series> named = Named(layout.Panel);
        if (named.Count == 0 || layout.Panel.Legend == LegendPlace.None)
            return new(LegendPlace.None, default, 0, []);
        double width = named.Max(Width) + 2 * Pad, height = named.Count * Theme.LegendLine + Pad;
        LegendPlace place = Choose(layout, width, height);
        if (place == LegendPlace.Below)
            return Below(layout, named);

        Box axes = layout.Axes;
        var box = new Box(
            place is LegendPlace.TopLeft or LegendPlace.BottomLeft ? axes.Left + Pad : axes.Right - width - Pad,
            place is LegendPlace.TopLeft or LegendPlace.TopRight ? axes.Top + Pad : axes.Bottom - height - Pad,
            width, height);
        return new(place, box, named.Count,
            [.. named.Select((s, i) => Entry(s, box.Left + Pad, box.Top + Pad / 2 + (i + 0.5) * Theme.LegendLine))]);
    }

    /// <summary>Series that stand in the legend; the labels of heat maps and surfaces stand at their colours
    /// instead.</summary>
    public static IReadOnlyList<Series> Named(Panel panel) =>
        [.. panel.Series.Where(s => s.Label.Length > 0 && s is not (Heatmap or Surface or Note))];

    /// <summary>How many places of the data a box would hide.</summary>
    public static int Hidden(PanelLayout layout, Box box)
    {
        int hidden = 0;
        foreach (Shape shape in SeriesShapes.Of(layout))
        {
            hidden += shape switch
            {
                Line line => line.Points.Zip(line.Points.Skip(1), (a, b) => Along(a, b).Count(box.Holds)).Sum(),
                Dots dots => dots.Centres.Count(box.Grown(Theme.PointSize / 2).Holds),
                Area area => area.Corners.Zip(area.Corners.Skip(1), (a, b) => Along(a, b).Count(box.Holds)).Sum(),
                Words words => box.Holds(words.At) ? 1 : 0,
                _ => 0,
            };
        }
        return hidden;
    }

    private static LegendPlace Choose(PanelLayout layout, double width, double height)
    {
        if (layout.Panel.Legend != LegendPlace.Auto)
            return layout.Panel.Legend;

        // Contours and colours reach into every corner.
        Box axes = layout.Axes;
        bool fits = width + 2 * Pad <= axes.Width && height + 2 * Pad <= axes.Height;
        if (!fits || layout.Panel.Series.Any(s => s is Contours or Heatmap or Surface))
            return LegendPlace.Below;
        double right = axes.Right - width - Pad, low = axes.Bottom - height - Pad;
        (LegendPlace Place, Box Box)[] corners =
        [
            (LegendPlace.TopRight, new(right, axes.Top + Pad, width, height)),
            (LegendPlace.TopLeft, new(axes.Left + Pad, axes.Top + Pad, width, height)),
            (LegendPlace.BottomRight, new(right, low, width, height)),
            (LegendPlace.BottomLeft, new(axes.Left + Pad, low, width, height)),
        ];
        return corners.Where(c => Hidden(layout, c.Box) == 0).Select(c => c.Place).FirstOrDefault(LegendPlace.Below);
    }

    // As many in a row as fit, each row in the middle.
    private static LegendLayout Below(PanelLayout layout, IReadOnlyList<Series> named)
    {
        double room = layout.Outside.Width - 2 * Pad;
        var rows = new List<List<Series>>();
        foreach (Series series in named)
        {
            if (rows.Count > 0 && rows[^1].Sum(Width) + Between * rows[^1].Count + Width(series) <= room)
                rows[^1].Add(series);
            else
                rows.Add([series]);
        }
        double top = layout.Outside.Bottom - rows.Count * Theme.LegendLine - Pad;
        var entries = new List<LegendEntry>();
        for (int row = 0; row < rows.Count; row++)
        {
            double width = rows[row].Sum(Width) + Between * (rows[row].Count - 1);
            double left = Math.Clamp(layout.Axes.Left + (layout.Axes.Width - width) / 2, layout.Outside.Left + Pad,
                Math.Max(layout.Outside.Left + Pad, layout.Outside.Right - Pad - width));
            foreach (Series series in rows[row])
            {
                entries.Add(Entry(series, left, top + (row + 0.5) * Theme.LegendLine));
                left += Width(series) + Between;
            }
        }
        return new(LegendPlace.Below,
            new Box(layout.Outside.Left, top, layout.Outside.Width, rows.Count * Theme.LegendLine), rows.Count,
            entries);
    }

    private static LegendEntry Entry(Series series, double left, double middle) =>
        new(series, new Pixel(left, middle), new Pixel(left + SymbolWidth + Pad, middle));

    private static double Width(Series series) => SymbolWidth + Pad + TextSize.Width(series.Label, Theme.SmallFontSize);

    // A place every few pixels, both ends among them.
    private static IEnumerable<Pixel> Along(Pixel a, Pixel b)
    {
        int steps = 1 + (int)(double.Hypot(b.X - a.X, b.Y - a.Y) / 8);
        return Enumerable.Range(0, steps + 1)
            .Select(i => new Pixel(a.X + (b.X - a.X) * i / steps, a.Y + (b.Y - a.Y) * i / steps));
    }
}
