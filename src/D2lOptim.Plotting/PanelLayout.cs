namespace D2lOptim.Plotting;

/// <summary>Where the parts of a panel stand, in pixels: settled here once, so that every renderer draws the same
/// picture.</summary>
public sealed class PanelLayout
{
    private const double Outer = 16;
    private const double Gap = 12;
    private const double LineHeight = 1.3;
    private const double BarGap = 24;

    private PanelLayout(Figure figure, int index)
    {
        Panel = figure.Panels[index];
        Outside = Cell(figure, index);
        X = PanelLimits.X(Panel);
        Y = PanelLimits.Y(Panel);
        Settle(rows: 0);
        Legend = LegendLayout.Of(this);
        if (Legend.Place == LegendPlace.Below)
        {
            Settle(Legend.Rows);
            Legend = LegendLayout.Of(this);
        }
    }

    /// <summary>What is laid out.</summary>
    public Panel Panel { get; }

    /// <summary>The panel's part of the figure.</summary>
    public Box Outside { get; }

    /// <summary>The frame of the axes; of a surface, the room that its box in space has.</summary>
    public Box Axes { get; private set; }

    /// <summary>Shown interval of the horizontal axis.</summary>
    public Interval X { get; }

    /// <summary>Shown interval of the vertical axis.</summary>
    public Interval Y { get; }

    /// <summary>What to write under the horizontal axis.</summary>
    public IReadOnlyList<Tick> XTicks { get; private set; } = [];

    /// <summary>What to write beside the vertical axis.</summary>
    public IReadOnlyList<Tick> YTicks { get; private set; } = [];

    /// <summary>What to write beside the colours of a heat map; empty without one.</summary>
    public IReadOnlyList<Tick> ColourTicks { get; private set; } = [];

    /// <summary>The colours beside a heat map; null without one.</summary>
    public Box? ColourBar { get; private set; }

    /// <summary>The legend.</summary>
    public LegendLayout Legend { get; }

    /// <summary>Every panel of a figure, in order.</summary>
    public static IReadOnlyList<PanelLayout> Of(Figure figure) =>
        [.. Enumerable.Range(0, figure.Panels.Count).Select(index => new PanelLayout(figure, index))];

    /// <summary>The lines of the caption, above all panels.</summary>
    public static IReadOnlyList<Words> Caption(Figure figure) => [.. figure.CaptionLines.Select((line, i) => new Words(
        new Pixel(Outer, Outer + (i + 0.5) * Theme.CaptionLine), line, Theme.CaptionFontSize, Anchor.Start))];

    /// <summary>The place of a point of the plane. What is far out of sight is brought nearer: no renderer can draw at
    /// 10³⁰⁰ pixels.</summary>
    public Pixel At(double x, double y) => new(
        Axes.Left + Axes.Width * Near(PanelLimits.Fraction(x, Panel.X, X)),
        Axes.Bottom - Axes.Height * Near(PanelLimits.Fraction(y, Panel.Y, Y)));

    private static double Near(double fraction) => double.IsNaN(fraction) ? fraction : Math.Clamp(fraction, -1e4, 1e4);

    private static Box Cell(Figure figure, int index)
    {
        (int row, int column) = Math.DivRem(index, figure.Columns);
        double width = (double)figure.Width / figure.Columns,
            height = (figure.Height - figure.CaptionHeight) / figure.Rows;
        return new Box(column * width, figure.CaptionHeight + row * height, width, height);
    }

    private void Settle(int rows)
    {
        double above = Panel.Title.Length > 0 ? Gap + LineHeight * Theme.FontSize : Outer;
        if (Panel.Series[0] is Surface)
        {
            Axes = new Box(Outside.Left + Outer, Outside.Top + above, Outside.Width - 2 * Outer,
                Outside.Height - above - Outer);
            return;
        }
        double below = Outer + rows * Theme.LegendLine + Label(Panel.X) + Theme.FontSize + Gap;
        double height = Outside.Height - above - below;
        YTicks = Ticks.Along(Panel.Y, Y, height, _ => 2.2 * Theme.FontSize);
        double left = Outer + Label(Panel.Y) + Widest(YTicks) + Gap;
        double right = Outer + Colours(height);
        double width = Outside.Width - left - right;
        XTicks = Ticks.Along(Panel.X, X, width, label => TextSize.Width(label, Theme.FontSize) + 1.2 * Theme.FontSize);

        // The last label stands half outside the axes.
        if (ColourBar is null && XTicks.Count > 0)
        {
            double over = PanelLimits.Fraction(XTicks[^1].Value, Panel.X, X) * width
                + TextSize.Width(XTicks[^1].Label, Theme.FontSize) / 2 - width - (right - Outer / 2);
            (right, width) = (right + Math.Max(0, over), width - Math.Max(0, over));
        }
        Axes = Panel.EqualScales
            ? Equal(new Box(Outside.Left + left, Outside.Top + above, width, height))
            : new Box(Outside.Left + left, Outside.Top + above, width, height);
        if (ColourBar is not null)
            ColourBar = new Box(Axes.Right + BarGap, Axes.Top, Theme.FontSize, Axes.Height);
    }

    private Box Equal(Box room)
    {
        double scale = Math.Min(room.Width / X.Length, room.Height / Y.Length);
        double width = scale * X.Length, height = scale * Y.Length;
        return new Box(room.Left + (room.Width - width) / 2, room.Top + (room.Height - height) / 2, width, height);
    }

    private double Colours(double height)
    {
        if (Panel.Series.OfType<Heatmap>().FirstOrDefault() is not { } heatmap)
            return 0;
        ColourTicks = Ticks.Along(new Axis(Log: heatmap.LogColours), heatmap.Colours, height,
            _ => 2.2 * Theme.FontSize);
        ColourBar = new Box(0, 0, 0, 0);
        return BarGap + Theme.FontSize + Gap + Widest(ColourTicks)
            + (heatmap.Label.Length > 0 ? LineHeight * Theme.FontSize : 0);
    }

    private static double Label(Axis axis) => axis.Label.Length > 0 ? 1.4 * Theme.FontSize : 0;

    /// <summary>Pixels that the widest label takes.</summary>
    public static double Widest(IReadOnlyList<Tick> ticks) =>
        ticks.Select(t => TextSize.Width(t.Label, Theme.FontSize)).DefaultIfEmpty().Max();
}
