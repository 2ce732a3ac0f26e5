namespace D2lOptim.Plotting;

/// <summary>What surfaces need: rows of three numbers, a palette, and axes in space.</summary>
internal static class GnuplotSurface
{
    /// <summary>One line per grid point, a blank line after each row of the grid.</summary>
    public static string Rows(Grid grid) => string.Join("\n", Enumerable.Range(0, grid.Y.Count).Select(row =>
        string.Concat(Enumerable.Range(0, grid.X.Count)
            .Select(column => GnuplotText.Row(grid.X[column], grid.Y[row], grid.Z[row, column])))));

    /// <summary>Axes, view and mesh lines of a panel in space.</summary>
    public static string Setup(PanelLayout layout)
    {
        Panel panel = layout.Panel;
        var surface = (Surface)panel.Series[0];

        // pm3d draws over every point of a splot; only a label in front stays visible.
        string mark = surface.Mark is { } m
            ? $"set label '' at {N(m.X)},{N(m.Y)},{N(m.Z)} point pt 7 ps dot({1.4 * Theme.PointSize}) lc rgb "
                + $"'{Theme.Colours[1]}' front"
            : "";
        return $"""
            {Axis("x", panel.X, layout.X)}{Axis("y", panel.Y, layout.Y)}{Axis("z", panel.Z, PanelLimits.Z(panel))}
            set border 127+256+512 lc rgb '{Theme.Ink}' lw {Theme.ThinWidth}
            set grid x y z vertical lt 1 lc rgb '{Theme.GridColour}' lw {Theme.ThinWidth}
            set view 60,35,1.06,1.1
            set xyplane relative 0.08
            set tics nomirror
            set xtics offset -0.3,-0.4
            set ytics offset 0.6,-0.3
            set zlabel rotate by 90 offset 1,0
            set palette defined ({string.Join(", ", Theme.Heights.Select((colour, i) => $"{i} '{colour}'"))})
            unset colorbox
            set pm3d depthorder border lc rgb '#333333' lw 1.5
            {mark}

            """;
    }

    private static string Axis(string name, Axis axis, Interval shown)
    {
        IEnumerable<string> ticks = Ticks.Linear(shown, 5)
            .Select(value => $"{GnuplotText.Quote(Ticks.Text(value))} {N(value)}");
        return $"""
            set {name}label {GnuplotText.Quote(axis.Label)}
            set {name}range [{N(shown.Min)}:{N(shown.Max)}]
            set {name}tics ({string.Join(", ", ticks)})

            """;
    }

    private static string N(double value) => GnuplotText.Number(value);
}
