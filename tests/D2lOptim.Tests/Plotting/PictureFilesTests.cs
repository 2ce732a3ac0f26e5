using D2lOptim.Data;
using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class PictureFilesTests
{
    [Fact]
    public void A_drawing_that_fails_half_way_leaves_nothing_and_keeps_the_old_picture()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.png"], "old");
        var e = Assert.Throws<InvalidOperationException>(() =>
            PictureFiles.Write(Figures.Of(Figures.Line), [folder["a.png"], folder["a.svg"]], targets =>
        {
            File.WriteAllText(targets[0].Path, "half");
            throw new InvalidOperationException("pen broke");
        }));
        Assert.Equal("pen broke", e.Message);
        Assert.Equal(["a.png"], folder.Names);
        Assert.Equal("old", File.ReadAllText(folder["a.png"]));
    }

    [Theory]
    [InlineData("a.png", "")]
    [InlineData("a.png", "\u0089PNG, and then the disk was full")]
    [InlineData("a.svg", "")]
    [InlineData("a.svg", "<svg><path d=\"M0 0")]
    public void A_picture_that_is_not_whole_is_an_error_and_the_old_one_stays(string name, string drawn)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], "old");
        var e = Assert.Throws<BadInputException>(() =>
            PictureFiles.Write(Figures.Of(Figures.Line), [folder[name]],
                targets => File.WriteAllText(targets[0].Path, drawn)));
        Assert.Contains("of figure 'test' were drawn", e.Message);
        Assert.Equal([name], folder.Names);
        Assert.Equal("old", File.ReadAllText(folder[name]));
    }

    [Fact]
    public void A_caption_replaces_the_one_of_the_drawing_program()
    {
        const string drawn =
            "<?xml version=\"1.0\"?>\n<svg\n "
            + "width=\"10\">\n<title>Program</title>\n<desc>by\nprogram</desc>\n<g/></svg>";
        string embedded = SvgCaption.Embed(drawn, "a", "b > c");
        Assert.Equal("<?xml version=\"1.0\"?>\n<svg\n width=\"10\">\n<title>a</title>\n<desc>b &gt; "
            + "c</desc>\n<g/></svg>", embedded);
        Assert.Equal(embedded, SvgCaption.Embed(embedded, "a", "b > c"));
    }
}
