using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace D2lOptim.Plotting;

/// <summary>Draws figures with ScottPlot.</summary>
public static partial class Renderer
{
    /// <inheritdoc cref="Save(Figure, CancellationToken, IReadOnlyList{string})"/>
    public static void Save(Figure figure, params IReadOnlyList<string> paths) =>
        Save(figure, CancellationToken.None, paths);

    /// <summary>Draws <paramref name="figure"/> into every path, in the format of its extension (.png or
    /// .svg).</summary>
    /// <exception cref="ArgumentException">The figure breaks a rule of <see cref="FigureRules"/>, or an extension is
    /// unknown.</exception>
    /// <exception cref="BadInputException">A file could not be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> asked for the end.</exception>
    public static void Save(Figure figure, CancellationToken cancel, params IReadOnlyList<string> paths)
    {
        FigureRules.Check(figure);
        PictureFiles.Write(figure, paths, targets =>
        {
            foreach (Target target in targets)
            {
                cancel.ThrowIfCancellationRequested();
                if (target.Format == PictureFormat.Png)
                    File.WriteAllBytes(target.Path, Png(figure));
                else
                    File.WriteAllText(target.Path, Svg(figure));
            }
        });
    }

    private static byte[] Png(Figure figure)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(figure.Width, figure.Height));
        SkiaShapes.Draw(surface.Canvas, Draw(surface.Canvas, figure));
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static string Svg(Figure figure)
    {
        IReadOnlyList<Words> words;
        using var stream = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, figure.Width, figure.Height), stream))
            words = Draw(canvas, figure);
        string drawn = Encoding.UTF8.GetString(stream.ToArray());

        // Skia writes no box by which a page could scale the picture, and fixes each letter where the one font that it
        // names has it.
        string letters = string.Concat(words.Where(w => w.Text.Length > 0).Select(SvgShapes.Write));
        return SvgTag()
            .Replace(drawn, $"<svg viewBox=\"0 0 {figure.Width} {figure.Height}\" font-family=\"{Theme.Fonts}\" ", 1)
            .Replace("</svg>", letters + "</svg>", StringComparison.Ordinal);
    }

    // All but the words, which it returns.
    private static IReadOnlyList<Words> Draw(SKCanvas canvas, Figure figure)
    {
        using (var white = new SKPaint { Color = SKColors.White })
            canvas.DrawRect(0, 0, figure.Width, figure.Height, white);
        return [.. PanelLayout.Caption(figure), .. PanelLayout.Of(figure)
            .SelectMany(layout => ScottPanel.Draw(canvas, figure, layout))];
    }

    [GeneratedRegex(@"<svg\s")]
    private static partial Regex SvgTag();
}
