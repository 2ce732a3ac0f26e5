namespace D2lOptim.Plotting;

/// <summary>A picture as plain data: one or more panels in a grid, filled row by row. Nothing here draws.</summary>
/// <param name="Name">File name without extension, for example <c>11.5-sgd-batch-10</c>.</param>
/// <param name="Alt">One sentence saying what the picture shows: its caption, and an SVG's description.</param>
/// <param name="Panels">The panels, at least one.</param>
public sealed record Figure(string Name, string Alt, params IReadOnlyList<Panel> Panels)
{
    private const double Single = 1.0;
    private const double Shared = 0.8;

    /// <summary>Panels per row; all in one row unless set.</summary>
    public int Columns { get; init => field = Math.Max(1, value); } = Math.Max(1, Panels.Count);

    /// <summary>Rows that the panels fill.</summary>
    public int Rows => Math.Max(1, (Panels.Count + Columns - 1) / Columns);

    /// <summary>Whether <see cref="Alt"/> stands above the panels, so that a picture that is passed on still says what
    /// it is.</summary>
    public bool Captioned { get; init; } = true;

    /// <summary>The caption, broken into the lines that it fills.</summary>
    public IReadOnlyList<string> CaptionLines => Captioned ? TextSize.Wrap(Alt, Theme.CaptionFontSize, Width - 40) : [];

    /// <summary>The room of the caption, in pixels.</summary>
    public int CaptionHeight => CaptionLines.Count * (int)Theme.CaptionLine + (Captioned ? 12 : 0);

    /// <summary>Width in pixels: 1050, which is the book's 3.5 inches at 300 dpi; panels that share a figure are a
    /// little smaller.</summary>
    public int Width => (int)(1050 * Columns * Scale);

    /// <summary>Height in pixels: 750 for one panel, and the caption.</summary>
    public int Height => (int)(750 * Rows * Scale) + CaptionHeight;

    private double Scale => Panels.Count > 1 ? Shared : Single;
}

/// <summary>One pair of axes, or three where a <see cref="Surface"/> is drawn, and what stands on them, back to
/// front.</summary>
/// <param name="Series">What is drawn, at least one.</param>
public sealed record Panel(params IReadOnlyList<Series> Series)
{
    /// <summary>Heading above the panel; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>Vertical axis.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>Height axis, read only where the panel holds a <see cref="Surface"/>.</summary>
    public Axis Z { get; init; } = new();

    /// <summary>Whether a step along either axis is drawn equally long, so that angles are true and a circle is
    /// round.</summary>
    public bool EqualScales { get; init; }

    /// <summary>Where the legend stands; there is one only if a series has a label.</summary>
    public LegendPlace Legend { get; init; } = LegendPlace.Auto;
}

/// <summary>An axis. A limit left out follows from the data.</summary>
/// <param name="Label">Text along the axis; empty for none.</param>
/// <param name="Min">Lower limit.</param>
/// <param name="Max">Upper limit.</param>
/// <param name="Log">Logarithmic scale, base 10; values that are not positive become gaps.</param>
public sealed record Axis(string Label = "", double? Min = null, double? Max = null, bool Log = false);

/// <summary>Where a legend stands.</summary>
public enum LegendPlace
{
    /// <summary>The corner that hides no data, else below the axes.</summary>
    Auto,

    /// <summary>Inside, upper right.</summary>
    TopRight,

    /// <summary>Inside, upper left.</summary>
    TopLeft,

    /// <summary>Inside, lower right.</summary>
    BottomRight,

    /// <summary>Inside, lower left.</summary>
    BottomLeft,

    /// <summary>Outside, under the horizontal axis.</summary>
    Below,

    /// <summary>No legend.</summary>
    None,
}
