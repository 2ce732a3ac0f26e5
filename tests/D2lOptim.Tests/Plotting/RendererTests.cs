using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
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
        Renderer.Save(Figures
            .Of(new Panel(Figures.Line with { Label = hard }) { Title = hard, X = new(hard), Y = new(hard) }),
            folder["a.svg"]);
        Assert.Equal(4, Texts(folder["a.svg"]).Count(text => text == hard));
    }

    [Theory, MemberData(nameof(Figures.Kinds), MemberType = typeof(Figures))]
    public void All_letters_stand_in_the_svg_and_inside_its_box(string kind)
    {
        using var folder = new TemporaryFolder();
        Figure figure = Figures.ByKind[kind];
        Renderer.Save(figure, folder["a.svg"]);
        XElement root = XDocument.Load(folder["a.svg"]).Root!;
        double[] box =
            [.. root.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        Assert.Equal([0, 0, figure.Width, figure.Height], box);
        Assert.Contains("sans-serif", root.DescendantsAndSelf().Attributes("font-family").First().Value);

        IReadOnlyList<string> texts = Texts(folder["a.svg"]);
        foreach (PanelLayout layout in PanelLayout.Of(figure))
        {
            IEnumerable<string> numbers = layout.XTicks.Concat(layout.YTicks).Concat(layout.ColourTicks)
                .Select(tick => tick.Label);
            string[] axes = [layout.Panel.Title, layout.Panel.X.Label, layout.Panel.Y.Label];
            foreach (string words in numbers.Concat(axes).Concat(LegendLayout.Named(layout.Panel).Select(s => s.Label))
                .Where(w => w.Length > 0))
                Assert.Contains(words, texts);
        }
        Assert.Contains(figure.Alt, string.Join(' ', texts));
        Assert.DoesNotContain(texts, text => text.Contains('-'));
    }

    [Theory, MemberData(nameof(Figures.Kinds), MemberType = typeof(Figures))]
    public void A_png_holds_ink_and_keeps_its_edge_white(string kind)
    {
        using var folder = new TemporaryFolder();
        Renderer.Save(Figures.ByKind[kind], folder["a.png"]);
        (byte[][] rows, int channels) = PngPixels.Read(File.ReadAllBytes(folder["a.png"]));
        int dark = rows.Sum(row => row.Chunk(channels).Count(pixel => pixel[..3].Max() < 100));
        Assert.True(dark > 1000, $"{dark} dark pixels");
        IEnumerable<byte> edge = rows[0].Concat(rows[^1])
            .Concat(rows.SelectMany(row => row.Take(3).Concat(row.TakeLast(3))));
        Assert.All(edge, value => Assert.Equal(255, value));
    }

    [Fact]
    public async Task Nothing_is_written_to_stderr()
    {
        using var folder = new TemporaryFolder();

        // Of a child, since a native library writes to the process's own stderr.
        var start = new ProcessStartInfo("dotnet",
            [typeof(global::D2lOptim.Chapter11.Page).Assembly.Location, "run", "11.1", "--out", folder.Root])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process run = Process.Start(start)!;
        Task<string> output = run.StandardOutput.ReadToEndAsync();
        string errors = await run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.Equal((0, ""), (run.ExitCode, errors));
        Assert.Contains("11.1-saddle3d.svg", folder.Names);
        Assert.Contains("figures in", await output);
    }

    [Fact]
    public void A_drawing_that_is_called_off_writes_no_file()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Renderer.Save(Figures.Of(Figures.Line), new CancellationToken(true), folder["a.png"]));
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_full_disk_is_named_and_keeps_the_old_pictures()
    {
        if (!Mounts.TryTiny(out Mounts? disk))
            return;
        using (disk)
        {
            string path = Path.Combine(disk.Folder, "a.svg");
            File.WriteAllText(path, "old");
            var e = Assert.Throws<BadInputException>(() => Renderer.Save(Figures.ByKind["holes in a grid"], path));
            Assert.Contains($"the disk of {disk.Folder} is full", e.Message);
            Assert.Equal("old", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFileSystemEntries(disk.Folder));
        }
    }

    [Fact]
    public void An_old_picture_is_replaced_and_missing_folders_are_made()
    {
        using var folder = new TemporaryFolder();
        string path = folder[Path.Combine("new", "plots", "a.png")];
        Renderer.Save(Figures.Of(Figures.Line), path);
        File.WriteAllText(path, "old");
        Renderer.Save(Figures.Of(Figures.Line), path);
        Assert.Equal((1050, 750 + 45), PngSize(File.ReadAllBytes(path)));
    }

    [Theory]
    [InlineData("a.pdf", ".pdf")]
    [InlineData("a", "")]
    public void Other_formats_are_refused_with_the_allowed_ones(string name, string extension)
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<ArgumentException>(() =>
            Renderer.Save(Figures.Of(Figures.Line), folder["b.png"], folder[name]));
        Assert.StartsWith($"a figure is saved as .png or .svg, was '{extension}'", e.Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_bad_input()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "in the way");
        Assert.Throws<BadInputException>(() =>
            Renderer.Save(Figures.Of(Figures.Line), folder[Path.Combine("file", "a.png")]));
        Assert.Equal(["file"], folder.Names);
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_no_temporary_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a.png"]);
        Assert.NotNull(Record
            .Exception(() => Renderer.Save(Figures.Of(Figures.Line), folder["a.png"], folder["a.svg"])));
        Assert.Equal(["a.png"], folder.Names);
    }

    // gnuplot writes a blank as one that does not break.
    private static IReadOnlyList<string> Texts(string path) =>
        [.. XDocument.Load(path).Descendants(Svg + "text").Select(t => t.Value.Trim().Replace('\u00a0', ' '))];

    // Eight bytes of signature, then the header chunk: length, "IHDR", width, height.
    private static (int Width, int Height) PngSize(byte[] png)
    {
        Assert.Equal<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], png[..8]);
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }
}
