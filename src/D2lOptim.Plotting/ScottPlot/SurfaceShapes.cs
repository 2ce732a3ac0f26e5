namespace D2lOptim.Plotting;

/// <summary>A surface as shapes, since ScottPlot has no third axis: walls behind, quadrilaterals from far to near, axes
/// in front.</summary>
internal static class SurfaceShapes
{
    private const double TickLength = 0.03;
    private const double TickDistance = 0.09;

    // How far the surface stands above the floor, as a part of its height.
    private const double Lift = 0.08;

    // The room of the labels around the box, as parts of the panel.
    private const double LabelsLeft = 0.15, LabelsRight = 0.07, LabelsBelow = 0.1;

    private static readonly string[] Viridis =
        [.. Enumerable.Range(0, 256).Select(i => new ScottPlot.Colormaps.Viridis().GetColor(i / 255.0).ToHex())];

    public static IReadOnlyList<Shape> Of(Surface surface, PanelLayout layout)
    {
        Panel panel = layout.Panel;
        Interval z = PanelLimits.Z(panel);
        double floor = z.Min - Lift * z.Length;
        var eye = new Projection(layout.X, layout.Y, new Interval(floor, z.Max));
        Func<double, double, double, Pixel> at = OnPanel(eye, layout.Axes);
        Interval x = eye.X, y = eye.Y;
        IReadOnlyList<double> xs = Ticks.Linear(x, 5), ys = Ticks.Linear(y, 5), zs = Ticks.Linear(z, 5);
        var shapes = new List<Shape>();
        void Rule(string colour, params Pixel[] points) => shapes.Add(new Line(points, colour, Theme.ThinWidth, []));

        // The floor and the two walls behind.
        foreach (double tick in xs)
            Rule(Theme.GridColour, at(tick, y.Min, floor), at(tick, y.Max, floor), at(tick, y.Max, z.Max));
        foreach (double tick in ys)
            Rule(Theme.GridColour, at(x.Max, tick, floor), at(x.Min, tick, floor), at(x.Min, tick, z.Max));
        foreach (double tick in zs)
            Rule(Theme.GridColour, at(x.Min, y.Min, tick), at(x.Min, y.Max, tick), at(x.Max, y.Max, tick));
        Rule(Wall, at(x.Min, y.Min, z.Max), at(x.Min, y.Max, z.Max), at(x.Max, y.Max, z.Max), at(x.Max, y.Max, floor));
        Rule(Wall, at(x.Min, y.Max, z.Max), at(x.Min, y.Max, floor), at(x.Max, y.Max, floor));
        Rule(Wall, at(x.Min, y.Max, floor), at(x.Min, y.Min, floor));

        foreach ((IReadOnlyList<(double X, double Y, double Z)> corners, double height) in eye.Cells(surface.Grid))
        {
            double shade = z.Length > 0 ? Math.Clamp((height - z.Min) / z.Length, 0, 1) : 0.5;
            shapes.Add(new Area([.. corners.Select(c => at(c.X, c.Y, c.Z))], Viridis[(int)(255 * shade)],
                Edge: "#333333"));
        }

        Rule(Theme.Ink, at(x.Min, y.Min, z.Max), at(x.Min, y.Min, floor), at(x.Max, y.Min, floor),
            at(x.Max, y.Max, floor));
        foreach (double tick in xs)
            Mark(tick, at(tick, y.Min, floor), at(tick, y.Min - y.Length, floor), Anchor.Middle);
        foreach (double tick in ys)
            Mark(tick, at(x.Max, tick, floor), at(x.Max + x.Length, tick, floor), Anchor.Start);
        foreach (double tick in zs)
        {
            Pixel on = at(x.Min, y.Min, tick);
            Mark(tick, on, new(on.X - layout.Axes.Width, on.Y), Anchor.End);
        }
        Pixel front = at((x.Min + x.Max) / 2, y.Min, floor), side = at(x.Max, (y.Min + y.Max) / 2, floor),
            corner = at(x.Min, y.Min, (z.Min + z.Max) / 2);
        shapes.Add(new Words(new(front.X - 0.09 * layout.Axes.Width, front.Y + 0.11 * layout.Axes.Height),
            panel.X.Label, Theme.FontSize, Anchor.Middle));
        shapes.Add(new Words(new(side.X + 0.14 * layout.Axes.Width, side.Y + 0.06 * layout.Axes.Height), panel.Y.Label,
            Theme.FontSize, Anchor.Middle));
        double widest = zs.Max(tick => TextSize.Width(Ticks.Text(tick), Theme.SmallFontSize));
        shapes.Add(new Words(new(Math.Max(layout.Axes.Left + Theme.FontSize / 2, corner.X - widest - 60), corner.Y),
            panel.Z.Label, Theme.FontSize,
            Anchor.Middle, Upright: true));
        if (surface.Mark is { } mark)
            shapes.Add(new Dots([at(mark.X, mark.Y, mark.Z)], Theme.Colours[1], 1.4 * Theme.PointSize));
        return shapes;

        void Mark(double tick, Pixel on, Pixel away, Anchor anchor)
        {
            double length = double.Hypot(away.X - on.X, away.Y - on.Y), unit = layout.Axes.Width / length;
            Pixel Out(double by) => new(on.X + (away.X - on.X) * by * unit, on.Y + (away.Y - on.Y) * by * unit);
            Rule(Theme.Ink, on, Out(TickLength / 3));
            shapes.Add(new Words(Out(anchor == Anchor.Middle ? TickDistance / 2.4 : TickDistance / 3.6),
                Ticks.Text(tick), Theme.SmallFontSize, anchor));
        }
    }

    private const string Wall = "#bbbbbb";

    // The box in space fills its part of the panel.
    private static Func<double, double, double, Pixel> OnPanel(Projection eye, Box room)
    {
        (double U, double V, double Depth)[] corners =
            [.. from a in new[] { eye.X.Min, eye.X.Max } from b in new[] { eye.Y.Min,
                eye.Y.Max } from c in new[] { eye.Z.Min, eye.Z.Max } select eye.At(a, b, c)];
        double left = corners.Min(c => c.U), right = corners.Max(c => c.U), low = corners.Min(c => c.V),
            high = corners.Max(c => c.V);
        double width = room.Width * (1 - LabelsLeft - LabelsRight), height = room.Height * (1 - LabelsBelow);
        return (x, y, z) =>
        {
            (double u, double v, _) = eye.At(x, y, z);
            return new(room.Left + room.Width * LabelsLeft + width * (u - left) / (right - left),
                room.Top + height * (high - v) / (high - low));
        };
    }
}
