using System.Globalization;
using System.Xml.Linq;
using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

public class AnimatedSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly Figure Race = Figures.Of(
        new Contours(Figures.Bowl),
        new Curve([-1.5, 0, 1], [1, 1, 0]) { Marks = Marks.LineAndPoints, Label = "<gd>" },
        new Curve([-1.5, 0, 0.5, 1, 1], [-1, -1, 0, 0, 0]) { Label = "momentum" });

    private static IReadOnlyList<double> Numbers(XElement animate, string attribute) =>
        [.. animate.Attribute(attribute)!.Value.Split(';').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];

    [Fact]
    public void Every_animation_has_as_many_times_as_values_from_zero_upwards()
    {
        XElement root = XElement.Parse(AnimatedSvg.Write(Race));
        Assert.All(root.Descendants(Svg + "animate"), animate =>
        {
            IReadOnlyList<double> times = Numbers(animate, "keyTimes");
            Assert.Equal(times.Count, Numbers(animate, "values").Count);
            Assert.Equal(times.Order(), times);
            Assert.Equal(0, times[0]);
            Assert.True(times[^1] <= 1);
        });
    }

    [Fact]
    public void A_line_grows_from_nothing_to_its_whole_length()
    {
        XElement root = XElement.Parse(AnimatedSvg.Write(Race));
        foreach (XElement offset in root.Descendants(Svg + "animate")
            .Where(a => a.Attribute("attributeName")!.Value == "stroke-dashoffset"))
        {
            IReadOnlyList<double> values = Numbers(offset, "values");
            string total = offset.Parent!.Attribute("stroke-dasharray")!.Value.Split(' ')[0];
            Assert.Equal(total, values[0].ToString(CultureInfo.InvariantCulture));
            Assert.Equal(0, values[^1]);
            Assert.Equal(values.OrderDescending(), values);
        }
    }

    [Fact]
    public void All_traces_take_the_same_step_at_the_same_time()
    {
        XElement root = XElement.Parse(AnimatedSvg.Write(Race));
        var times = root.Descendants(Svg + "animate").Where(a => a.Attribute("attributeName")!.Value == "cx")
            .Select(a => Numbers(a, "keyTimes")).ToList();
        Assert.Equal(2, times.Count);
        Assert.Equal(times[1].Take(3), times[0].Take(3));
    }

    [Fact]
    public void The_file_has_its_caption_labels_and_no_script()
    {
        using var folder = new TemporaryFolder();
        AnimatedSvg.Save(Race, folder["race.svg"]);
        XElement root = XElement.Load(folder["race.svg"]);
        Assert.Equal("a test picture", root.Element(Svg + "desc")!.Value);
        Assert.Contains(root.Descendants(Svg + "text"), text => text.Value == "<gd>");
        Assert.Empty(root.Descendants(Svg + "script"));
        Assert.Equal(["race.svg"], folder.Names);
    }

    [Fact]
    public void What_cannot_move_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AnimatedSvg.Write(Figures.ByKind["surface"]));
        Assert.Throws<ArgumentException>(() => AnimatedSvg.Write(Figures.ByKind["three panels"]));
        Assert.Throws<ArgumentException>(() => AnimatedSvg.Write(Race, seconds: 0));
        Assert.Throws<ArgumentException>(() => AnimatedSvg.Save(Race, "race.png"));
    }

    [Fact]
    public void Traces_without_a_point_or_with_one_still_make_valid_svg() =>
        XElement.Parse(AnimatedSvg
            .Write(Figures.Of(new Curve([double.NaN], [0]), new Curve([1], [1]) { Marks = Marks.LineAndPoints },
            new Guide(0), new Note(0, 0, "a & b"))));
}
