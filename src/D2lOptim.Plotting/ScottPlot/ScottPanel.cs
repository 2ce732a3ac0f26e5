using ScottPlot;
using ScottPlot.TickGenerators;

namespace D2lOptim.Plotting;

/// <summary>Turns a panel into a ScottPlot plot.</summary>
internal static class ScottPanel
{
    /// <summary>Draws axes, series and legend of <paramref name="panel"/> into an empty plot.</summary>
    public static void Fill(Plot plot, Figure figure, Panel panel)
    {
        Interval x = PanelLimits.X(panel), y = PanelLimits.Y(panel);
        plot.FigureBackground.Color = Colors.White;
        if (panel.Title.Length > 0)
            plot.Title(panel.Title, (float)Theme.FontSize);
        plot.Axes.Title.Label.Bold = false;

        if (panel.Series[0] is Surface surface)
        {
            ScottSurface.Add(plot, surface, panel);
            return;
        }
        Dress(plot.Axes.Bottom, panel.X, x);
        Dress(plot.Axes.Left, panel.Y, y);
        plot.Grid.MajorLineColor = Color.FromHex(Theme.GridColour);
        plot.Grid.MajorLineWidth = (float)Theme.ThinWidth;
        if (panel.Series.Any(s => s is Heatmap))
            plot.HideGrid();

        IReadOnlyDictionary<Curve, Stroke> strokes = Theme.Strokes(panel);
        foreach (Series series in panel.Series)
            ScottSeries.Add(plot, series, panel, strokes);
        plot.Axes.SetLimits(Map(x.Min, panel.X), Map(x.Max, panel.X), Map(y.Min, panel.Y), Map(y.Max, panel.Y));
        ShowLegend(plot, LegendPlacement.Choose(panel, (double)figure.Width / figure.Columns, (double)figure.Height / figure.Rows));
    }

    /// <summary>ScottPlot's axes are linear: a logarithmic one holds logarithms, and its ticks say otherwise.</summary>
    public static double Map(double value, Axis axis) => axis.Log ? Math.Log10(value) : value;

    /// <summary>Ticks for an axis that holds logarithms.</summary>
    public static NumericManual LogTicks(Interval shown)
    {
        var ticks = new NumericManual();
        foreach (double tick in Ticks.Logarithmic(shown))
            ticks.AddMajor(Math.Log10(tick), Ticks.Label(tick));
        foreach (double tick in Ticks.BetweenDecades(shown))
            ticks.AddMinor(Math.Log10(tick));
        return ticks;
    }

    /// <summary>Letters and lines of one side of the axes.</summary>
    public static void Dress(IAxis side, Axis axis, Interval shown)
    {
        side.Label.Text = axis.Label;
        side.Label.Bold = false;
        side.Label.FontSize = side.TickLabelStyle.FontSize = (float)Theme.FontSize;
        side.FrameLineStyle.Width = side.MajorTickStyle.Width = side.MinorTickStyle.Width = (float)Theme.ThinWidth;
        if (axis.Log)
            side.TickGenerator = LogTicks(shown);
    }

    private static void ShowLegend(Plot plot, LegendPlace place)
    {
        plot.Legend.FontSize = (float)Theme.SmallFontSize;
        plot.Legend.SymbolWidth = (float)(2 * Theme.FontSize);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        if (place == LegendPlace.Below)
            plot.ShowLegend(Edge.Bottom);
        else if (place == LegendPlace.None)
            plot.HideLegend();
        else
            plot.ShowLegend(place switch
            {
                LegendPlace.TopLeft => Alignment.UpperLeft,
                LegendPlace.BottomLeft => Alignment.LowerLeft,
                LegendPlace.BottomRight => Alignment.LowerRight,
                _ => Alignment.UpperRight,
            });
    }
}
