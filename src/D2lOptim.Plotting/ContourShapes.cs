namespace D2lOptim.Plotting;

/// <summary>Lines of equal height with their heights written into them.</summary>
internal static class ContourShapes
{
    private const double Apart = 110;

    public static IEnumerable<Shape> Of(Contours contours, PanelLayout layout)
    {
        bool coloured = layout.Panel.Series.Any(s => s is Heatmap);
        string colour = coloured ? "#ffffff" : Theme.ContourColour;
        IEnumerable<double> levels = contours.Levels ?? ContourLines.Levels(contours.Grid);
        List<Pixel> taken =
            [.. layout.Panel.Series.OfType<Curve>().SelectMany(c => CurvePoints.Dots(c, layout)).Take(500)];
        var shapes = new List<Shape>();
        foreach (double level in levels)
        {
            List<IReadOnlyList<Pixel>> lines = [.. ContourLines.At(contours.Grid, level)
                .SelectMany(line => CurvePoints.Lines([.. line.Select(p => layout.At(p.X, p.Y))], layout.Axes))];
            string text = Ticks.Text(double.Parse(level.ToString("G2")));
            Box? gap = contours.Values && !coloured ? Place(lines, text, layout.Axes, taken) : null;
            shapes.AddRange(lines.SelectMany(line => Broken(line, gap))
                .Select(line => new Line(line, colour, Theme.ThinWidth, [])));
            if (gap is not { } box)
                continue;
            var middle = new Pixel(box.Left + box.Width / 2, box.Top + box.Height / 2);
            taken.Add(middle);
            shapes.Add(new Words(middle, text, Theme.ContourFontSize, Anchor.Middle, Theme.ContourTextColour));
        }
        return shapes;
    }

    // Where most room is around, if there is enough of it and the line is long enough to stay one.
    private static Box? Place(List<IReadOnlyList<Pixel>> lines, string text, Box axes, List<Pixel> taken)
    {
        double width = TextSize.Width(text, Theme.ContourFontSize) + 6, height = 1.1 * Theme.ContourFontSize;
        Box Around(Pixel p) => new(p.X - width / 2, p.Y - height / 2, width, height);
        double Room(Pixel p) => taken.Select(t => double.Hypot(t.X - p.X, t.Y - p.Y)).DefaultIfEmpty(Apart).Min();
        Pixel[] places = [.. lines.Where(line => Length(line) > 4 * width).SelectMany(line => line)
            .Where(p => axes.Holds(new(p.X - width, p.Y - height)) && axes.Holds(new(p.X + width, p.Y + height)))];
        return places.Length > 0 && places.MaxBy(Room) is var best && Room(best) >= Apart / 2 ? Around(best) : null;
    }

    private static double Length(IReadOnlyList<Pixel> line) =>
        line.Zip(line.Skip(1), (a, b) => double.Hypot(b.X - a.X, b.Y - a.Y)).Sum();

    private static IEnumerable<IReadOnlyList<Pixel>> Broken(IReadOnlyList<Pixel> line, Box? gap)
    {
        if (gap is not { } box || !line.Any(box.Holds))
            return [line];
        var pieces = new List<List<Pixel>> { new() };
        foreach (Pixel p in line)
        {
            if (!box.Holds(p))
                pieces[^1].Add(p);
            else if (pieces[^1].Count > 0)
                pieces.Add([]);
        }
        return pieces.Where(piece => piece.Count > 1);
    }
}
