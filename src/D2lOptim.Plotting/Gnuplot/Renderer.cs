namespace D2lOptim.Plotting;

/// <summary>Draws figures with gnuplot.</summary>
public static class Renderer
{
    /// <inheritdoc cref="Save(Figure, CancellationToken, IReadOnlyList{string})"/>
    public static void Save(Figure figure, params IReadOnlyList<string> paths) =>
        Save(figure, CancellationToken.None, paths);

    /// <summary>
    /// Draws <paramref name="figure"/> into every path, in the format of its extension (.png or .svg), with one gnuplot
    /// process.
    /// </summary>
    /// <exception cref="ArgumentException">The figure breaks a rule of <see cref="FigureRules"/>, or an extension is
    /// unknown.</exception>
    /// <exception cref="BadInputException">gnuplot is missing, or a file could not be written.</exception>
    /// <exception cref="InvalidOperationException">gnuplot refused the script; the message says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> asked for the end.</exception>
    public static void Save(Figure figure, CancellationToken cancel, params IReadOnlyList<string> paths)
    {
        FigureRules.Check(figure);
        PictureFiles.Write(figure, paths,
            targets => GnuplotProcess.Run(GnuplotScript.For(figure, targets), cancel: cancel));
    }
}
