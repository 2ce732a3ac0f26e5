namespace D2lOptim.Plotting;

/// <summary>Turns the series of a panel into shapes. Heat maps and surfaces stay with the renderers.</summary>
public static class SeriesShapes
{
    private static readonly IReadOnlyList<double> Guides = [14, 8];

    /// <summary>The shapes of all series, or of those chosen, back to front.</summary>
    public static IReadOnlyList<Shape> Of(PanelLayout layout, Func<Series, bool>? chosen = null)
    {
        IReadOnlyDictionary<Curve, Stroke> strokes = Theme.Strokes(layout.Panel);
        return [.. layout.Panel.Series.Where(chosen ?? (_ => true)).SelectMany(series => Of(series, layout, strokes))];
    }

    /// <summary>The shapes of the legend: on white, if it stands inside the axes.</summary>
    public static IReadOnlyList<Shape> Legend(PanelLayout layout)
    {
        IReadOnlyDictionary<Curve, Stroke> strokes = Theme.Strokes(layout.Panel);
        var shapes = new List<Shape>();
        Box box = layout.Legend.Box;
        if (layout.Legend.Place is not (LegendPlace.None or LegendPlace.Below))
            shapes.Add(new Area([new(box.Left, box.Top), new(box.Right, box.Top), new(box.Right, box.Bottom),
                new(box.Left, box.Bottom)], "#ffffff"));
        foreach (LegendEntry entry in layout.Legend.Entries)
        {
            shapes.AddRange(Symbol(entry, strokes));
            shapes.Add(new Words(entry.Text, entry.Series.Label, Theme.SmallFontSize, Anchor.Start));
        }
        return shapes;
    }

    private static IEnumerable<Shape> Of(Series series, PanelLayout layout,
        IReadOnlyDictionary<Curve, Stroke> strokes) => series switch
        {
            Curve curve => Of(curve, strokes[curve], layout),
            Contours contours => ContourShapes.Of(contours, layout),
            Arrows arrows => Enumerable.Range(0, arrows.X.Count).SelectMany(i => Arrow(
                arrows, layout.At(arrows.X[i], arrows.Y[i]),
                layout.At(arrows.X[i] + arrows.Dx[i], arrows.Y[i] + arrows.Dy[i]), layout.Axes)),
            Guide guide => Of(guide, layout),
            Marker marker =>
                layout.At(marker.X, marker.Y) is var at && layout.Axes.Holds(at) ? [Sign(at, marker.Sign)] : [],
            Note note => Of(note, layout),
            Bars bars => bars.X.Zip(bars.Height, (x, height) => Bar(x, height, bars.Width, layout)).OfType<Shape>(),
            _ => [],
        };

    private static IEnumerable<Shape> Of(Curve curve, Stroke stroke, PanelLayout layout)
    {
        if (curve.Marks != Marks.Points)
        {
            foreach (IReadOnlyList<Pixel> line in CurvePoints.Lines(curve, layout))
                yield return new Line(line, stroke.Colour, Theme.LineWidth, Theme.Pattern(stroke.Dash));
        }
        if (curve.Marks != Marks.Line)
            yield return new Dots(CurvePoints.Dots(curve, layout), stroke.Colour, Theme.PointSize);
    }

    private static IEnumerable<Shape> Of(Guide guide, PanelLayout layout)
    {
        (Interval x, Interval y) = (layout.X, layout.Y);
        Pixel[] ends = guide.Vertical
            ? [layout.At(guide.At, y.Min), layout.At(guide.At, y.Max)]
            : [layout.At(x.Min, guide.At), layout.At(x.Max, guide.At)];
        return ends.All(layout.Axes.Holds) ? [new Line(ends, Theme.GuideColour, Theme.ThinWidth, Guides)] : [];
    }

