using System.Text;
using D2lOptim.Data;

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

/// <summary>Pictures that appear whole or not at all.</summary>
public static class PictureFiles
{
    // The last chunk of a PNG, which has no data, and its checksum.
    private static readonly byte[] Iend =
        [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>The format that an extension asks for.</summary>
    /// <exception cref="ArgumentException">The extension is neither .png nor .svg.</exception>
    public static PictureFormat Format(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => PictureFormat.Png,
        ".svg" => PictureFormat.Svg,
        var other => throw new ArgumentException($"a figure is saved as .png or .svg, was '{other}' in '{path}'"),
    };

    /// <summary>
    /// Lets <paramref name="draw"/> fill temporary files beside <paramref name="paths"/>, gives SVGs their caption, and
    /// moves all into place
    /// once each is whole. Folders are made as needed. If anything fails, no temporary file stays and the old pictures
    /// do.
    /// </summary>
    /// <exception cref="BadInputException">A file could not be written whole; the message names it, and the disk if
    /// that is full.</exception>
    public static void Write(Figure figure, IReadOnlyList<string> paths, Action<IReadOnlyList<Target>> draw)
    {
        if (paths.Count == 0)
            throw new ArgumentException("no path to save the figure to");
        List<PictureFormat> formats = [.. paths.Select(Format)];
        AtomicFile.Fill(paths, files =>
        {
            List<Target> targets = [.. files.Zip(formats, (file, format) => new Target(file, format))];
            draw(targets);
            foreach (Target target in targets)
            {
                RequireWhole(figure, target);
                if (target.Format == PictureFormat.Svg)
                    File.WriteAllText(target.Path,
                        SvgCaption.Embed(File.ReadAllText(target.Path), figure.Name, figure.Alt));
            }
        });
    }

    // A program that draws may end well on a disk that was full half-way.
    private static void RequireWhole(Figure figure, Target target)
    {
        byte[] written = File.Exists(target.Path) ? File.ReadAllBytes(target.Path) : [];
        bool whole = target.Format == PictureFormat.Png
            ? written.AsSpan().EndsWith(Iend)
            : Encoding.UTF8.GetString(written.AsSpan(Math.Max(0, written.Length - 64))).TrimEnd()
                .EndsWith("</svg>", StringComparison.Ordinal);
        if (!whole)
            throw new IOException(
                $"only {written.Length} bytes of figure '{figure.Name}' were drawn as {target.Format}, which is not "
                + $"all of it");
    }
}
