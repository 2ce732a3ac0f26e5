namespace D2lOptim.Plotting;

/// <summary>A place on a figure: pixels to the right of its upper left corner, and below it.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Down.</param>
public readonly record struct Pixel(double X, double Y);

/// <summary>A rectangle on a figure, in pixels.</summary>
/// <param name="Left">Its left side.</param>
/// <param name="Top">Its upper side.</param>
/// <param name="Width">To the right of that.</param>
/// <param name="Height">Down from that.</param>
public readonly record struct Box(double Left, double Top, double Width, double Height)
{
    /// <summary>Its right side.</summary>
    public double Right => Left + Width;

    /// <summary>Its lower side.</summary>
    public double Bottom => Top + Height;

    /// <summary>Whether a place is inside or on the edge, a thousandth of a pixel allowed.</summary>
    public bool Holds(Pixel p) =>
        p.X >= Left - 1e-3 && p.X <= Right + 1e-3 && p.Y >= Top - 1e-3 && p.Y <= Bottom + 1e-3;

    /// <summary>The rectangle that is larger by <paramref name="by"/> on every side.</summary>
    public Box Grown(double by) => new(Left - by, Top - by, Width + 2 * by, Height + 2 * by);
}

/// <summary>What the renderers draw: a series has become lines, areas, dots and words, in pixels and inside the
/// axes.</summary>
public abstract record Shape;

/// <summary>A line through points.</summary>
/// <param name="Points">Two or more.</param>
/// <param name="Colour">As <c>#rrggbb</c>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Pattern">Pixels on, pixels off, and so on; empty for an unbroken line.</param>
public sealed record Line(IReadOnlyList<Pixel> Points, string Colour, double Width, IReadOnlyList<double> Pattern)
    : Shape;

/// <summary>A filled polygon.</summary>
/// <param name="Corners">Three or more.</param>
/// <param name="Fill">As <c>#rrggbb</c>.</param>
/// <param name="Opacity">From 0, unseen, to 1.</param>
/// <param name="Edge">Colour of its outline; empty for none.</param>
public sealed record Area(IReadOnlyList<Pixel> Corners, string Fill, double Opacity = 1, string Edge = "") : Shape;

/// <summary>Signs at places.</summary>
/// <param name="Centres">Where.</param>
/// <param name="Colour">As <c>#rrggbb</c>.</param>
/// <param name="Size">Diameter in pixels.</param>
/// <param name="Sign">Which sign.</param>
public sealed record Dots(IReadOnlyList<Pixel> Centres, string Colour, double Size, Sign Sign = Sign.Dot) : Shape;

/// <summary>One line of text.</summary>
/// <param name="At">Half the height of its letters, at the end that <paramref name="Anchor"/> says.</param>
/// <param name="Text">What it says.</param>
/// <param name="Size">Height of the letters, in pixels.</param>
/// <param name="Anchor">Which part of the text stands there.</param>
/// <param name="Colour">As <c>#rrggbb</c>.</param>
/// <param name="Upright">Whether it reads upwards.</param>
public sealed record Words(Pixel At, string Text, double Size, Anchor Anchor, string Colour = Theme.Ink,
    bool Upright = false) : Shape;

/// <summary>Which part of a text stands at its place.</summary>
public enum Anchor
{
    /// <summary>Its first letter.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its last letter.</summary>
    End,
}