    // Right of its point and above it; left of it where the letters would leave the axes, below it where there is no
    // room above.
    private static IEnumerable<Shape> Of(Note note, PanelLayout layout)
    {
        Pixel at = layout.At(note.X, note.Y);
        if (!layout.Axes.Holds(at))
            yield break;
        string[] lines = note.Text.ReplaceLineEndings("\n").Split('\n');
        double high = 1.3 * Theme.SmallFontSize, wide = lines.Max(line => TextSize.Width(line, Theme.SmallFontSize));
        bool left = at.X + 12 + wide > layout.Axes.Right && at.X - 12 - wide >= layout.Axes.Left;
        double top = at.Y - 6 - high * lines.Length;
        top = top >= layout.Axes.Top ? top : at.Y + 6;
        for (int i = 0; i < lines.Length; i++)
        {
            yield return new Words(new(at.X + (left ? -12 : 12), top + (i + 0.5) * high), lines[i], Theme.SmallFontSize,
                left ? Anchor.End : Anchor.Start);
        }
    }

    private static Area? Bar(double x, double height, double width, PanelLayout layout)
    {
        Box axes = layout.Axes;
        Pixel a = layout.At(x - width / 2, 0), b = layout.At(x + width / 2, height);
        double left = Math.Max(a.X, axes.Left), right = Math.Min(b.X, axes.Right);
        double top = Math.Clamp(Math.Min(a.Y, b.Y), axes.Top, axes.Bottom),
            bottom = Math.Clamp(Math.Max(a.Y, b.Y), axes.Top, axes.Bottom);
        return left < right && top < bottom
            ? new Area([new(left, top), new(right, top), new(right, bottom), new(left, bottom)], Theme.Colours[0],
                Theme.BarOpacity)
            : null;
    }

    // An arrow shorter than its head is all head; one without length has no direction, and is none.
    private static IEnumerable<Shape> Arrow(Arrows arrows, Pixel from, Pixel to, Box axes)
    {
        string colour = arrows.Style is { } style ? Theme.Colours[Math.Abs(style) % Theme.Colours.Count]
            : Theme.GuideColour;
        double width = arrows.Style is null ? Theme.ThinWidth : Theme.LineWidth,
            longest = arrows.Style is null ? Theme.ArrowHead : 2 * Theme.ArrowHead;
        double dx = to.X - from.X, dy = to.Y - from.Y, length = double.Hypot(dx, dy);
        if (!(length > 0.5) || !axes.Holds(from))
            yield break;
        double head = Math.Min(longest, length), ux = dx / length, uy = dy / length;
        var neck = new Pixel(to.X - head * ux, to.Y - head * uy);
        foreach (IReadOnlyList<Pixel> line in CurvePoints.Lines([from, neck], axes).Where(_ => head < length))
            yield return new Line(line, colour, width, []);
        if (axes.Grown(1).Holds(to))
        {
            double half = 0.36 * head;
            yield return new Area([to, new(neck.X - half * uy, neck.Y + half * ux),
                new(neck.X + half * uy, neck.Y - half * ux)], colour);
        }
    }

    private static Dots Sign(Pixel at, Sign sign) => new([at], Theme.Ink, 1.6 * Theme.PointSize, sign);

    private static IEnumerable<Shape> Symbol(LegendEntry entry, IReadOnlyDictionary<Curve, Stroke> strokes)
    {
        Pixel left = entry.Symbol, right = new(left.X + LegendLayout.SymbolWidth, left.Y),
            middle = new((left.X + right.X) / 2, left.Y);
        switch (entry.Series)
        {
            case Curve curve:
                Stroke stroke = strokes[curve];
                if (curve.Marks != Marks.Points)
                    yield return new Line([left, right], stroke.Colour, Theme.LineWidth, Theme.Pattern(stroke.Dash));
                if (curve.Marks != Marks.Line) yield return new Dots([middle], stroke.Colour, Theme.PointSize);
                break;
            case Contours: yield return new Line([left, right], Theme.ContourColour, Theme.ThinWidth, []); break;
            case Guide: yield return new Line([left, right], Theme.GuideColour, Theme.ThinWidth, Guides); break;
            case Marker marker: yield return Sign(middle, marker.Sign); break;
            case Arrows arrows:
                foreach (Shape shape in Arrow(arrows, left, right,
                    new Box(left.X - 1, left.Y - 20, LegendLayout.SymbolWidth + 2, 40))) yield return shape;
                break;
            case Bars:
                double half = 0.3 * Theme.SmallFontSize;
                yield return new Area([new(left.X, left.Y - half), new(right.X, left.Y - half),
                    new(right.X, left.Y + half), new(left.X, left.Y + half)],
                    Theme.Colours[0], Theme.BarOpacity);
                break;
        }
    }
}
