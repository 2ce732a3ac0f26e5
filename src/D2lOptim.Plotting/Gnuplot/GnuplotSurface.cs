namespace D2lOptim.Plotting;

/// <summary>What heat maps and surfaces need: rows of three numbers, a palette, and axes in space.</summary>
internal static class GnuplotSurface
{
    /// <summary>One line per grid point, a blank line after each row of the grid.</summary>
    public static string Rows(Grid grid) => string.Join("\n", Enumerable.Range(0, grid.Y.Count).Select(row =>
        string.Concat(Enumerable.Range(0, grid.X.Count).Select(column => GnuplotText.Row(grid.X[column], grid.Y[row], grid.Z[row, column])))));

    /// <summary>Heights alone, a line per row of the grid: a third of the text, which gnuplot reads slowly from a pipe.</summary>
    public static string Matrix(Grid grid) => string.Concat(Enumerable.Range(0, grid.Y.Count).Select(row =>
        GnuplotText.Row([.. Enumerable.Range(0, grid.X.Count).Select(column => grid.Z[row, column])])));

    /// <summary>Colours for a panel that holds a heat map or a surface; nothing otherwise.</summary>
    public static string Palette(Panel panel)
    {
        if (panel.Series.FirstOrDefault(s => s is Heatmap or Surface) is not { } series)
            return "";
        string colours = string.Join(", ", Theme.Heights.Select((colour, i) => $"{i} '{colour}'"));
        string log = series is Heatmap { LogColours: true } ? "set logscale cb 10\n" : "";
        string bar = series is Heatmap ? "set colorbox\n" : "unset colorbox\n";
        return $"set palette defined ({colours})\nset cblabel {GnuplotText.Quote(series.Label)}\n{log}{bar}";
    }

    /// <summary>Axes, view and mesh lines of a panel in space.</summary>
    public static string Setup(Panel panel)
    {
        Interval z = PanelLimits.Z(panel);
        var surface = (Surface)panel.Series[0];

        // pm3d draws over every point of a splot; only a label in front stays visible.
        string mark = surface.Mark is { } m
            ? $"set label '' at {GnuplotText.Number(m.X)},{GnuplotText.Number(m.Y)},{GnuplotText.Number(m.Z)} point pt 7 ps 1.4*dot lc rgb '{Theme.Colours[1]}' front\n"
            : "";
        return GnuplotScript.Axis("z", panel.Z, z)
            + $"set border 127+256+512 lc rgb '{Theme.Ink}' lw {Theme.ThinWidth}\n"
            + $"set grid x y z vertical lt 1 lc rgb '{Theme.GridColour}' lw {Theme.ThinWidth}\n"
            + "set view 60,35,1.06,1.1\nset margins 7,1,0.5,0.5\nset xyplane relative 0.08\nset tics nomirror\nset xtics offset -0.3,-0.4\nset ytics offset 0.6,-0.3\nset zlabel rotate by 90 offset 1,0\n"
            + "set pm3d depthorder border lc rgb '#333333' lw 1.5\n" + mark
            + Palette(panel);
    }
}
