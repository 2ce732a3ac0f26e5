using System.Globalization;
using System.Text;

namespace D2lOptim.Plotting;

/// <summary>One growing trace of an <see cref="AnimatedSvg"/>: a line, its dots, and a head that runs ahead.</summary>
internal static class AnimatedCurve
{
    // The finished picture stays for this part of a cycle.
    private const double Pause = 0.15;

    /// <summary>SVG elements for points in pixels; point i is reached at step i of <paramref name="steps"/>, which all
    /// curves of a figure share.</summary>
    public static string Write(Pixel[] points, string colour, Marks marks, int steps, double seconds)
    {
        // A dash as long as the path, pulled in step by step: at step i exactly the first i segments show.
        var lengths = new double[points.Length];
        for (int i = 1; i < points.Length; i++)
            lengths[i] = lengths[i - 1] + double.Hypot(points[i].X - points[i - 1].X, points[i].Y - points[i - 1].Y);
        double total = Math.Max(lengths[^1], 1);

        string timing = $"dur=\"{SvgShapes.N(seconds)}s\" repeatCount=\"indefinite\"";
        string Time(int step) => Math.Round((1 - Pause) * step / steps, 5).ToString(CultureInfo.InvariantCulture);
        string times = string.Join(';', Enumerable.Range(0, points.Length).Select(Time).Append("1"));
        string Animate(string attribute, Func<int, double> value)
        {
            IEnumerable<string> values = Enumerable.Range(0, points.Length).Append(points.Length - 1)
                .Select(i => SvgShapes.N(value(i)));
            return $"<animate attributeName=\"{attribute}\" {timing} keyTimes=\"{times}\" "
                + $"values=\"{string.Join(';', values)}\"/>";
        }

        // A viewer that knows no animation shows the attributes themselves: the whole trace.
        var svg = new StringBuilder("<g clip-path=\"url(#near)\">\n");
        if (marks != Marks.Points)
            svg.Append($"<path d=\"{SvgShapes.Path(points)}\" fill=\"none\" stroke=\"{colour}\" "
                + $"stroke-width=\"{SvgShapes.N(Theme.LineWidth)}\" stroke-linejoin=\"round\" "
                + $"stroke-dasharray=\"{SvgShapes.N(total)} "
                + $"{SvgShapes.N(total)}\">{Animate("stroke-dashoffset", i => total - lengths[i])}</path>\n");
        for (int i = 0; i < points.Length && marks != Marks.Line; i++)
        {
            string appear = i == 0 ? ""
                : $"<animate attributeName=\"opacity\" {timing} calcMode=\"discrete\" keyTimes=\"0;{Time(i)}\" "
                + $"values=\"0;1\"/>";
            svg.Append($"<circle cx=\"{SvgShapes.N(points[i].X)}\" cy=\"{SvgShapes.N(points[i].Y)}\" "
                + $"r=\"{SvgShapes.N(Theme.PointSize / 2)}\" fill=\"{colour}\">{appear}</circle>\n");
        }
        svg.Append($"<circle cx=\"{SvgShapes.N(points[^1].X)}\" cy=\"{SvgShapes.N(points[^1].Y)}\" "
            + $"r=\"{SvgShapes.N(0.8 * Theme.PointSize)}\" fill=\"{colour}\" stroke=\"#ffffff\" "
            + $"stroke-width=\"2\">{Animate("cx", i => points[i].X)}{Animate("cy", i => points[i].Y)}</circle>\n");
        return svg.Append("</g>\n").ToString();
    }
}
