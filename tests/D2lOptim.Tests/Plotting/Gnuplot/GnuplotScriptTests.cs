using System.Globalization;
using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting.Gnuplot;

public class GnuplotScriptTests
{
    private static string Script(Figure figure) => GnuplotScript.For(figure, [new Target("a.png", PictureFormat.Png), new Target("it's.svg", PictureFormat.Svg)]);

    private static IReadOnlyList<string> Block(string script, string name) =>
        [.. script.Split('\n').SkipWhile(line => line != $"{name} << EOD").Skip(1).TakeWhile(line => line != "EOD")];

    [Fact]
    public void Numbers_read_back_to_the_same_bits()
    {
        double[] hard = [0.1, 1.0 / 3, Math.PI, 1e-300, -double.Epsilon, double.MaxValue, 0.1 + 0.2];
        IReadOnlyList<string> rows = Block(Script(Figures.Of(new Curve(hard, hard))), "$panel1_series1");
        Assert.Equal(hard, rows.Select(row => double.Parse(row.Split(' ')[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_gap_is_a_blank_line()
    {
        var curve = new Curve([0, 1, 2], [1, double.NaN, 3]);
        Assert.Equal(["0 1", "", "2 3"], Block(Script(Figures.Of(curve)), "$panel1_series1"));
    }

    [Theory]
    [InlineData("it's", "'it''s'")]
    [InlineData("a\nb", "'a'.\"\\n\".'b'")]
    [InlineData("\"@x_1^{2}\" \\ `ls`", "'\"@x_1^{2}\" \\ `ls`'")]
    [InlineData("bell\a", "'bell'")]
    public void Text_is_quoted_so_that_nothing_in_it_is_expanded(string text, string expected) => Assert.Equal(expected, GnuplotText.Quote(text));

    [Fact]
    public void Both_targets_share_one_copy_of_the_data()
    {
        string script = Script(Figures.Of(Figures.Line));
        Assert.Single(script.Split('\n'), "$panel1_series1 << EOD");
        Assert.Contains("set output 'a.png'", script);
        Assert.Contains("set output 'it''s.svg'", script);
        Assert.Equal(2, script.Split('\n').Count(line => line.StartsWith("plot $panel1_series1 using 1:2 with lines")));
    }

    [Fact]
    public void Terminals_are_noenhanced_on_white()
    {
        string[] terminals = [.. Script(Figures.Of(Figures.Line)).Split('\n').Where(line => line.StartsWith("set terminal"))];
        Assert.Equal(2, terminals.Length);
        Assert.All(terminals, line => Assert.Contains(" noenhanced size 1050,750 background rgb '#ffffff'", line));
    }

    [Fact]
    public void Axes_have_their_labels_limits_and_logarithms()
    {
        string script = Script(Figures.Of(new Panel(Figures.Line) { X = new("time (sec)", 0.01, 10, Log: true), Y = new("loss", 0.22, 0.35) }));
        Assert.Contains("set xlabel 'time (sec)'", script);
        Assert.Contains("set xrange [0.01:10]", script);
        Assert.Contains("set logscale x 10", script);
        Assert.Contains("set xtics ('0.01' 0.01, '0.1' 0.1, '1' 1, '10' 10, '' 0.02 1,", script);
        Assert.Contains("set yrange [0.22:0.35]", script);
        Assert.DoesNotContain("set logscale y", script);
    }

    [Fact]
    public void Styles_differ_in_colour_and_dash()
    {
        string[] clauses = [.. Script(Figures.Of([.. Enumerable.Range(0, 4).Select(_ => Figures.Line with { })])).Split('\n').Where(line => line.Contains("with lines")).Take(4)];
        Assert.Equal(4, clauses.Select(c => c[c.IndexOf("lc rgb")..][..16]).Distinct().Count());
        Assert.Equal(4, clauses.Select(c => c[c.IndexOf("dt ")..c.IndexOf(" lc")]).Distinct().Count());
    }

    [Fact]
    public void Panels_stand_in_their_grid()
    {
        string script = Script(Figures.ByKind["three panels"]);
        Assert.Contains("set multiplot layout 2,2\n", script);
        Assert.Contains("splot $panel2_series1 using 1:2:3 with pm3d", script);
        Assert.Contains("plot $panel3_series1 matrix using (-2 + $1 * 0.2):(-2 + $2 * 0.2):3 with image", script);
    }
}
