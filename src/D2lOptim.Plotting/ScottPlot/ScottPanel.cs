using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace D2lOptim.Plotting;

/// <summary>
/// Draws a panel as a ScottPlot plot over the whole figure, its axes where the layout has them. The plot's coordinates
/// are the figure's
/// pixels, upwards; what the axes count stands in their labels.
/// </summary>
internal static class ScottPanel
{
    /// <summary>Draws everything but the words, which it returns: a picture of letters has other needs than one of
    /// pixels.</summary>
    public static IEnumerable<Words> Draw(SKCanvas canvas, Figure figure, PanelLayout layout)
    {
        using var plot = new Plot();
        Box axes = layout.Axes;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.Layout.Fixed(new PixelRect((float)axes.Left, (float)axes.Right, (float)axes.Bottom, (float)axes.Top));
        plot.Axes.SetLimits(axes.Left, axes.Right, -axes.Bottom, -axes.Top);

        IReadOnlyList<Shape> shapes;
        if (layout.Panel.Series[0] is Surface surface)
        {
            plot.HideGrid();
            plot.Axes.Frameless();
            shapes = SurfaceShapes.Of(surface, layout);
        }
        else
        {
            Flat(plot, layout);
            shapes = [.. SeriesShapes.Of(layout), .. SeriesShapes.Legend(layout), .. AxesShapes.Numbers(layout)];
        }

        // ScottPlot draws again when the limits are not those of the drawing before, and the first has none: that one
        // is thrown away.
        plot.RenderInMemory(figure.Width, figure.Height);
        plot.PlottableList.Add(new ShapesOverAxes([.. shapes.Where(s => s is not Words)]));
        plot.Render(canvas, new PixelRect(0, figure.Width, figure.Height, 0));
        return [.. AxesShapes.Labels(layout).Concat(shapes).OfType<Words>()];
    }

    private static void Flat(Plot plot, PanelLayout layout)
    {
        Panel panel = layout.Panel;
        plot.Grid.MajorLineColor = ScottPlot.Color.FromHex(Theme.GridColour);
        plot.Grid.MajorLineWidth = (float)Theme.ThinWidth;
        Dress(plot.Axes.Bottom, Ticks(layout.XTicks, panel.X, layout.X, value => layout.At(value, layout.Y.Min).X));
        Dress(plot.Axes.Left, Ticks(layout.YTicks, panel.Y, layout.Y, value => -layout.At(layout.X.Min, value).Y));
        Dress(plot.Axes.Right, new NumericManual());
        Dress(plot.Axes.Top, new NumericManual());
        if (panel.Series.OfType<Heatmap>().FirstOrDefault() is { } heatmap)
        {
            plot.HideGrid();
            Add(plot, heatmap, layout);
        }
    }

    private static NumericManual Ticks(IReadOnlyList<Tick> major, Axis axis, Interval shown, Func<double, double> place)
    {
        var ticks = new NumericManual();
        foreach (Tick tick in major)
            ticks.AddMajor(place(tick.Value), "");
        if (axis.Log)
        {
            foreach (double tick in Plotting.Ticks.BetweenDecades(shown))
                ticks.AddMinor(place(tick));
        }
        return ticks;
    }

    // Letters and lines of one side of the axes.
    private static void Dress(IAxis side, ITickGenerator ticks)
    {
        side.TickGenerator = ticks;
        side.FrameLineStyle.Width = side.MajorTickStyle.Width = side.MinorTickStyle.Width = (float)Theme.ThinWidth;
        (side.MajorTickStyle.Length, side.MinorTickStyle.Length) = (7, 4);
        Color ink = Color.FromHex(Theme.Ink);
        side.FrameLineStyle.Color = side.MajorTickStyle.Color = side.MinorTickStyle.Color = ink;
    }

    private static void Add(Plot plot, Heatmap heatmap, PanelLayout layout)
    {
        Grid grid = heatmap.Grid;
        Pixel first = layout.At(grid.X[0], grid.Y[0]), last = layout.At(grid.X[^1], grid.Y[^1]);

        // Row 0 is drawn at the top unless flipped.
        var drawn = plot.Add.Heatmap(heatmap.Shades());
        drawn.FlipVertically = true;
        drawn.Extent = new CoordinateRect(first.X, last.X, -first.Y, -last.Y);
        drawn.Colormap = new ScottPlot.Colormaps.Viridis();
        drawn.ManualRange = new(0, 1);

        ColorBar bar = plot.Add.ColorBar(drawn);
        bar.Width = (float)layout.ColourBar!.Value.Width;
        Dress(bar.Axis, Ticks(layout.ColourTicks, new Axis(Log: heatmap.LogColours), heatmap.Colours, heatmap.Shade));
    }

    /// <summary>Drawn last and not cut off at the frame, so that a dot on it stays whole.</summary>
    private sealed class ShapesOverAxes(IReadOnlyList<Shape> shapes) : IPlottable, IRenderLast
    {
        public bool IsVisible { get; set; } = true;

        public IAxes Axes { get; set; } = new Axes();

        public IEnumerable<LegendItem> LegendItems => LegendItem.None;

        public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

        public void Render(RenderPack rp)
        {
        }

        public void RenderLast(RenderPack rp) => SkiaShapes.Draw(rp.Canvas, shapes);
    }
}
