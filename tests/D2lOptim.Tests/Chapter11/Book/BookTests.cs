using System.Net;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Book;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Tests.Chapter11.Book;

[Collection(nameof(BookFixture))]
public class BookTests(BookFixture book)
{
    [Fact]
    public void Every_section_of_the_chapter_is_told_in_every_language()
    {
        foreach (var language in BookText.Languages)
            Assert.All(Section.All,
                s => Assert.True(File
                .Exists(Path.Combine(Repository.Root, "chapter11", "text", language, $"{s.Number}.md"))));
        Assert.Equal(BookFixture.Texts[0].Words.Keys.Order(), BookFixture.Texts[1].Words.Keys.Order());
    }

    // Places are what links and the switch of languages lead to.
    [Theory]
    [InlineData(@"\bid=""((?:s|fig|eq)-[^""]+)""")]
    [InlineData("""<samp>(.+?)</samp>""")]
    [InlineData("""<math display="block">.+?<annotation[^>]*>(.+?)</annotation>""")]
    [InlineData("""<pre tabindex="0"><code>(.+?)</code>""")]
    public void The_languages_show_the_same(string pattern)
    {
        List<string>[] found = [.. book.Pages.Values.Select(page => Regex.Matches(page, pattern, RegexOptions.Singleline).Select(m => m.Groups[1].Value).Where(tex => !tex.Contains(@"\text{")).Order(StringComparer.Ordinal).ToList())];
        Assert.NotEmpty(found[0]);
        Assert.Equal(found[0].Distinct(), found[1].Distinct());
    }

    [Fact]
    public void A_page_is_one_small_file_that_asks_the_network_for_nothing()
    {
        Assert.All(book.Pages.Values, page =>
        {
            Assert.True(page.Length < 12_000_000);
            Assert.DoesNotContain("<script src", page);
            Assert.DoesNotContain("<link rel=\"stylesheet", page);
            Assert.DoesNotContain("@import", page);
            Assert.DoesNotContain("{{", Regex.Replace(page, "<(script|style).*?</\\1>", "", RegexOptions.Singleline));
            Assert.Contains("default-src 'none'", page);
        });
    }

    [Theory]
    [InlineData("![a](figure:11.6-nothing \"c\")", "shows the figure 11.6-nothing, but no section draws it")]
    [InlineData("![a](picture.png \"c\")", "the picture picture.png is not figure:NAME")]
    [InlineData("![](figure:11.6-eigen \"c\")", "the figure 11.6-eigen has no alternative text")]
    [InlineData("![a](figure:11.6-eigen)", "the figure 11.6-eigen has no caption")]
    [InlineData("```code Section11_06.nothing\n```", "shows the code of Section11_06.nothing, but no source has a member of that name")]
    [InlineData("{{loss 11.6/momentum/scratch/lr=7}}", "{{loss 11.6/momentum/scratch/lr=7}}, but there is no run of that key")]
    [InlineData("{{said 11.6 nothing ([0-9])}}", "by /nothing ([0-9])/, but no line that it printed fits")]
    [InlineData("{{nonsense}}", "{{nonsense}}, which is no form that is known")]
    [InlineData("```output 11.6 nothing\n```", "printed under /nothing/, but no heading fits it")]
    [InlineData("```runs 11.6/nothing\n```", "the runs 11.6/nothing…, but none has such a key")]
    [InlineData("[there](#s-nowhere)", "a link leads to #s-nowhere, which is nowhere in the text")]
    [InlineData(@"$\nothing$", @"\nothing is not known")]
    [InlineData("# Again\n\n# Again\n", "the place s-11.6 stands in the text twice")]
    public void What_the_text_asks_for_and_is_not_there_is_named(string markdown, string says)
    {
        var text = BookFixture.Texts[0] with { Parts = [("11.6", markdown)] };
        var thrown = Assert.Throws<BadInputException>(() => new BookMarkdown(text, book.Run, book.Code).Render().ToList());
        Assert.Contains(says, thrown.Message);
    }

    // Names stay, and what the book's own figures say in letters.
    [Fact]
    public void Every_word_on_a_figure_is_translated()
    {
        string[] names = ["AdaGrad", "RMSProp", "Adadelta", "Adam", "AdamW", "Yogi", "Nesterov", "cos", "exp", "tanh",
            "SGD", "sgd", "ReLU", "log", "nat"];
        var labels = Regex.Matches(book.Pages["zh"], "<(?:text|tspan)[^>]*>([^<]+)<").Select(m => m.Groups[1].Value);
        var left = labels.SelectMany(label => Regex.Matches(WebUtility.HtmlDecode(label), "[A-Za-z]{3,}"))
            .Select(m => m.Value).Except(names).ToList();
        Assert.Empty(left);
    }

    [Fact]
    public void The_experiments_of_the_text_are_sentences_for_the_console_too()
    {
        var text = BookFixture.Texts.Single(t => t.Language == "en");
        var all = text.Parts.SelectMany(part => Experiment.Of(text, part.Number, book.Run)).ToList();
        Assert.True(all.Count > 30);
        Assert.Equal(all.Count, all.Select(experiment => experiment.Id).Distinct().Count());
        Assert.True(all.Count(experiment => experiment.Figures.Count > 0) > 25);
        Assert.All(all, experiment =>
        {
            Assert.NotEmpty(experiment.Text);
            Assert.DoesNotMatch(@"\{\{|\\|\$|<|\]\(", experiment.Text);
            Assert.All(experiment.Figures, figure => Assert.NotEmpty(book.Run.Picture(figure)));
        });
    }

    // A section's sentences need its own runs alone, so that any section can tell them.
    [Fact]
    public void A_section_tells_its_experiments_from_its_own_runs()
    {
        var text = BookFixture.Texts.Single(t => t.Language == "en");
        foreach (var (part, markdown) in text.Parts.Where(p => Section.All.Any(s => s.Number == p.Number)))
            foreach (Match block in Regex.Matches(markdown, ":::experiment.*?\n:::", RegexOptions.Singleline))
                foreach (Match key in Regex.Matches(block.Value, @"\{\{(?:said |[^}]*? )(11\.\d+|[a-z]+)[/ ]"))
                    if (Section.All.Any(s => s.Number == key.Groups[1].Value))
                        Assert.Equal(part, key.Groups[1].Value);
    }

    [Theory]
    [InlineData(@"\frac{1}{2}x^2", "½x²")]
    [InlineData(@"2/\lambda_{\mathrm{max}} = 0.9", "2/λ_(max) = 0.9")]
    [InlineData(@"\eta/(1-\beta)", "η/(1 − β)")]
    [InlineData(@"x\cos(\pi x)", "x cos(πx)")]
    [InlineData(@"z_i (1 - \eta\lambda_i)^t", "zᵢ(1 − ηλᵢ)ᵗ")]
    public void A_formula_is_written_for_the_console(string tex, string expected) =>
        Assert.Equal(expected, PlainMath.Convert(tex));

    [Fact]
    public void A_missing_translation_is_named() =>
        Assert.Contains("the text fr/words.json is missing", Assert.Throws<BadInputException>(() => BookText.Read("fr")).Message);

    [Fact]
    public void The_committed_pages_have_all_the_places_of_the_text()
    {
        foreach (var language in BookText.Languages)
        {
            var committed = File.ReadAllText(Path.Combine(Repository.Root, "docs", $"book.{language}.html"));
            string[] Places(string page) => [.. Regex.Matches(page, @"\bid=""((?:s|fig|eq)-[^""]+)""").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];
            Assert.Equal(Places(book.Pages[language]), Places(committed));
        }
    }
}
