namespace D2lOptim.Plotting;

/// <summary>What every backend draws alike: sizes in pixels of a 1050-pixel-wide panel, colours and dashes.</summary>
public static class Theme
{
    /// <summary>Height of the letters, in pixels.</summary>
    public const double FontSize = 30;

    /// <summary>Height of the letters in legends and notes.</summary>
    public const double SmallFontSize = 26;

    /// <summary>Height of the letters of a caption.</summary>
    public const double CaptionFontSize = 25;

    /// <summary>Height of the heights written into contours.</summary>
    public const double ContourFontSize = 19;

    /// <summary>From one line of a caption to the next.</summary>
    public const double CaptionLine = 33;

    /// <summary>From one row of a legend to the next.</summary>
    public const double LegendLine = 38;

    /// <summary>The longest head of an arrow.</summary>
    public const double ArrowHead = 14;

    /// <summary>How far bars cover the grid behind them.</summary>
    public const double BarOpacity = 0.8;

    /// <summary>Fonts in the order in which they are looked for: ours, the usual ones, whatever is there.</summary>
    public const string Fonts = "Inter, 'DejaVu Sans', 'Noto Sans', Arial, sans-serif";

    /// <summary>Width of a curve.</summary>
    public const double LineWidth = 4.5;

    /// <summary>Width of contours, guides and axes.</summary>
    public const double ThinWidth = 2;

    /// <summary>Diameter of a marked point.</summary>
    public const double PointSize = 15;

    /// <summary>Colour of axes and letters.</summary>
    public const string Ink = "#222222";

    /// <summary>Colour of the grid behind the data.</summary>
    public const string GridColour = "#dddddd";

    /// <summary>Colour of guides and arrows.</summary>
    public const string GuideColour = "#666666";

    /// <summary>Colour of contours on white.</summary>
    public const string ContourColour = "#5b8fb9";

    /// <summary>Colour of the heights written into them.</summary>
    public const string ContourTextColour = "#2f6690";

    /// <summary>Curves, in order: Okabe and Ito (2008), told apart by readers with any colour vision; yellow, faint on
    /// white, comes late, and a grey last.</summary>
    public static IReadOnlyList<string> Colours { get; } =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442", "#8c8c8c"];

    /// <summary>Heights from lowest to highest: viridis (van der Walt and Smith, 2015), evenly spaced.</summary>
    public static IReadOnlyList<string> Heights { get; } =
        ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];

    /// <summary>Pixels on, pixels off, and so on; empty for an unbroken line.</summary>
    public static IReadOnlyList<double> Pattern(Dash dash) => dash switch
    {
        Dash.Dashed => [18, 9],
        Dash.DashDot => [18, 8, 4.5, 8],
        Dash.Dotted => [4.5, 7],
        _ => [],
    };

    /// <summary>Colour and dash of every curve of a panel, in order; over contours the first is orange, as in the
    /// book.</summary>
    public static IReadOnlyDictionary<Curve, Stroke> Strokes(Panel panel)
    {
        int next = panel.Series.Any(s => s is Contours or Heatmap) ? 1 : 0;
        var strokes = new Dictionary<Curve, Stroke>(ReferenceEqualityComparer.Instance);
        foreach (Curve curve in panel.Series.OfType<Curve>())
        {
            int style = curve.Style ?? next++;
            Dash dash = curve.Dash ?? (curve.Marks == Marks.Line ? (Dash)(Math.Abs(style) % 4) : Dash.Solid);
            strokes[curve] = new Stroke(Colours[Math.Abs(style) % Colours.Count], dash);
        }
        return strokes;
    }
}

/// <summary>How a curve is drawn.</summary>
/// <param name="Colour">As <c>#rrggbb</c>.</param>
/// <param name="Dash">How it is broken up.</param>
public readonly record struct Stroke(string Colour, Dash Dash);
