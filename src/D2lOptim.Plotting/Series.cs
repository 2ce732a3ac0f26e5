namespace D2lOptim.Plotting;

/// <summary>Something drawn on a panel.</summary>
public abstract record Series
{
    /// <summary>Legend text (for a heat map, the colour bar's); empty for none.</summary>
    public string Label { get; init; } = "";
}

/// <summary>How the points of a <see cref="Curve"/> are marked.</summary>
public enum Marks
{
    /// <summary>A line through the points.</summary>
    Line,

    /// <summary>Points alone.</summary>
    Points,

    /// <summary>A line with a dot on each point: the trace of an optimizer.</summary>
    LineAndPoints,
}

/// <summary>How a line is broken up.</summary>
public enum Dash
{
    /// <summary>Unbroken.</summary>
    Solid,

    /// <summary>Dashes.</summary>
    Dashed,

    /// <summary>Dash, dot, dash, dot.</summary>
    DashDot,

    /// <summary>Dots.</summary>
    Dotted,
}

/// <summary>Points in order. A point with a coordinate that is not finite is a gap.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
public sealed record Curve(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Series
{
    /// <summary>Line, points, or both.</summary>
    public Marks Marks { get; init; }

    /// <summary>Index into <see cref="Theme.Colours"/>, cyclic; by order in the panel unless set.</summary>
    public int? Style { get; init; }

    /// <summary>Whether a value holds until the next one, as a schedule's does: level stretches instead of slanted
    /// ones.</summary>
    public bool Steps { get; init; }

    /// <summary>Dash pattern; follows the style unless set, and is solid where points are marked too.</summary>
    public Dash? Dash { get; init; }
}

/// <summary>Lines of equal height of a function.</summary>
/// <param name="Grid">The function, sampled.</param>
public sealed record Contours(Grid Grid) : Series
{
    /// <summary>Heights to draw; those of <see cref="ContourLines.Levels"/> unless set.</summary>
    public IReadOnlyList<double>? Levels { get; init; }

    /// <summary>Whether the heights are written into the lines, where there is room.</summary>
    public bool Values { get; init; } = true;
}

/// <summary>A function's height as colour, with a colour bar. Its grid must be evenly spaced.</summary>
/// <param name="Grid">The function, sampled.</param>
public sealed record Heatmap(Grid Grid) : Series
{
    /// <summary>Colours by the logarithm of the height; a height of zero or less has the colour of the lowest positive
    /// one.</summary>
    public bool LogColours { get; init; }

    /// <summary>The heights that have colours; where logarithms are, the positive ones.</summary>
    public Interval Colours =>
        Interval.Around(Grid.Z.Cast<double>().Where(z => z > 0 || !LogColours)) ?? new Interval(0.1, 1);

    /// <summary>Where each height stands between the lowest colour, 0, and the highest, 1; NaN, which stays white, for
    /// what is no number.</summary>
    public double[,] Shades()
    {
        Interval colours = Colours;
        var shades = new double[Grid.Y.Count, Grid.X.Count];
        for (int row = 0; row < Grid.Y.Count; row++)
        {
            for (int column = 0; column < Grid.X.Count; column++)
                shades[row, column] = Shade(Grid.Z[row, column], colours);
        }
        return shades;
    }

    /// <summary>Where one height stands.</summary>
    public double Shade(double z) => Shade(z, Colours);

    private double Shade(double z, Interval colours) =>
        !double.IsFinite(z) ? double.NaN
        : colours.Length > 0
            ? PanelLimits.Fraction(Math.Clamp(z, colours.Min, colours.Max), new Axis(Log: LogColours), colours)
        : 0.5;
}

/// <summary>A function as a surface in three dimensions; it stands alone in its panel.</summary>
/// <param name="Grid">The function, sampled.</param>
public sealed record Surface(Grid Grid) : Series
{
    /// <summary>A point marked with a dot, in front of the surface.</summary>
    public (double X, double Y, double Z)? Mark { get; init; }
}

/// <summary>Arrows from (X, Y) to (X + Dx, Y + Dy): a field of gradients.</summary>
/// <param name="X">Where the arrows start, horizontally.</param>
/// <param name="Y">Where the arrows start, vertically.</param>
/// <param name="Dx">Horizontal lengths.</param>
/// <param name="Dy">Vertical lengths.</param>
public sealed record Arrows(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Dx,
    IReadOnlyList<double> Dy) : Series
{
    /// <summary>Index into <see cref="Theme.Colours"/>, cyclic; thin and grey unless set.</summary>
    public int? Style { get; init; }
}

/// <summary>A thin dashed line right across the panel.</summary>
/// <param name="At">Where it crosses the other axis.</param>
/// <param name="Vertical">Upright, at an x; level, at a y, unless set.</param>
public sealed record Guide(double At, bool Vertical = false) : Series;

/// <summary>What a <see cref="Marker"/> looks like.</summary>
public enum Sign
{
    /// <summary>A full disc.</summary>
    Dot,

    /// <summary>A ring: where a descent starts.</summary>
    Start,

    /// <summary>A full square: where it ends.</summary>
    End,

    /// <summary>A cross: a minimum.</summary>
    Minimum,
}

/// <summary>A place of note: the start or the end of a descent, or a minimum.</summary>
/// <param name="X">Horizontal coordinate.</param>
/// <param name="Y">Vertical coordinate.</param>
/// <param name="Sign">What it looks like.</param>
public sealed record Marker(double X, double Y, Sign Sign) : Series;

/// <summary>Text beside a point.</summary>
/// <param name="X">Horizontal coordinate.</param>
/// <param name="Y">Vertical coordinate.</param>
/// <param name="Text">What it says.</param>
public sealed record Note(double X, double Y, string Text) : Series;

/// <summary>Upright bars standing on zero.</summary>
/// <param name="X">Where the bars' middles are.</param>
/// <param name="Height">How high they reach.</param>
public sealed record Bars(IReadOnlyList<double> X, IReadOnlyList<double> Height) : Series
{
    /// <summary>Width of one bar, in units of the horizontal axis.</summary>
    public double Width { get; init; } = 0.8;
}
