using System.Globalization;
using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting.Gnuplot;

public class GnuplotScriptTests
{
    private static string Script(Figure figure) =>
        GnuplotScript.For(figure, [new Target("a.png", PictureFormat.Png), new Target("it's.svg", PictureFormat.Svg)]);

    private static IReadOnlyList<string> Block(string script, string name) =>
        [.. script.Split('\n').SkipWhile(line => line != $"{name} << EOD").Skip(1).TakeWhile(line => line != "EOD")];

    [Theory]
    [InlineData("it's", "'it''s'")]
    [InlineData("a\nb", "'a'.\"\\n\".'b'")]
    [InlineData("\"@x_1^{2}\" \\ `ls`", "'\"@x_1^{2}\" \\ `ls`'")]
    [InlineData("bell\a", "'bell'")]
    public void Text_is_quoted_so_that_nothing_in_it_is_expanded(string text, string expected) =>
        Assert.Equal(expected, GnuplotText.Quote(text));

    [Fact]
    public void Lines_apart_are_blocks_apart_and_in_pixels()
    {
        var curve = new Curve([0, 1, 2, 3, 4], [1, 1, double.NaN, 3, 3]);
        IReadOnlyList<string> rows = Block(Script(Figures.Of(curve)), "$panel1_1");
        PanelLayout layout = PanelLayout.Of(Figures.Of(curve))[0];
        Assert.Equal(5, rows.Count);
        Assert.Equal("", rows[2]);
        Assert.Equal(layout.At(1, 1).X, double.Parse(rows[1].Split(' ')[0], CultureInfo.InvariantCulture), 2);
    }

    [Fact]
    public void Both_targets_share_one_copy_of_the_data()
    {
        string script = Script(Figures.Of(Figures.Line));
        Assert.Single(script.Split('\n'), "$panel1_1 << EOD");
        Assert.Contains("set output 'a.png'", script);
        Assert.Contains("set output 'it''s.svg'", script);
        Assert.Equal(2, script.Split('\n').Count(line => line.StartsWith("plot $panel1_1 using 1:2 with lines")));
    }

    [Fact]
    public void Terminals_are_noenhanced_on_white()
    {
        string[] terminals =
            [.. Script(Figures.Of(Figures.Line)).Split('\n').Where(line => line.StartsWith("set terminal"))];
        Assert.Equal(2, terminals.Length);
        Assert.All(terminals, line => Assert.Contains(" noenhanced size 1050,795 background rgb '#ffffff'", line));
    }

    [Fact]
    public void Numbers_stand_where_the_layout_has_them()
    {
        Figure figure =
            Figures.Of(new Panel(Figures.Line)
            {
                X = new("time (sec)", 0.01, 10, Log: true),
                Y = new("loss", 0.22, 0.35)
            });
        PanelLayout layout = PanelLayout.Of(figure)[0];
        string At(double x) => Math.Round(layout.At(x, 0.3).X, 3).ToString(CultureInfo.InvariantCulture);
        Assert.Contains($"set xtics ('0.01' {At(0.01)}, '0.1' {At(0.1)}, '1' {At(1)}, '10' {At(10)}, '' {At(0.02)} 1,",
            Script(figure));
    }

    [Fact]
    public void Styles_differ_in_colour_and_dash()
    {
        string[] clauses =
            [.. Script(Figures.Of([.. Enumerable.Range(0, 4).Select(_ => Figures.Line with { })])).Split('\n')
            .Where(line => line.Contains("with lines")).Take(4)];
        Assert.Equal(4, clauses.Select(c => c[c.IndexOf("lc rgb")..][..16]).Distinct().Count());
        Assert.Equal(4, clauses.Select(c => c[c.IndexOf("dt ")..c.IndexOf(" lc")]).Distinct().Count());
    }
}
