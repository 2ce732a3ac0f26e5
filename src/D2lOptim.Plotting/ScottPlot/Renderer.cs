using ScottPlot;
using SkiaSharp;

namespace D2lOptim.Plotting;

/// <summary>Draws figures with ScottPlot.</summary>
public static class Renderer
{
    /// <summary>Draws <paramref name="figure"/> into every path, in the format of its extension (.png or .svg).</summary>
    /// <exception cref="ArgumentException">The figure breaks a rule of <see cref="FigureRules"/>, or an extension is unknown.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public static void Save(Figure figure, params IReadOnlyList<string> paths)
    {
        FigureRules.Check(figure);
        OutputFiles.Write(figure, paths, targets =>
        {
            foreach (Target target in targets)
            {
                if (target.Format == PictureFormat.Png)
                    SavePng(figure, target.Path);
                else
                    SaveSvg(figure, target.Path);
            }
        });
    }

    private static void SavePng(Figure figure, string path)
    {
        var multiplot = new Multiplot { Layout = new ScottPlot.MultiplotLayouts.Grid(figure.Rows, figure.Columns) };
        multiplot.AddPlots(figure.Panels.Count);
        for (int i = 0; i < figure.Panels.Count; i++)
            ScottPanel.Fill(multiplot.Subplots.GetPlot(i), figure, figure.Panels[i]);
        multiplot.SavePng(path, figure.Width, figure.Height);
    }

    // ScottPlot writes an SVG of one plot only; several share a canvas here.
    private static void SaveSvg(Figure figure, string path)
    {
        int width = figure.Width / figure.Columns, height = figure.Height / figure.Rows;
        using FileStream stream = File.Create(path);
        using SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, figure.Width, figure.Height), stream);
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            (int row, int column) = Math.DivRem(i, figure.Columns);
            using var plot = new Plot();
            ScottPanel.Fill(plot, figure, figure.Panels[i]);

            // The first, unseen drawing settles the layout. Clearing would wipe the panels already drawn.
            plot.RenderInMemory(width, height);
            plot.RenderManager.ClearCanvasBeforeEachRender = false;
            plot.Render(canvas, new PixelRect(column * width, (column + 1) * width, (row + 1) * height, row * height));
        }
    }
}
