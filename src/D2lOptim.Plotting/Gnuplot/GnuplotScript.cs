using System.Text;

namespace D2lOptim.Plotting;

/// <summary>
/// Writes a figure as a gnuplot script: the data once, then the plot commands for each target. gnuplot's coordinates
/// are the figure's pixels;
/// what the axes count stands in their labels.
/// </summary>
public static class GnuplotScript
{
    /// <summary>The whole script, for gnuplot 5.4 or later.</summary>
    public static string For(Figure figure, IReadOnlyList<Target> targets)
    {
        var script = new StringBuilder("set encoding utf8\n");
        var commands = new StringBuilder();
        IReadOnlyList<PanelLayout> layouts = PanelLayout.Of(figure);
        for (int i = 0; i < layouts.Count; i++)
        {
            var drawing = new GnuplotShapes(figure, $"$panel{i + 1}_");
            commands.Append("reset\nunset key\n");
            commands.Append(drawing
                .Over([.. i == 0 ? PanelLayout.Caption(figure) : [], .. AxesShapes.Labels(layouts[i])]));
            commands.Append(layouts[i].Panel.Series[0] is Surface ? Solid(figure, layouts[i], script)
                : Flat(figure, layouts[i], drawing, script));
        }

        foreach (Target target in targets)
        {
            script.Append($"set terminal {Terminal(target.Format, figure)}\nset output "
                + $"{GnuplotText.Quote(target.Path)}\n");
            script.Append("set multiplot\n").Append(commands).Append("unset multiplot\nunset output\n");
        }
        return script.ToString();
    }

    // The two terminals count letters, dashes and dots in different units; these factors make them look alike.
    private static string Terminal(PictureFormat format, Figure figure)
    {
        string common = $"noenhanced size {figure.Width},{figure.Height} background rgb '#ffffff' linewidth 1";
        return format == PictureFormat.Png
            ? $"pngcairo {common} dashlength 4 font 'sans-serif,{Theme.FontSize * 0.75}'\npx(h) = sprintf(',%g', "
                + $"0.75 * h); dot(d) = d / 7.2"
            : $"svg {common} dashlength 2 font 'sans-serif,{Theme.FontSize}'\npx(h) = sprintf(',%g', h); dot(d) = d "
                + $"/ 23.0";
    }

    private static string Margins(Figure figure, PanelLayout layout)
    {
        string N(double value) => GnuplotText.Number(Math.Round(value, 6));
        Box axes = layout.Axes;
        return $"""
            set lmargin at screen {N(axes.Left / figure.Width)}
            set rmargin at screen {N(axes.Right / figure.Width)}
            set tmargin at screen {N(1 - axes.Top / figure.Height)}
            set bmargin at screen {N(1 - axes.Bottom / figure.Height)}

            """;
    }

    private static string Flat(Figure figure, PanelLayout layout, GnuplotShapes drawing, StringBuilder data)
    {
        Box axes = layout.Axes;
        Panel panel = layout.Panel;
        var commands = new StringBuilder(Margins(figure, layout));
        commands.Append(Axis("x", panel.X.Log, layout.XTicks, layout.X, value => layout.At(value, layout.Y.Min).X,
            axes.Left, axes.Right));
        commands.Append(Axis("y", panel.Y.Log, layout.YTicks, layout.Y, value => layout.At(layout.X.Min, value).Y,
            axes.Bottom, axes.Top));
        commands.Append($"set border 15 front lc rgb '{Theme.Ink}' lw {Theme.ThinWidth}\nset tics nomirror\n");
        var clauses = new List<string>();
        if (panel.Series.OfType<Heatmap>().FirstOrDefault() is { } heatmap)
        {
            commands.Append(drawing.Palette(heatmap, layout));
            clauses.Add(drawing.Image(heatmap, layout, data));
        }
        else
        {
            commands.Append($"set grid back lt 1 lc rgb '{Theme.GridColour}' lw {Theme.ThinWidth}\n");
        }
        IReadOnlyList<Shape> shapes = SeriesShapes.Of(layout);
        commands.Append(drawing.Over([.. shapes.OfType<Words>(), .. SeriesShapes.Legend(layout)]));
        clauses.AddRange(drawing.Inside([.. shapes.Where(s => s is not Words)], data));

        // A panel of notes alone still needs its axes drawn.
        return commands.Append("plot ").Append(clauses.Count > 0 ? string.Join(", \\\n  ", clauses) : "1/0 notitle")
            .Append('\n').ToString();
    }

    private static string Solid(Figure figure, PanelLayout layout, StringBuilder data)
    {
        string N(double value) => GnuplotText.Number(Math.Round(value, 6));
        Box room = layout.Axes;
        var surface = (Surface)layout.Panel.Series[0];
        string block = $"$surface{data.Length}";
        data.Append($"{block} << EOD\n{GnuplotSurface.Rows(surface.Grid)}EOD\n");
        return $"set origin {N(room.Left / figure.Width)},{N(1 - room.Bottom / figure.Height)}\n"
            + $"set size {N(room.Width / figure.Width)},{N(room.Height / figure.Height)}\nset margins 7,1,0.5,0.5\n"
            + $"{GnuplotSurface.Setup(layout)}splot {block} using 1:2:3 with pm3d notitle\n";
    }

    // Level 1 marks a minor tick, which has no label.
    private static string Axis(
        string name, bool log, IReadOnlyList<Tick> ticks, Interval shown, Func<double, double> place, double from,
            double to)
    {
        string At(double value) => GnuplotText.Number(Math.Round(place(value), 3));
        IEnumerable<string> major = ticks.Select(tick => $"{GnuplotText.Quote(tick.Label)} {At(tick.Value)}");
        IEnumerable<string> minor = log ? Ticks.BetweenDecades(shown).Select(value => $"'' {At(value)} 1") : [];
        return $"""
            set {name}range [{GnuplotText.Number(from)}:{GnuplotText.Number(to)}]
            set {name}tics ({string.Join(", ", major.Concat(minor))})

            """;
    }
}
