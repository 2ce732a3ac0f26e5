using System.Reflection;
using System.Text;
using SkiaSharp;

namespace D2lOptim.Plotting;

/// <summary>
/// The font of all figures: Inter, which comes with a package, so that a picture does not depend on what a machine has
/// installed, and has
/// letters where nothing is.
/// </summary>
internal static class ScottFont
{
    private static readonly Lazy<SKTypeface> Inter = new(Load);

    /// <summary>The typeface of every letter.</summary>
    public static SKTypeface Typeface => Inter.Value;

    // Avalonia packs its files into one resource: the length of the index, then the index (a format number, a count,
    // and for each file its
    // path, its place after the index, its length), then the files.
    private static SKTypeface Load()
    {
        const string path = "/Assets/Inter-Regular.ttf";
        using Stream package = typeof(ScottFont).Assembly.GetManifestResourceStream("Avalonia.Fonts.Inter.dll")!;
        using MemoryStream image = new();
        package.CopyTo(image);
        using Stream stream = Assembly.Load(image.ToArray()).GetManifestResourceStream("!AvaloniaResources")
            ?? throw new InvalidOperationException("Avalonia.Fonts.Inter holds no resources");
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        int files = reader.ReadInt32() + sizeof(int);
        reader.ReadInt32();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            (string name, int at, int length) = (reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
            if (name != path)
                continue;
            stream.Position = files + at;
            using SKData font = SKData.CreateCopy(reader.ReadBytes(length));
            return SKTypeface.FromData(font)
                ?? throw new InvalidOperationException($"{path} of Avalonia.Fonts.Inter is no font");
        }
        throw new InvalidOperationException($"Avalonia.Fonts.Inter holds no {path}");
    }
}
