using System.Globalization;
using System.Security;
using System.Text;

namespace D2lOptim.Plotting;

/// <summary>
/// Writes the traces of optimizers as an SVG that draws itself: every curve grows point by point, all in step, over contours that stand still.
/// It moves by SMIL alone, without script, so it also plays where a page shows it as an image.
/// </summary>
public static class AnimatedSvg
{
    private const double Left = 130, Right = 30, Top = 80, Bottom = 120;

    /// <summary>Writes <paramref name="figure"/>, which has one panel of contours, curves, guides and notes, to <paramref name="path"/>.</summary>
    /// <param name="figure">A figure that could be drawn as it is, too.</param>
    /// <param name="path">Ends in .svg.</param>
    /// <param name="seconds">Length of one cycle; it repeats for ever.</param>
    /// <exception cref="ArgumentException">The figure is not of this kind, or the extension is not .svg.</exception>
    public static void Save(Figure figure, string path, double seconds = 8)
    {
        if (OutputFiles.Format(path) != PictureFormat.Svg)
            throw new ArgumentException($"an animation is saved as .svg, was '{path}'");
        string svg = Write(figure, seconds);
        OutputFiles.Write(figure, [path], targets => File.WriteAllText(targets[0].Path, svg));
    }

    /// <summary>The text of the SVG, without title and description.</summary>
    public static string Write(Figure figure, double seconds = 8)
    {
        FigureRules.Check(figure);
        if (figure.Panels.Count != 1 || figure.Panels[0].Series.FirstOrDefault(s => s is not (Contours or Curve or Guide or Note)) is not null)
            throw new ArgumentException($"figure '{figure.Name}': an animation has one panel, of contours, curves, guides and notes only");
        if (!(seconds > 0) || !double.IsFinite(seconds))
            throw new ArgumentException($"seconds must be > 0 and finite, was {seconds}");

        Panel panel = figure.Panels[0];
        var place = new Placement(panel, PanelLimits.X(panel), PanelLimits.Y(panel), figure.Width, figure.Height);
        var svg = new StringBuilder();
        svg.Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure.Width} {figure.Height}" width="{figure.Width}" height="{figure.Height}" role="img" font-family="sans-serif" font-size="{N(Theme.FontSize)}" fill="{Theme.Ink}">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <clipPath id="axes"><rect x="{N(Left)}" y="{N(Top)}" width="{N(place.Width)}" height="{N(place.Height)}"/></clipPath>
            <clipPath id="near"><rect x="{N(Left - Theme.PointSize)}" y="{N(Top - Theme.PointSize)}" width="{N(place.Width + 2 * Theme.PointSize)}" height="{N(place.Height + 2 * Theme.PointSize)}"/></clipPath>

            """);
        AppendAxes(svg, panel, place);
        IReadOnlyDictionary<Curve, Stroke> strokes = Theme.Strokes(panel);
        int steps = Math.Max(1, panel.Series.OfType<Curve>().Select(c => Points(c, panel, place).Length - 1).DefaultIfEmpty().Max());
        foreach (Series series in panel.Series)
        {
            if (series is not Curve curve)
                AppendStill(svg, series, place);
            else if (Points(curve, panel, place) is { Length: > 0 } points)
                svg.Append(AnimatedCurve.Write(points, strokes[curve].Colour, curve.Marks, steps, seconds));
        }
        AppendLegend(svg, panel, strokes);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendAxes(StringBuilder svg, Panel panel, Placement place)
    {
        foreach (double tick in TickValues(panel.X, place.ShownX))
        {
            (double x, _) = place.At(tick, place.ShownY.Min);
            svg.Append($"""<path d="M{N(x)} {N(Top)}v{N(place.Height)}" stroke="{Theme.GridColour}" stroke-width="2"/><text x="{N(x)}" y="{N(place.Foot + 42)}" text-anchor="middle">{Label(tick)}</text>""").Append('\n');
        }
        foreach (double tick in TickValues(panel.Y, place.ShownY))
        {
            (_, double y) = place.At(place.ShownX.Min, tick);
            svg.Append($"""<path d="M{N(Left)} {N(y)}h{N(place.Width)}" stroke="{Theme.GridColour}" stroke-width="2"/><text x="{N(Left - 14)}" y="{N(y + 11)}" text-anchor="end">{Label(tick)}</text>""").Append('\n');
        }
        double middle = Top + place.Height / 2;
        svg.Append($"""
            <rect x="{N(Left)}" y="{N(Top)}" width="{N(place.Width)}" height="{N(place.Height)}" fill="none" stroke="{Theme.Ink}" stroke-width="2"/>
            <text x="{N(Left + place.Width / 2)}" y="{N(place.Foot + 92)}" text-anchor="middle">{Escape(panel.X.Label)}</text>
            <text transform="translate(38 {N(middle)}) rotate(-90)" text-anchor="middle">{Escape(panel.Y.Label)}</text>

