namespace D2lOptim.Plotting;

/// <summary>The part of the plane that a panel shows.</summary>
public static class PanelLimits
{
    private const double Margin = 0.04;

    // Beyond, differences and ratios of two values are no numbers any more.
    private const double Largest = 1e300, Smallest = 1e-300;

    /// <summary>Shown interval of the horizontal axis.</summary>
    public static Interval X(Panel panel) => Along(panel.X, panel, Xs);

    /// <summary>Shown interval of the vertical axis.</summary>
    public static Interval Y(Panel panel) => Along(panel.Y, panel, Ys);

    /// <summary>Shown interval of the height axis; only a surface has one.</summary>
    public static Interval Z(Panel panel) =>
        Along(panel.Z, panel, s => s is Surface surface ? surface.Grid.Z.Cast<double>() : []);

    /// <summary>Where a value stands on its axis: 0 at the lower limit, 1 at the upper; not finite where a logarithm is
    /// not.</summary>
    public static double Fraction(double value, Axis axis, Interval shown) => axis.Log
        ? (Math.Log10(value) - Math.Log10(shown.Min)) / (Math.Log10(shown.Max) - Math.Log10(shown.Min))
        : (value - shown.Min) / shown.Length;

    /// <summary>
    /// The stretches of a curve between gaps: points that are finite, and positive on logarithmic axes. A curve of
    /// steps has its corners.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Runs(Curve curve, Panel panel)
    {
        var runs = new List<List<(double X, double Y)>>();
        bool open = false;
        foreach ((double x, double y) in curve.X.Zip(curve.Y))
        {
            bool shows = Shows(x, panel.X) && Shows(y, panel.Y);
            if (shows && !open)
                runs.Add([]);
            if (shows && curve.Steps && open)
                runs[^1].Add((x, runs[^1][^1].Y));
            if (shows)
                runs[^1].Add((x, y));
            open = shows;
        }
        return runs;
    }

    private static bool Shows(double value, Axis axis) =>
        Math.Abs(value) <= Largest && (value >= Smallest || !axis.Log);

    private static Interval Along(Axis axis, Panel panel, Func<Series, IEnumerable<double>> values)
    {
        // A sampled function fills the axes to the edge; everything else keeps off it.
        IEnumerable<double> Shown(Func<Series, bool> which) =>
            panel.Series.Where(which).SelectMany(values).Where(v => Shows(v, axis));
        Interval? sampled = Interval.Around(Shown(s => s is Contours or Heatmap or Surface)),
            loose = Interval.Around(Shown(s => s is not (Contours or Heatmap or Surface)));
        Interval padded = (sampled, loose) switch
        {
            ({ } s, { } l) when l.Min >= s.Min && l.Max <= s.Max => s,
            ({ } s, { } l) => Union(s, Pad(l, axis.Log)),
            _ => sampled ?? Pad(loose ?? new Interval(axis.Log ? 0.1 : 0, 1), axis.Log),
        };
        double min = axis.Min ?? padded.Min, max = axis.Max ?? padded.Max;
        if (max - min > Smallest * 1e6 || (axis.Log && min < max))
            return new Interval(min, max);

        // One limit was given beyond all the data, or every value is the same.
        double apart = axis.Log ? 9 * min : Math.Max(1, Math.Abs(min));
        return axis.Max is { } top ? new Interval(axis.Log ? top / 10 : top - apart, top)
            : new Interval(min, min + apart);
    }

    private static Interval Union(Interval a, Interval b) => new(Math.Min(a.Min, b.Min), Math.Max(a.Max, b.Max));

    private static Interval Pad(Interval data, bool log)
    {
        if (log)
        {
            double factor = Math.Exp((Math.Log(data.Max) - Math.Log(data.Min)) * Margin);
            factor = factor > 1 ? factor : 2;
            return new Interval(Math.Max(data.Min / factor, Smallest), Math.Min(data.Max * factor, Largest));
        }
        double by = data.Length > 0 ? data.Length * Margin : Math.Max(Math.Abs(data.Min), 1) / 2;
        return new Interval(data.Min - by, data.Max + by);
    }

    private static IEnumerable<double> Xs(Series series) => series switch
    {
        Curve curve => curve.X,
        Contours contours => contours.Grid.X,
        Heatmap heatmap => heatmap.Grid.X,
        Surface surface => surface.Grid.X,
        Arrows arrows => [.. arrows.X, .. arrows.X.Zip(arrows.Dx, (x, dx) => x + dx)],
        Guide { Vertical: true } guide => [guide.At],
        Note note => [note.X],
        Marker marker => [marker.X],
        Bars bars => [.. bars.X.Select(x => x - bars.Width / 2), .. bars.X.Select(x => x + bars.Width / 2)],
        _ => [],
    };

    private static IEnumerable<double> Ys(Series series) => series switch
    {
        Curve curve => curve.Y,
        Contours contours => contours.Grid.Y,
        Heatmap heatmap => heatmap.Grid.Y,
        Surface surface => surface.Grid.Y,
        Arrows arrows => [.. arrows.Y, .. arrows.Y.Zip(arrows.Dy, (y, dy) => y + dy)],
        Guide { Vertical: false } guide => [guide.At],
        Note note => [note.Y],
        Marker marker => [marker.Y],
        Bars bars => [0, .. bars.Height],
        _ => [],
    };
}
