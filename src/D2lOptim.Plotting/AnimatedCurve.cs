using System.Globalization;
using System.Text;

namespace D2lOptim.Plotting;

/// <summary>One growing trace of an <see cref="AnimatedSvg"/>: a line, its dots, and a head that runs ahead.</summary>
internal static class AnimatedCurve
{
    // The finished picture stays for this part of a cycle.
    private const double Pause = 0.15;

    /// <summary>SVG elements for points in pixels; point i is reached at step i of <paramref name="steps"/>, which all curves of a figure share.</summary>
    public static string Write((double X, double Y)[] points, string colour, Marks marks, int steps, double seconds)
    {
        // A dash as long as the path, pulled in step by step: at step i exactly the first i segments show.
        var lengths = new double[points.Length];
        for (int i = 1; i < points.Length; i++)
            lengths[i] = lengths[i - 1] + double.Hypot(points[i].X - points[i - 1].X, points[i].Y - points[i - 1].Y);
        double total = Math.Max(lengths[^1], 1);

        string timing = $"dur=\"{Number(seconds)}s\" repeatCount=\"indefinite\"";
        string Time(int step) => Number((1 - Pause) * step / steps);
        string times = string.Join(';', Enumerable.Range(0, points.Length).Select(Time).Append("1"));
        string Animate(string attribute, Func<int, double> value)
        {
            IEnumerable<string> values = Enumerable.Range(0, points.Length).Append(points.Length - 1).Select(i => Number(value(i)));
            return $"<animate attributeName=\"{attribute}\" {timing} keyTimes=\"{times}\" values=\"{string.Join(';', values)}\"/>";
        }

        // A viewer that knows no animation shows the attributes themselves: the whole trace.
        var svg = new StringBuilder("<g clip-path=\"url(#near)\">\n");
        if (marks != Marks.Points)
            svg.Append($"<path d=\"{Path(points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{Number(Theme.LineWidth)}\" stroke-linejoin=\"round\" stroke-dasharray=\"{Number(total)} {Number(total)}\">{Animate("stroke-dashoffset", i => total - lengths[i])}</path>\n");
        for (int i = 0; i < points.Length && marks != Marks.Line; i++)
        {
            string appear = i == 0 ? "" : $"<animate attributeName=\"opacity\" {timing} calcMode=\"discrete\" keyTimes=\"0;{Time(i)}\" values=\"0;1\"/>";
            svg.Append($"<circle cx=\"{Number(points[i].X)}\" cy=\"{Number(points[i].Y)}\" r=\"{Number(Theme.PointSize / 2)}\" fill=\"{colour}\">{appear}</circle>\n");
        }
        svg.Append($"<circle cx=\"{Number(points[^1].X)}\" cy=\"{Number(points[^1].Y)}\" r=\"{Number(0.8 * Theme.PointSize)}\" fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"2\">{Animate("cx", i => points[i].X)}{Animate("cy", i => points[i].Y)}</circle>\n");
        return svg.Append("</g>\n").ToString();
    }

    /// <summary>Path data through points.</summary>
    public static string Path(IEnumerable<(double X, double Y)> points) => "M" + string.Join('L', points.Select(p => $"{Number(p.X)} {Number(p.Y)}"));

    /// <summary>A hundredth of a percent of a pixel is enough.</summary>
    public static string Number(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);
}
