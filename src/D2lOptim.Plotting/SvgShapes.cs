using System.Globalization;
using System.Security;

namespace D2lOptim.Plotting;

/// <summary>Writes shapes as SVG elements.</summary>
internal static class SvgShapes
{
    /// <summary>One shape, on a line of its own.</summary>
    public static string Write(Shape shape) => shape switch
    {
        Line line => $"<path d=\"{Path(line.Points)}\" fill=\"none\" stroke=\"{line.Colour}\" "
            + $"stroke-width=\"{N(line.Width)}\" stroke-linejoin=\"round\""
            + (line.Pattern.Count > 0 ? $" stroke-dasharray=\"{string.Join(' ', line.Pattern.Select(N))}\"" : "")
                + "/>\n",
        Area area => $"<path d=\"{Path(area.Corners)}Z\" fill=\"{area.Fill}\""
            + (area.Opacity < 1 ? $" fill-opacity=\"{N(area.Opacity)}\"" : "")
            + (area.Edge.Length > 0 ? $" stroke=\"{area.Edge}\"" : "") + "/>\n",
        Dots dots => string.Concat(dots.Centres.Select(at => Sign(at, dots))),
        Words words => Write(words),
        _ => throw new NotSupportedException($"no SVG element for {shape.GetType().Name}"),
    };

    /// <summary>Path data through points.</summary>
    public static string Path(IEnumerable<Pixel> points) =>
        "M" + string.Join('L', points.Select(p => $"{N(p.X)} {N(p.Y)}"));

    /// <summary>A hundredth of a pixel is enough.</summary>
    public static string N(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private static string Sign(Pixel at, Dots dots)
    {
        double r = dots.Size / 2;
        return dots.Sign switch
        {
            Plotting.Sign.Start =>
                $"<circle cx=\"{N(at.X)}\" cy=\"{N(at.Y)}\" r=\"{N(r)}\" fill=\"#ffffff\" stroke=\"{dots.Colour}\" "
                + $"stroke-width=\"3\"/>\n",
            Plotting.Sign.End =>
                $"<rect x=\"{N(at.X - 0.8 * r)}\" y=\"{N(at.Y - 0.8 * r)}\" width=\"{N(1.6 * r)}\" "
                + $"height=\"{N(1.6 * r)}\" fill=\"{dots.Colour}\"/>\n",
            Plotting.Sign.Minimum =>
                $"<path d=\"M{N(at.X - r)} {N(at.Y - r)}l{N(2 * r)} {N(2 * r)}m{N(-2 * r)} 0l{N(2 * r)} "
                + $"{N(-2 * r)}\" stroke=\"{dots.Colour}\" stroke-width=\"4\"/>\n",
            _ => $"<circle cx=\"{N(at.X)}\" cy=\"{N(at.Y)}\" r=\"{N(r)}\" fill=\"{dots.Colour}\"/>\n",
        };
    }

    private static string Write(Words words)
    {
        // A baseline is 0.36 of the letters' height below their middle.
        double down = 0.36 * words.Size;
        string place = words.Upright
            ? $"transform=\"translate({N(words.At.X + down)} {N(words.At.Y)}) rotate(-90)\""
            : $"x=\"{N(words.At.X)}\" y=\"{N(words.At.Y + down)}\"";
        string anchor =
            words.Anchor switch
            {
                Anchor.Start => "",
                Anchor.Middle => " text-anchor=\"middle\"",
                _ => " text-anchor=\"end\""
            };
        return $"<text {place}{anchor} font-size=\"{N(words.Size)}\" "
            + $"fill=\"{words.Colour}\">{SecurityElement.Escape(words.Text)}</text>\n";
    }
}
