using System.Text;

namespace D2lOptim.Plotting;

/// <summary>Writes shapes as gnuplot commands.</summary>
/// <param name="figure">Whose pixels count.</param>
/// <param name="prefix">Begins the names of the data blocks.</param>
internal sealed class GnuplotShapes(Figure figure, string prefix)
{
    private int _blocks;

    /// <summary>Clauses of a <c>plot</c> command, and their data: what is alike and side by side shares a
    /// clause.</summary>
    public IEnumerable<string> Inside(IReadOnlyList<Shape> shapes, StringBuilder data)
    {
        for (int start = 0, end; start < shapes.Count; start = end)
        {
            for (end = start + 1; end < shapes.Count && Clause(shapes[end]) == Clause(shapes[start]); end++) { }
            IEnumerable<string> rows = shapes.Skip(start).Take(end - start).Select(Points)
                .Where(points => points.Length > 0);
            if (string.Join("\n", rows) is { Length: > 0 } all)
                yield return $"{Block(all, data)} using 1:2 with {Clause(shapes[start])} notitle";
        }
    }

    /// <summary>Commands that draw over the axes, and outside them too.</summary>
    public string Over(IReadOnlyList<Shape> shapes) => string.Concat(shapes.Select(Over));

    /// <summary>Colours, and the bar beside the axes that says what they mean.</summary>
    public string Palette(Heatmap heatmap, PanelLayout layout)
    {
        IEnumerable<string> ticks =
            layout.ColourTicks.Select(tick => $"{GnuplotText.Quote(tick.Label)} {N(heatmap.Shade(tick.Value))}");
        Box bar = layout.ColourBar!.Value;
        return $"""
            set palette defined ({string.Join(", ", Theme.Heights.Select((colour, i) => $"{i} '{colour}'"))})
            set cbrange [0:1]
            set cbtics ({string.Join(", ", ticks)})
            set colorbox user origin {Screen(new(bar.Left, bar.Bottom))} size {N(bar.Width / figure.Width)},{N(bar.Height / figure.Height)}

            """;
    }

    /// <summary>The clause that draws a heat map, and its data.</summary>
    public string Image(Heatmap heatmap, PanelLayout layout, StringBuilder data)
    {
        Grid grid = heatmap.Grid;
        double[,] shades = heatmap.Shades();
        string rows = string.Concat(Enumerable.Range(0, grid.Y.Count).Select(row =>
            GnuplotText.Row([.. Enumerable.Range(0, grid.X.Count)
                .Select(column => Math.Round(shades[row, column], 5))])));
        Pixel first = layout.At(grid.X[0], grid.Y[0]), last = layout.At(grid.X[^1], grid.Y[^1]);
        string x = $"({N(first.X)} + $1 * {N((last.X - first.X) / (grid.X.Count - 1))})";
        string y = $"({N(first.Y)} + $2 * {N((last.Y - first.Y) / (grid.Y.Count - 1))})";
        return $"{Block(rows, data)} matrix using {x}:{y}:3 with image notitle";
    }

    private string Block(string rows, StringBuilder data)
    {
        string block = $"{prefix}{++_blocks}";
        data.Append($"{block} << EOD\n{rows}EOD\n");
        return block;
    }

    private static string Clause(Shape shape) => shape switch
    {
        Line line => $"lines {Stroke(line)}",
        Area area => $"filledcurves closed fs solid {N(area.Opacity)} noborder fc rgb '{area.Fill}'",
        Dots { Sign: Sign.Start } dots => $"points pt 6 ps dot({N(dots.Size)}) lc rgb '{dots.Colour}' lw 3",
        Dots dots => $"points pt {Point(dots.Sign)} ps dot({N(dots.Size)}) lc rgb '{dots.Colour}' lw 4",
        _ => throw new NotSupportedException($"no gnuplot clause for {shape.GetType().Name}"),
    };

    private static string Points(Shape shape) => string.Concat(shape switch
    {
        Line line => line.Points.Select(Row),
        Area area => area.Corners.Append(area.Corners[0]).Select(Row),
        Dots dots => dots.Centres.Select(Row),
        _ => [],
    });

    private string Over(Shape shape) => shape switch
    {
        Line line => string.Concat(line.Points.Zip(line.Points.Skip(1), (a, b) =>
            $"set arrow from screen {Screen(a)} to screen {Screen(b)} nohead front {Stroke(line)}\n")),
        Area area => $"set object polygon from screen "
            + $"{string.Join(" to screen ", area.Corners.Append(area.Corners[0]).Select(Screen))} "
            + $"front fc rgb '{area.Fill}' fs solid {N(area.Opacity)} noborder\n",
        Dots dots => string.Concat(dots.Centres.Select(at => $"set label '' at screen {Screen(at)} front point "
            + $"pt {Point(dots.Sign)} ps dot({N(dots.Size)}) lc rgb '{dots.Colour}' lw 4\n")),
        Words words =>
            $"set label {GnuplotText.Quote(words.Text)} at screen {Screen(words.At)} {Side(words.Anchor)} front "
            + $"font px({N(words.Size)}) tc rgb '{words.Colour}'{(words.Upright ? " rotate by 90" : "")}\n",
        _ => throw new NotSupportedException($"no gnuplot command for {shape.GetType().Name}"),
    };

    private static string Side(Anchor anchor) =>
        anchor switch { Anchor.Start => "left", Anchor.Middle => "center", _ => "right" };

    private static int Point(Sign sign) => sign switch { Sign.Start => 6, Sign.End => 5, Sign.Minimum => 2, _ => 7 };

    private static string Stroke(Line line)
    {
        string dash = line.Pattern.Count > 0
            ? $"dt ({string.Join(',', line.Pattern.Select(pixels => N(pixels / line.Width)))})" : "dt solid";
        return $"{dash} lc rgb '{line.Colour}' lw {N(line.Width)}";
    }

    private string Screen(Pixel p) => $"{N(p.X / figure.Width)},{N(1 - p.Y / figure.Height)}";

    private static string Row(Pixel p) => GnuplotText.Row(Math.Round(p.X, 3), Math.Round(p.Y, 3));

    private static string N(double value) => GnuplotText.Number(Math.Round(value, 6));
}
