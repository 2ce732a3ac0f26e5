using SkiaSharp;

namespace D2lOptim.Plotting;

/// <summary>Draws shapes on ScottPlot's canvas.</summary>
internal static class SkiaShapes
{
    public static void Draw(SKCanvas canvas, IEnumerable<Shape> shapes)
    {
        foreach (Shape shape in shapes)
            Draw(canvas, shape);
    }

    private static void Draw(SKCanvas canvas, Shape shape)
    {
        switch (shape)
        {
            case Line line:
                using (SKPaint pen = Pen(line.Colour, line.Width))
                using (SKPath path = Path(line.Pattern.Count > 0 ? Dashes(line.Points, line.Pattern) : [line.Points]))
                    canvas.DrawPath(path, pen);
                break;
            case Area area:
                using (SKPath path = Path([area.Corners]))
                {
                    path.Close();
                    using SKPaint fill = Fill(area.Fill, area.Opacity);
                    canvas.DrawPath(path, fill);
                    if (area.Edge.Length > 0)
                    {
                        using SKPaint pen = Pen(area.Edge, 1.5);
                        canvas.DrawPath(path, pen);
                    }
                }
                break;
            case Dots dots:
                foreach (Pixel at in dots.Centres)
                    Draw(canvas, at, dots);
                break;
            case Words words:
                Draw(canvas, words);
                break;
        }
    }

    private static void Draw(SKCanvas canvas, Pixel at, Dots dots)
    {
        (float x, float y, float r) = ((float)at.X, (float)at.Y, (float)dots.Size / 2);
        using SKPaint fill = Fill(dots.Sign == Sign.Start ? "#ffffff" : dots.Colour, 1), pen = Pen(dots.Colour, 3.5);
        switch (dots.Sign)
        {
            case Sign.Start:
                canvas.DrawCircle(x, y, r, fill);
                canvas.DrawCircle(x, y, r, pen);
                break;
            case Sign.End:
                canvas.DrawRect(x - 0.8f * r, y - 0.8f * r, 1.6f * r, 1.6f * r, fill);
                break;
            case Sign.Minimum:
                using (SKPath cross =
                    Path([[new(x - r, y - r), new(x + r, y + r)], [new(x - r, y + r), new(x + r, y - r)]]))
                    canvas.DrawPath(cross, pen);
                break;
            default:
                canvas.DrawCircle(x, y, r, fill);
                break;
        }
    }

    private static void Draw(SKCanvas canvas, Words words)
    {
        if (words.Text.Length == 0)
            return;
        using SKPaint fill = Fill(words.Colour, 1);
        using var font = new SKFont(ScottFont.Typeface, (float)words.Size) { Subpixel = true };
        SKTextAlign align =
            words.Anchor switch
            {
                Anchor.Start => SKTextAlign.Left,
                Anchor.Middle => SKTextAlign.Center,
                _ => SKTextAlign.Right
            };

        // A baseline is 0.36 of the letters' height below their middle.
        float down = 0.36f * (float)words.Size;
        canvas.Save();
        canvas.Translate((float)words.At.X, (float)words.At.Y);
        if (words.Upright)
            canvas.RotateDegrees(-90);
        canvas.DrawText(words.Text, 0, down, align, font, fill);
        canvas.Restore();
    }

    private static SKPaint Pen(string colour, double width) => new()
    {
        Color = SKColor.Parse(colour),
        IsStroke = true,
        IsAntialias = true,
        StrokeWidth = (float)width,
        StrokeJoin = SKStrokeJoin.Round,
    };

    private static SKPaint Fill(string colour, double opacity) => new()
    {
        Color = SKColor.Parse(colour).WithAlpha((byte)Math.Round(255 * opacity)),
        IsAntialias = true,
    };

    private static SKPath Path(IEnumerable<IReadOnlyList<Pixel>> lines)
    {
        var path = new SKPath();
        foreach (IReadOnlyList<Pixel> line in lines)
            path.AddPoly([.. line.Select(p => new SKPoint((float)p.X, (float)p.Y))], close: false);
        return path;
    }

    // Skia writes dashes of its own into an SVG as filled outlines, at nearly twice the file's size.
    private static IEnumerable<IReadOnlyList<Pixel>> Dashes(IReadOnlyList<Pixel> points, IReadOnlyList<double> pattern)
    {
        int part = 0;
        double left = pattern[0];
        var dash = new List<Pixel> { points[0] };
        for (int i = 1; i < points.Count; i++)
        {
            Pixel from = points[i - 1], to = points[i];
            double length = double.Hypot(to.X - from.X, to.Y - from.Y), done = 0;
            while (length - done > left)
            {
                done += left;
                var turn = new Pixel(from.X + (to.X - from.X) * done / length,
                    from.Y + (to.Y - from.Y) * done / length);
                if (part % 2 == 0)
                    yield return [.. dash, turn];
                dash = [turn];
                left = pattern[++part % pattern.Count];
            }
            left -= length - done;
            dash.Add(to);
        }
        if (part % 2 == 0 && dash.Count > 1)
            yield return dash;
    }
}
