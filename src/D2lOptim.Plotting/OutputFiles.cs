namespace D2lOptim.Plotting;

/// <summary>Formats a figure can be written in.</summary>
public enum PictureFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Lines and letters as text.</summary>
    Svg,
}

/// <summary>A file that a renderer fills.</summary>
/// <param name="Path">Where to write.</param>
/// <param name="Format">In which format.</param>
public sealed record Target(string Path, PictureFormat Format);

/// <summary>Files that appear whole or not at all.</summary>
public static class OutputFiles
{
    /// <summary>The format that an extension asks for.</summary>
    /// <exception cref="ArgumentException">The extension is neither .png nor .svg.</exception>
    public static PictureFormat Format(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => PictureFormat.Png,
        ".svg" => PictureFormat.Svg,
        var other => throw new ArgumentException($"a figure is saved as .png or .svg, was '{other}' in '{path}'"),
    };

    /// <summary>
    /// Lets <paramref name="draw"/> fill temporary files beside <paramref name="paths"/>, gives SVGs their caption, then moves all into place.
    /// Folders are made as needed. If anything fails, no temporary file stays.
    /// </summary>
    /// <exception cref="IOException">A file could not be written, or <paramref name="draw"/> left one empty.</exception>
    public static void Write(Figure figure, IReadOnlyList<string> paths, Action<IReadOnlyList<Target>> draw)
    {
        if (paths.Count == 0)
            throw new ArgumentException("no path to save the figure to");
        List<Target> targets = [.. paths.Select(path => new Target(Beside(path), Format(path)))];
        try
        {
            draw(targets);
            foreach (Target target in targets)
            {
                if (!File.Exists(target.Path) || new FileInfo(target.Path).Length == 0)
                    throw new IOException($"nothing was drawn for figure '{figure.Name}' as {target.Format}");
                if (target.Format == PictureFormat.Svg)
                    File.WriteAllText(target.Path, SvgCaption.Embed(File.ReadAllText(target.Path), figure.Name, figure.Alt));
            }
            foreach ((Target target, string path) in targets.Zip(paths))
                File.Move(target.Path, path, overwrite: true);
        }
        finally
        {
            foreach (Target target in targets)
                File.Delete(target.Path);
        }
    }

    private static string Beside(string path)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new ArgumentException($"'{path}' is no file");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $".{Path.GetFileNameWithoutExtension(full)}-{Guid.NewGuid():N}.tmp{Path.GetExtension(full)}");
    }
}
