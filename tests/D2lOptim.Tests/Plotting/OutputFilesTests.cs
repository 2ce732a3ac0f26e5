using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class OutputFilesTests
{
    [Fact]
    public void A_drawing_that_fails_half_way_leaves_nothing_and_keeps_the_old_picture()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.png"], "old");
        var e = Assert.Throws<InvalidOperationException>(() => OutputFiles.Write(Figures.Of(Figures.Line), [folder["a.png"], folder["a.svg"]], targets =>
        {
            File.WriteAllText(targets[0].Path, "half");
            throw new InvalidOperationException("pen broke");
        }));
        Assert.Equal("pen broke", e.Message);
        Assert.Equal(["a.png"], folder.Names);
        Assert.Equal("old", File.ReadAllText(folder["a.png"]));
    }

    [Fact]
    public void A_drawing_that_draws_nothing_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<IOException>(() => OutputFiles.Write(Figures.Of(Figures.Line), [folder["a.png"]], targets => File.WriteAllText(targets[0].Path, "")));
        Assert.Equal("nothing was drawn for figure 'test' as Png", e.Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_caption_replaces_the_one_of_the_drawing_program()
    {
        const string drawn = "<?xml version=\"1.0\"?>\n<svg\n width=\"10\">\n<title>Program</title>\n<desc>by\nprogram</desc>\n<g/></svg>";
        string embedded = SvgCaption.Embed(drawn, "a", "b > c");
        Assert.Equal("<?xml version=\"1.0\"?>\n<svg\n width=\"10\">\n<title>a</title>\n<desc>b &gt; c</desc>\n<g/></svg>", embedded);
        Assert.Equal(embedded, SvgCaption.Embed(embedded, "a", "b > c"));
    }
}
