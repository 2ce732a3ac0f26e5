namespace D2lOptim.Plotting;

/// <summary>The axes of a panel as shapes.</summary>
internal static class AxesShapes
{
    /// <summary>What stands along the axes and above them, beside the ticks.</summary>
    public static IEnumerable<Shape> Labels(PanelLayout layout)
    {
        Box axes = layout.Axes;
        Panel panel = layout.Panel;
        double middle = axes.Left + axes.Width / 2, level = axes.Top + axes.Height / 2;
        yield return new Words(new(middle, axes.Top - 0.75 * Theme.FontSize), panel.Title, Theme.FontSize,
            Anchor.Middle);
        if (panel.Series[0] is Surface)
            yield break;
        yield return new Words(new(middle, axes.Bottom + 12 + 1.85 * Theme.FontSize), panel.X.Label, Theme.FontSize,
            Anchor.Middle);
        double left = axes.Left - 12 - PanelLayout.Widest(layout.YTicks) - 0.75 * Theme.FontSize;
        yield return new Words(new(left, level), panel.Y.Label, Theme.FontSize, Anchor.Middle, Upright: true);
        if (layout.ColourBar is not { } bar)
            yield break;
        double right = bar.Right + 12 + PanelLayout.Widest(layout.ColourTicks) + 0.65 * Theme.FontSize;
        yield return new Words(new(right, level), panel.Series.OfType<Heatmap>().First().Label, Theme.FontSize,
            Anchor.Middle, Upright: true);
    }

    /// <summary>The numbers along the axes.</summary>
    public static IEnumerable<Shape> Numbers(PanelLayout layout)
    {
        Box axes = layout.Axes;
        foreach (Tick tick in layout.XTicks)
        {
            yield return new Words(new(layout.At(tick.Value, layout.Y.Min).X, axes.Bottom + 12 + Theme.FontSize / 2),
                tick.Label,
                Theme.FontSize, Anchor.Middle);
        }
        foreach (Tick tick in layout.YTicks)
            yield return new Words(new(axes.Left - 12, layout.At(layout.X.Min, tick.Value).Y), tick.Label,
                Theme.FontSize, Anchor.End);
        if (layout.ColourBar is not { } bar)
            yield break;
        Heatmap heatmap = layout.Panel.Series.OfType<Heatmap>().First();
        foreach (Tick tick in layout.ColourTicks)
            yield return new Words(new(bar.Right + 12, bar.Bottom - bar.Height * heatmap.Shade(tick.Value)),
                tick.Label, Theme.FontSize, Anchor.Start);
    }

    /// <summary>Grid, ticks, frame and labels, for drawings that have no axes of their own.</summary>
    public static IEnumerable<Shape> Of(PanelLayout layout)
    {
        Box axes = layout.Axes;
        foreach (Tick tick in layout.XTicks)
        {
            double x = layout.At(tick.Value, layout.Y.Min).X;
            yield return new Line([new(x, axes.Top), new(x, axes.Bottom)], Theme.GridColour, Theme.ThinWidth, []);
        }
        foreach (Tick tick in layout.YTicks)
        {
            double y = layout.At(layout.X.Min, tick.Value).Y;
            yield return new Line([new(axes.Left, y), new(axes.Right, y)], Theme.GridColour, Theme.ThinWidth, []);
        }
        yield return new Line([new(axes.Left, axes.Top), new(axes.Right, axes.Top), new(axes.Right, axes.Bottom),
            new(axes.Left, axes.Bottom),
            new(axes.Left, axes.Top)], Theme.Ink, Theme.ThinWidth, []);
        foreach (Shape words in Numbers(layout).Concat(Labels(layout)))
            yield return words;
    }
}
