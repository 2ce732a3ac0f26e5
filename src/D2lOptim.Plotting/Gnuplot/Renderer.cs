namespace D2lOptim.Plotting;

/// <summary>Draws figures with gnuplot.</summary>
public static class Renderer
{
    /// <summary>Draws <paramref name="figure"/> into every path, in the format of its extension (.png or .svg), with one gnuplot process.</summary>
    /// <exception cref="ArgumentException">The figure breaks a rule of <see cref="FigureRules"/>, or an extension is unknown.</exception>
    /// <exception cref="BadInputException">gnuplot is missing.</exception>
    /// <exception cref="InvalidOperationException">gnuplot refused the script; the message says why.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public static void Save(Figure figure, params IReadOnlyList<string> paths)
    {
        FigureRules.Check(figure);
        OutputFiles.Write(figure, paths, targets => GnuplotProcess.Run(GnuplotScript.For(figure, targets)));
    }
}
