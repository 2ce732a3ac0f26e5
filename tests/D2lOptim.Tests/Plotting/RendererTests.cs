using System.Buffers.Binary;
using System.Xml.Linq;
using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

/// <summary>Holds for every backend: the same entry, whatever draws.</summary>
public class RendererTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory, MemberData(nameof(Figures.Kinds), MemberType = typeof(Figures))]
    public void Every_kind_of_figure_becomes_a_png_and_an_svg_of_its_size(string kind)
    {
        using var folder = new TemporaryFolder();
        Figure figure = Figures.ByKind[kind];
        Renderer.Save(figure, folder["a.png"], folder["a.svg"]);
        Assert.Equal((figure.Width, figure.Height), PngSize(File.ReadAllBytes(folder["a.png"])));
        XElement root = XDocument.Load(folder["a.svg"]).Root!;
        Assert.Equal(Svg + "svg", root.Name);
        Assert.StartsWith(figure.Width.ToString(), root.Attribute("width")!.Value);
        Assert.Equal(["a.png", "a.svg"], folder.Names);
    }

    [Fact]
    public void The_svg_carries_name_and_caption()
    {
        using var folder = new TemporaryFolder();
        Renderer.Save(new Figure("11.5-sgd", "Loss <falls> & stays", new Panel(Figures.Line)), folder["a.svg"]);
        XElement root = XDocument.Load(folder["a.svg"]).Root!;
        Assert.Equal("11.5-sgd", root.Elements(Svg + "title").Single().Value);
        Assert.Equal("Loss <falls> & stays", root.Elements(Svg + "desc").Single().Value);
    }

    [Fact]
    public void Special_characters_of_labels_reach_the_picture_unchanged()
    {
        const string hard = "it's \"η_β\" @λ {x}^2 \\n <&> `date` %g ~a";
        using var folder = new TemporaryFolder();
        Renderer.Save(Figures.Of(new Panel(Figures.Line with { Label = hard }) { Title = hard, X = new(hard), Y = new(hard) }), folder["a.svg"]);
        IEnumerable<string> texts = XDocument.Load(folder["a.svg"]).Descendants(Svg + "text").Select(t => t.Value.Replace('\u00a0', ' '));
        Assert.Equal(4, texts.Count(text => text == hard));
    }

    [Fact]
    public void An_old_picture_is_replaced_and_missing_folders_are_made()
    {
        using var folder = new TemporaryFolder();
        string path = folder[Path.Combine("new", "plots", "a.png")];
        Renderer.Save(Figures.Of(Figures.Line), path);
        File.WriteAllText(path, "old");
        Renderer.Save(Figures.Of(Figures.Line), path);
        Assert.Equal((1050, 750), PngSize(File.ReadAllBytes(path)));
    }

    [Theory]
    [InlineData("a.pdf", ".pdf")]
    [InlineData("a", "")]
    public void Other_formats_are_refused_with_the_allowed_ones(string name, string extension)
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<ArgumentException>(() => Renderer.Save(Figures.Of(Figures.Line), folder["b.png"], folder[name]));
        Assert.StartsWith($"a figure is saved as .png or .svg, was '{extension}'", e.Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_io_error()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "in the way");
        Assert.ThrowsAny<IOException>(() => Renderer.Save(Figures.Of(Figures.Line), folder[Path.Combine("file", "a.png")]));
        Assert.Equal(["file"], folder.Names);
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_no_temporary_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a.png"]);
        Assert.NotNull(Record.Exception(() => Renderer.Save(Figures.Of(Figures.Line), folder["a.png"], folder["a.svg"])));
        Assert.Equal(["a.png"], folder.Names);
    }

    // Eight bytes of signature, then the header chunk: length, "IHDR", width, height.
    private static (int Width, int Height) PngSize(byte[] png)
    {
        Assert.Equal<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], png[..8]);
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }
}
