using System.Text;

namespace D2lOptim.Plotting;

/// <summary>
/// Writes the traces of optimizers as an SVG that draws itself: every curve grows point by point, all in step, over
/// contours that stand
/// still. It moves by SMIL alone, without script, so it also plays where a page shows it as an image.
/// </summary>
public static class AnimatedSvg
{
    /// <summary>Writes <paramref name="figure"/>, which has one panel and no heat map or surface, to
    /// <paramref name="path"/>.</summary>
    /// <param name="figure">A figure that could be drawn as it is, too: its axes and its legend are the same.</param>
    /// <param name="path">Ends in .svg.</param>
    /// <param name="seconds">Length of one cycle; it repeats for ever.</param>
    /// <exception cref="ArgumentException">The figure is not of this kind, or the extension is not .svg.</exception>
    public static void Save(Figure figure, string path, double seconds = 8)
    {
        if (PictureFiles.Format(path) != PictureFormat.Svg)
            throw new ArgumentException($"an animation is saved as .svg, was '{path}'");
        string svg = Write(figure, seconds);
        PictureFiles.Write(figure, [path], targets => File.WriteAllText(targets[0].Path, svg));
    }

    /// <summary>The text of the SVG, without title and description.</summary>
    public static string Write(Figure figure, double seconds = 8)
    {
        FigureRules.Check(figure);
        if (figure.Panels.Count != 1 || figure.Panels[0].Series.Any(s => s is Heatmap or Surface))
            throw new ArgumentException(
                $"figure '{figure.Name}': an animation has one panel, without heat map or surface");
        if (!(seconds > 0) || !double.IsFinite(seconds))
            throw new ArgumentException($"seconds must be > 0 and finite, was {seconds}");

        PanelLayout layout = PanelLayout.Of(figure)[0];
        var svg = new StringBuilder();
        svg.Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure.Width} {figure.Height}" width="{figure.Width}" height="{figure.Height}" role="img" font-family="{Theme.Fonts}">
            <rect width="100%" height="100%" fill="#ffffff"/>

            """);
        Draw(svg, [.. PanelLayout.Caption(figure), .. AxesShapes.Of(layout),
            .. SeriesShapes.Of(layout, s => s is not Curve)]);
        IReadOnlyDictionary<Curve, Stroke> strokes = Theme.Strokes(layout.Panel);
        List<(Curve Curve, Pixel[] Points)> moving =
            [.. layout.Panel.Series.OfType<Curve>().Select(c => (c, Points(c, layout)))];
        int steps = Math.Max(1, moving.Select(m => m.Points.Length - 1).DefaultIfEmpty().Max());
        Box axes = layout.Axes.Grown(Theme.PointSize);
        svg.Append($"""
            <clipPath id="near"><rect x="{SvgShapes.N(axes.Left)}" y="{SvgShapes.N(axes.Top)}" width="{SvgShapes.N(axes.Width)}" height="{SvgShapes.N(axes.Height)}"/></clipPath>

            """);
        foreach ((Curve curve, Pixel[] points) in moving.Where(m => m.Points.Length > 0))
            svg.Append(AnimatedCurve.Write(points, strokes[curve].Colour, curve.Marks, steps, seconds));
        Draw(svg, SeriesShapes.Legend(layout));
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, IEnumerable<Shape> shapes)
    {
        foreach (Shape shape in shapes.Where(s => s is not Words { Text.Length: 0 }))
            svg.Append(SvgShapes.Write(shape));
    }

    private static Pixel[] Points(Curve curve, PanelLayout layout) =>
        [.. PanelLimits.Runs(curve, layout.Panel).SelectMany(run => run).Select(p => layout.At(p.X, p.Y))];
}
