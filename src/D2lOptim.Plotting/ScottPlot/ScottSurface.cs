using ScottPlot;

namespace D2lOptim.Plotting;

/// <summary>Draws a surface as projected quadrilaterals, since ScottPlot has no third axis.</summary>
internal static class ScottSurface
{
    private const double TickLength = 0.05;
    private const double LabelDistance = 0.2;

    public static void Add(Plot plot, Surface surface, Panel panel)
    {
        var eye = new Projection(PanelLimits.X(panel), PanelLimits.Y(panel), PanelLimits.Z(panel));
        plot.HideGrid();
        plot.Axes.Frameless();
        plot.Axes.Title.IsVisible = panel.Title.Length > 0;

        var colours = new ScottPlot.Colormaps.Viridis();
        foreach (var (corners, height) in eye.Cells(surface.Grid))
        {
            var cell = plot.Add.Polygon([.. corners.Select(c => new Coordinates(c.U, c.V))]);
            cell.FillColor = colours.GetColor((height - eye.Z.Min) / eye.Z.Length);
            (cell.LineColor, cell.LineWidth) = (Color.FromHex("#333333"), 1.5f);
        }

        // The three edges in front of or beside the surface; ticks point away from the box.
        Interval x = eye.X, y = eye.Y, z = eye.Z;
        Edge(plot, eye, panel.X, x, at => (at, y.Min, z.Min), (0, -y.Length, 0));
        Edge(plot, eye, panel.Y, y, at => (x.Max, at, z.Min), (x.Length, 0, 0));
        Edge(plot, eye, panel.Z, z, at => (x.Min, y.Min, at), (-x.Length, 0, 0));
        if (surface.Mark is { } mark)
            plot.Add.Marker(On(eye, mark), MarkerShape.FilledCircle, (float)(1.4 * Theme.PointSize), Color.FromHex(Theme.Colours[1]));
        plot.Axes.SetLimits(-1.0, 0.9, -0.85, 0.65);
    }

    private static void Edge(Plot plot, Projection eye, Axis axis, Interval shown, Func<double, (double X, double Y, double Z)> place, (double X, double Y, double Z) away)
    {
        Line(plot, eye, place(shown.Min), place(shown.Max));
        foreach (double tick in Ticks.Linear(shown, 4))
        {
            Line(plot, eye, place(tick), Move(place(tick), away, TickLength / 2));
            Write(plot, On(eye, Move(place(tick), away, 2 * TickLength)), tick.ToString("G4"));
        }
        Write(plot, On(eye, Move(place((shown.Min + shown.Max) / 2), away, TickLength + LabelDistance)), axis.Label);
    }

    private static void Line(Plot plot, Projection eye, (double X, double Y, double Z) from, (double X, double Y, double Z) to)
    {
        var line = plot.Add.Line(On(eye, from), On(eye, to));
        (line.LineColor, line.LineWidth) = (Color.FromHex(Theme.Ink), (float)Theme.ThinWidth);
    }

    private static void Write(Plot plot, Coordinates at, string words)
    {
        var text = plot.Add.Text(words, at);
        (text.LabelFontSize, text.LabelAlignment) = ((float)Theme.SmallFontSize, Alignment.MiddleCenter);
    }

    private static (double X, double Y, double Z) Move((double X, double Y, double Z) p, (double X, double Y, double Z) by, double t) =>
        (p.X + t * by.X, p.Y + t * by.Y, p.Z + t * by.Z);

    private static Coordinates On(Projection eye, (double X, double Y, double Z) p)
    {
        (double u, double v, _) = eye.At(p.X, p.Y, p.Z);
        return new Coordinates(u, v);
    }
}
