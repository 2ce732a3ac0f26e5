namespace D2lOptim.Plotting;

/// <summary>A curve as what a panel can show of it: cut off at the axes, and no more points than there are
/// pixels.</summary>
internal static class CurvePoints
{
    // Two places for each pixel across; more than that in a row is drawn over itself.
    private const double PerPixel = 2;

    /// <summary>The lines of a curve between its gaps.</summary>
    public static IEnumerable<IReadOnlyList<Pixel>> Lines(Curve curve, PanelLayout layout) =>
        PanelLimits.Runs(curve, layout.Panel)
            .SelectMany(run => Lines([.. run.Select(p => layout.At(p.X, p.Y))], layout.Axes));

    /// <summary>A line, thinned and cut off.</summary>
    public static IEnumerable<IReadOnlyList<Pixel>> Lines(IReadOnlyList<Pixel> points, Box axes)
    {
        points = Thin(points, axes);
        var piece = new List<Pixel>();
        for (int i = 1; i < points.Count; i++)
        {
            if (Inside(points[i - 1], points[i], axes) is not var (from, to))
                continue;
            if (piece.Count > 0 && piece[^1] != from)
            {
                yield return piece;
                piece = [];
            }
            if (piece.Count == 0)
                piece.Add(from);
            piece.Add(to);
        }
        if (piece.Count > 0)
            yield return piece;
    }

    /// <summary>The marked points that are in sight; of many on one pixel, one.</summary>
    public static IReadOnlyList<Pixel> Dots(Curve curve, PanelLayout layout)
    {
        IEnumerable<Pixel> seen = PanelLimits.Runs(curve with { Steps = false }, layout.Panel).SelectMany(run => run)
            .Select(p => layout.At(p.X, p.Y)).Where(layout.Axes.Holds);
        return curve.X.Count <= layout.Axes.Width ? [.. seen]
            : [.. seen.DistinctBy(p => (Math.Round(p.X), Math.Round(p.Y)))];
    }

    // Of a stretch that stays in one column, its ends, its top and its bottom show all of it.
    private static IReadOnlyList<Pixel> Thin(IReadOnlyList<Pixel> points, Box axes)
    {
        if (points.Count <= 4 * PerPixel * axes.Width)
            return points;
        var kept = new List<Pixel>();
        for (int start = 0, end; start < points.Count; start = end)
        {
            double column = Math.Floor(points[start].X * PerPixel);
            int low = start, high = start;
            for (end = start; end < points.Count && Math.Floor(points[end].X * PerPixel) == column; end++)
            {
                if (points[end].Y < points[low].Y) low = end;
                if (points[end].Y > points[high].Y) high = end;
            }
            kept.AddRange(new[] { start, low, high, end - 1 }.Distinct().Order().Select(i => points[i]));
        }
        return kept;
    }

    // Liang and Barsky, 1984.
    private static (Pixel From, Pixel To)? Inside(Pixel a, Pixel b, Box box)
    {
        if (box.Holds(a) && box.Holds(b))
            return (a, b);
        double dx = b.X - a.X, dy = b.Y - a.Y, enter = 0, leave = 1;
        foreach ((double along, double room) in new[]
            { (-dx, a.X - box.Left), (dx, box.Right - a.X), (-dy, a.Y - box.Top), (dy, box.Bottom - a.Y) })
        {
            if (along == 0 && room < 0)
                return null;
            if (along < 0) enter = Math.Max(enter, room / along);
            if (along > 0) leave = Math.Min(leave, room / along);
        }
        if (enter > leave)
            return null;
        Pixel At(double t) => t == 0 ? a : t == 1 ? b : new(a.X + t * dx, a.Y + t * dy);
        return (At(enter), At(leave));
    }
}
