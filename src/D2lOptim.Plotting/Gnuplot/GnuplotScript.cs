using System.Text;

namespace D2lOptim.Plotting;

/// <summary>Writes a figure as a gnuplot script: the data once, then the plot commands for each target.</summary>
public static class GnuplotScript
{
    /// <summary>The whole script, for gnuplot 5.4 or later.</summary>
    public static string For(Figure figure, IReadOnlyList<Target> targets)
    {
        var script = new StringBuilder("set encoding utf8\n");
        var commands = new StringBuilder();
        for (int i = 0; i < figure.Panels.Count; i++)
            commands.Append(PanelCommands(figure, i, script));

        foreach (Target target in targets)
        {
            script.Append($"set terminal {Terminal(target.Format, figure)}\nset output {GnuplotText.Quote(target.Path)}\n");
            if (figure.Panels.Count > 1)
                script.Append($"set multiplot layout {figure.Rows},{figure.Columns}\n");
            script.Append(commands);
            script.Append(figure.Panels.Count > 1 ? "unset multiplot\n" : "").Append("unset output\n");
        }
        return script.ToString();
    }

    // The two terminals count letters, dashes, rows of the legend and dots in different units; these factors make them look alike.
    private static string Terminal(PictureFormat format, Figure figure)
    {
        string common = $"noenhanced size {figure.Width},{figure.Height} background rgb '#ffffff' linewidth 1";
        return format == PictureFormat.Png
            ? $"pngcairo {common} dashlength 4 font 'sans-serif,{Theme.FontSize * 0.75}'\nrows = 1.3; dot = {Theme.PointSize / 7.2}; small = ',{Theme.SmallFontSize * 0.75}'"
            : $"svg {common} dashlength 2 font 'sans-serif,{Theme.FontSize}'\nrows = 1.1; dot = {Theme.PointSize / 23}; small = ',{Theme.SmallFontSize}'";
    }

    private static string PanelCommands(Figure figure, int index, StringBuilder data)
    {
        Panel panel = figure.Panels[index];
        bool solid = panel.Series.Any(s => s is Surface);
        var commands = new StringBuilder("reset\nset minussign\n");
        commands.Append($"set title {GnuplotText.Quote(panel.Title)}\n");
        commands.Append(Axis("x", panel.X, PanelLimits.X(panel)));
        commands.Append(Axis("y", panel.Y, PanelLimits.Y(panel)));
        commands.Append(solid ? GnuplotSurface.Setup(panel) : Flat(panel));
        commands.Append(Key(LegendPlacement.Choose(panel, (double)figure.Width / figure.Columns, (double)figure.Height / figure.Rows)));

        IReadOnlyDictionary<Curve, Stroke> strokes = Theme.Strokes(panel);
        var clauses = new List<string>();
        for (int i = 0; i < panel.Series.Count; i++)
        {
            Series series = panel.Series[i];
            if (series is Note note)
            {
                commands.Append($"set label {GnuplotText.Quote(note.Text)} at {GnuplotText.Number(note.X)},{GnuplotText.Number(note.Y)} offset 0.6,0.6 font small front\n");
                continue;
            }
            string block = $"$panel{index + 1}_series{i + 1}";
            (string rows, string style) = GnuplotSeries.Draw(series, panel, strokes);
            data.Append($"{block} << EOD\n{rows}EOD\n");
            clauses.Add($"{block} {style}");
        }

        // A panel of notes alone still needs its axes drawn.
        string all = clauses.Count > 0 ? string.Join(", \\\n  ", clauses) : "1/0 notitle";
        return commands.Append(solid ? "splot " : "plot ").Append(all).Append('\n').ToString();
    }

    internal static string Axis(string name, Axis axis, Interval shown) =>
        $"set {name}label {GnuplotText.Quote(axis.Label)}{(name == "x" ? " offset 0,0.15" : "")}\n"
        + $"set {name}range [{GnuplotText.Number(shown.Min)}:{GnuplotText.Number(shown.Max)}]\n"
        + $"set format {name} '%g'\n"
        + (axis.Log ? $"set logscale {name} 10\n" + LogTicks(name, shown) : "");

    // Level 1 marks a minor tick, which has no label.
    private static string LogTicks(string name, Interval shown)
    {
        IEnumerable<string> major = Ticks.Logarithmic(shown).Select(tick => $"{GnuplotText.Quote(Ticks.Label(tick))} {GnuplotText.Number(tick)}");
        IEnumerable<string> minor = Ticks.BetweenDecades(shown).Select(tick => $"'' {GnuplotText.Number(tick)} 1");
        return $"set {name}tics ({string.Join(", ", major.Concat(minor))})\n";
    }

    private static string Flat(Panel panel)
    {
        bool covered = panel.Series.Any(s => s is Heatmap);
        string grid = covered ? "" : $"set grid back lt 1 lc rgb '{Theme.GridColour}' lw {Theme.ThinWidth}\n";
        return $"set border 15 lc rgb '{Theme.Ink}' lw {Theme.ThinWidth}\nset tics nomirror\n{grid}" + GnuplotSurface.Palette(panel);
    }

    // Inside, white hides the grid behind the letters; below, it would hide the axis label.
    private static string Key(LegendPlace place)
    {
        string where = place switch
        {
            LegendPlace.TopRight => "inside top right opaque fillcolor rgb '#ffffff'",
            LegendPlace.TopLeft => "inside top left opaque fillcolor rgb '#ffffff'",
            LegendPlace.BottomRight => "inside bottom right opaque fillcolor rgb '#ffffff'",
            LegendPlace.BottomLeft => "inside bottom left opaque fillcolor rgb '#ffffff'",
            _ => "below center horizontal width 1",
        };
        string raise = place == LegendPlace.Below ? "set xlabel offset 0,0.5\n" : "";
        return place == LegendPlace.None ? "unset key\n" : $"{raise}set key {where} Left reverse samplen 2 font small spacing rows noenhanced\n";
    }
}