            """);
    }

    private static void AppendStill(StringBuilder svg, Series series, Placement place)
    {
        switch (series)
        {
            case Contours contours:
                string lines = string.Concat((contours.Levels ?? ContourLines.Levels(contours.Grid)).SelectMany(level => ContourLines.At(contours.Grid, level)).Select(line => Path(line.Select(place.At))));
                svg.Append($"""<path d="{lines}" fill="none" stroke="{Theme.ContourColour}" stroke-width="{N(Theme.ThinWidth)}" clip-path="url(#axes)"/>""").Append('\n');
                break;
            case Guide guide:
                Interval across = guide.Vertical ? place.ShownY : place.ShownX;
                IEnumerable<(double, double)> ends = new[] { across.Min, across.Max }.Select(end => guide.Vertical ? place.At(guide.At, end) : place.At(end, guide.At));
                svg.Append($"""<path d="{Path(ends)}" stroke="{Theme.GuideColour}" stroke-width="{N(Theme.ThinWidth)}" stroke-dasharray="14 8"/>""").Append('\n');
                break;
            case Note note:
                (double noteX, double noteY) = place.At(note.X, note.Y);
                svg.Append($"""<text x="{N(noteX + 12)}" y="{N(noteY - 12)}" font-size="{N(Theme.SmallFontSize)}">{Escape(note.Text)}</text>""").Append('\n');
                break;
        }
    }

    // Contours reach into every corner, so the legend stands in a row above the axes.
    private static void AppendLegend(StringBuilder svg, Panel panel, IReadOnlyDictionary<Curve, Stroke> strokes)
    {
        if (panel.Title.Length > 0)
            svg.Append($"""<text x="{N(Left)}" y="34">{Escape(panel.Title)}</text>""").Append('\n');
        double x = Left;
        foreach (Curve curve in panel.Series.OfType<Curve>().Where(c => c.Label.Length > 0 && panel.Legend != LegendPlace.None))
        {
            svg.Append($"""<circle cx="{N(x + 10)}" cy="57" r="9" fill="{strokes[curve].Colour}"/><text x="{N(x + 28)}" y="66" font-size="{N(Theme.SmallFontSize)}">{Escape(curve.Label)}</text>""").Append('\n');
            x += 60 + 0.6 * Theme.SmallFontSize * curve.Label.Length;
        }
    }

    private static (double X, double Y)[] Points(Curve curve, Panel panel, Placement place) =>
        [.. PanelLimits.Runs(curve, panel).SelectMany(run => run).Select(place.At)];

    private static IReadOnlyList<double> TickValues(Axis axis, Interval shown) => axis.Log ? Ticks.Logarithmic(shown) : Ticks.Linear(shown, 7);

    private static string Label(double tick) => tick.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Path(IEnumerable<(double X, double Y)> points) => AnimatedCurve.Path(points);

    private static string N(double value) => AnimatedCurve.Number(value);

    private static string Escape(string text) => SecurityElement.Escape(text);

    private sealed record Placement(Panel Panel, Interval ShownX, Interval ShownY, double FullWidth, double FullHeight)
    {
        public double Width => FullWidth - Left - Right;

        public double Height => FullHeight - Top - Bottom;

        public double Foot => FullHeight - Bottom;

        public (double X, double Y) At(double x, double y) =>
            (Left + Width * PanelLimits.Fraction(x, Panel.X, ShownX), Foot - Height * PanelLimits.Fraction(y, Panel.Y, ShownY));

        public (double X, double Y) At((double X, double Y) point) => At(point.X, point.Y);
    }
}
