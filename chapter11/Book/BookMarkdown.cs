using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using D2lOptim.Parity;
using Markdig;
using Markdig.Extensions.CustomContainers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace D2lOptim.Chapter11.Book;

/// <summary>
/// Renders the text of one language. Beside Markdown it knows formulas (<c>$…$</c>, and <c>$$…$$</c> with a
/// <c>\label</c>), figures
/// (<c>![alt](figure:NAME "caption")</c>), blocks <c>code NAME…</c>, <c>output SECTION HEADING</c> and <c>runs KEY</c>,
/// containers <c>:::experiment ID</c>, and links without text, which are given the number of what they lead to.
/// </summary>
public sealed partial class BookMarkdown
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseMathematics().UsePipeTables()
        .UseCustomContainers().Build();

    /// <summary>Reads text that <see cref="BookRun.Fill"/> has filled, or not yet.</summary>
    internal static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown, s_pipeline);

    private readonly BookText _text;
    private readonly BookRun _run;
    private readonly CodeListing _code;
    private readonly Dictionary<string, string> _numbers = [];
    private readonly HashSet<string> _ids = [];
    private readonly List<(string Part, MarkdownDocument Document)> _documents = [];
    private readonly List<BookHeading> _headings = [];
    private int _pictures;

    /// <summary>Reads and numbers the whole text.</summary>
    public BookMarkdown(BookText text, BookRun run, CodeListing code)
    {
        (_text, _run, _code) = (text, run, code);
        foreach (var (part, markdown) in text.Parts)
        {
            var document = Parse(run.Fill(markdown));
            _documents.Add((part, document));
            Number(part, document);
        }
    }

    /// <summary>The headings, for the contents.</summary>
    public IReadOnlyList<BookHeading> Headings => _headings;

    /// <summary>How many figures the text shows.</summary>
    public int Figures => _pictures;

    /// <summary>The parts as HTML.</summary>
    public IEnumerable<(string Part, string Html)> Render()
    {
        foreach (var (part, document) in _documents)
        {
            using var writer = new StringWriter();
            var renderer = new HtmlRenderer(writer);
            s_pipeline.Setup(renderer);
            IMarkdownObjectRenderer[] own =
            [
                new Own<MathBlock>(Equation), new Own<MathInline>((r, m) => r.Write(Math(Tex(m)))),
                    new Own<HeadingBlock>(Heading),
                new Own<FencedCodeBlock>(Fenced), new Own<CustomContainer>(Container),
                    new Own<ParagraphBlock>(Paragraph), new Own<LinkInline>(Link),
            ];
            for (var k = own.Length - 1; k >= 0; k--) renderer.ObjectRenderers.Insert(0, own[k]);
            renderer.Render(document);
            yield return (part, writer.ToString());
        }
    }

    private void Number(string part, MarkdownDocument document)
    {
        var (equation, figure) = (0, 0);
        var prefix = char.IsDigit(part[0]) ? $"{part}." : "";
        // What is beyond the book has a letter.
        if (document.FirstOrDefault() is HeadingBlock first && Letter().Match(Plain(first.Inline!)) is
            { Success: true } letter) prefix = letter.Value;
        foreach (var item in document.Descendants())
        {
            switch (item)
            {
                case HeadingBlock heading:
                    var text = Plain(heading.Inline!);
                    var number = LeadingNumber().Match(text);
                    var id = heading.Level == 1 ? $"s-{part}" : number.Success ? $"s-{number.Value}"
                        : $"s-{part}-{_headings.Count(h => h.Part == part)}";
                    Claim(id);
                    heading.SetData("id", id);
                    heading.SetData("first", _headings.Count == 0);
                    _headings.Add(new(part, id, heading.Level, text));
                    _numbers[id] = number.Success ? number.Value : text;
                    break;
                case MathBlock or MathInline { DelimiterCount: 2 } when Label()
                    .Match(Tex(item)) is { Success: true } label:
                    Claim(label.Groups[1].Value);
                    _numbers[label.Groups[1].Value] = $"({prefix}{++equation})";
                    break;
                case LinkInline { IsImage: true, Url: { } url }:
                    var name = url[(url.IndexOf(':') + 1)..];
                    Claim($"fig-{name}");
                    _numbers[$"fig-{name}"] = $"{_text["figure"]} {prefix}{++figure}";
                    _pictures++;
                    break;
            }
        }
    }

    private void Claim(string id)
    {
        if (!_ids.Add(id)) throw new BadInputException($"{_text.Language}: the place {id} stands in the text twice");
    }

    private static string Plain(ContainerInline inline) => string.Concat(inline.Descendants().Select(i => i switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        MathInline math => math.Content.ToString(),
        LineBreakInline => " ",
        _ => "",
    }));

    private void Heading(HtmlRenderer renderer, HeadingBlock heading)
    {
        var (id, level) =
            ((string)heading.GetData("id")!, Equals(heading.GetData("first"), true) ? 1 : heading.Level + 1);
        renderer.Write($"<h{level} id=\"{id}\">").WriteLeafInline(heading);
        renderer.Write(
            $" <a class=\"anchor\" href=\"#{id}\" aria-label=\"{_text["link"]} "
            + $"{WebUtility.HtmlEncode(_numbers[id])}\">#</a></h{level}>\n");
    }

    private static string Tex(MarkdownObject math) =>
        math is MathBlock block ? block.Lines.ToString() : ((MathInline)math).Content.ToString();

    private string Math(string tex, bool display = false)
    {
        try
        {
            return MathMl.Convert(tex, display);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{_text.Language}: {e.Message}");
        }
    }

    private void Equation(HtmlRenderer renderer, MarkdownObject item)
    {
        var tex = Tex(item);
        var label = Label().Match(tex);
        var id = label.Groups[1].Value;
        var math = Math(Label().Replace(tex, ""), display: true);
        renderer.Write(label.Success
            ? $"<div class=\"equation\" id=\"{id}\" tabindex=\"0\">{math}<a class=\"number\" "
                + $"href=\"#{id}\">{_numbers[id]}</a></div>\n"
            : $"<div class=\"equation\" tabindex=\"0\">{math}</div>\n");
    }

    // A paragraph of nothing but pictures is a row of figures.
    private void Paragraph(HtmlRenderer renderer, ParagraphBlock paragraph)
    {
        var inlines = paragraph.Inline!.ToList();
        var pictures = inlines.OfType<LinkInline>().Where(link => link.IsImage).ToList();
        if (pictures.Count > 0 && inlines.All(i => i is LinkInline { IsImage: true } or LineBreakInline))
        {
            renderer.Write($"<div class=\"figures n{System.Math.Min(pictures.Count, 3)}\">\n");
            foreach (var picture in pictures) Figure(renderer, picture);
            renderer.Write("</div>\n");
        }
        else if (inlines is [MathInline { DelimiterCount: 2 } equation]) Equation(renderer, equation);
        else if (pictures.Count > 0)
            throw new BadInputException($"{_text.Language}: the figure {pictures[0].Url} stands within a paragraph");
        else if (renderer.ImplicitParagraph) renderer.WriteLeafInline(paragraph);
        else
        {
            renderer.Write("<p>").WriteLeafInline(paragraph);
            renderer.Write("</p>\n");
        }
    }

    private void Figure(HtmlRenderer renderer, LinkInline picture)
    {
        if (picture.Url!.Split(':', 2) is not ["figure", var name])
            throw new BadInputException($"{_text.Language}: the picture {picture.Url} is not figure:NAME");
        var alt = Plain(picture);
        if (alt.Length == 0)
            throw new BadInputException($"{_text.Language}: the figure {name} has no alternative text");
        if (string.IsNullOrEmpty(picture.Title))
            throw new BadInputException($"{_text.Language}: the figure {name} has no caption");
        var id = $"fig-{name}";
        var svg = InlineSvg.Of(_run.Picture(name), $"{Slug().Replace(name, "-")}-", alt,
            _text.Label);
        renderer.Write($"<figure id=\"{id}\">{svg}<figcaption><a href=\"#{id}\">{_numbers[id]}</a> ");
        foreach (var block in Markdown.Parse(picture.Title!, s_pipeline).OfType<ParagraphBlock>())
            renderer.WriteLeafInline(block);
        renderer.Write("</figcaption></figure>\n");
    }

    private void Fenced(HtmlRenderer renderer, FencedCodeBlock block)
    {
        var arguments = (block.Arguments ?? "").Trim();
        switch (block.Info)
        {
            case "code":
                var listings = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(_code.Find).ToList();
                renderer.Write(
                    $"<figure class=\"code\"><pre "
                    + $"tabindex=\"0\"><code>{string.Join("\n\n", listings.Select(l =>
                    l.Html))}</code></pre>"
                + $"<figcaption>{string.Join(", ", listings.Select(l => l.File).Distinct())}</figcaption></figure>\n");
                break;
            case "output":
                var words = arguments.Split(' ', 2);
                renderer.Write(
                    $"<figure class=\"output\"><pre "
                    + $"tabindex=\"0\"><samp>{WebUtility.HtmlEncode(string.Join('\n', _run.Printed(words[0],
                    words.Length > 1 ? words[1] : "")))}</samp></pre>"
                + $"<figcaption>./d2l run {words[0]}</figcaption></figure>\n");
                break;
            case "runs":
                renderer.Write(Table(_run.Runs(arguments)));
                break;
            case "sh":
                renderer.Write(
                    $"<pre tabindex=\"0\"><code>{WebUtility.HtmlEncode(block.Lines.ToString())}</code></pre>\n");
                break;
            default:
                throw new BadInputException(
                    $"{_text.Language}: a block of the kind '{block.Info}' is not known; there are code, output, "
                    + $"runs and sh");
        }
    }

    private string Table(IReadOnlyList<RunRecord> runs)
    {
        var rows = runs.Where(run => run.Lists.Any(l => l.Key == "loss")).Select(run =>
            $"<tr><td>{_text[run.Variant]}</td><td>{string.Join(", ", run.Hyperparameters.Select(h =>
                $"{WebUtility.HtmlEncode(h.Key)} = {Label11(h.Value)}"))}</td>"
                + $"<td>{run.BatchSize}</td><td>{run.Epochs}</td><td>{run.Lists.First(l => l.Key == "loss").Value[^1]
                    .ToString("F4", System.Globalization.CultureInfo.InvariantCulture)}</td></tr>");
        return $"<div class=\"scroll\" "
            + $"tabindex=\"0\"><table><thead><tr><th>{_text["variant"]}</th>"
                + $"<th>{_text["hyperparameters"]}</th><th>{_text["batch"]}</th><th>{_text["epochs"]}</th>"
                + $"<th>{_text["loss"]}</th>"
                + $"</tr></thead><tbody>{string.Concat(rows)}</tbody></table></div>\n";
    }

    private static string Label11(object? value) =>
        value is double number ? Chapter11.Label.Number(number) : $"{value}";

    private void Container(HtmlRenderer renderer, CustomContainer container)
    {
        if (container.Info != "experiment")
            throw new BadInputException(
            $"{_text.Language}: a container of the kind '{container.Info}' is not known; there is experiment");
        renderer.Write(
            $"<div class=\"experiment\" role=\"note\" aria-label=\"{_text["experiment"]}\"><p class=\"kind\" "
            + $"aria-hidden=\"true\">{_text["experiment"]}</p>\n");
        renderer.WriteChildren(container);
        renderer.Write("</div>\n");
    }

    private void Link(HtmlRenderer renderer, LinkInline link)
    {
        var url = link.Url!;
        if (url.StartsWith('#') && !url.StartsWith("#play:", StringComparison.Ordinal)
            && !_numbers.ContainsKey(url[1..])) throw new BadInputException(
            $"{_text.Language}: a link leads to {url}, which is nowhere in the text");
        renderer.Write($"<a href=\"{WebUtility.HtmlEncode(url)}\">");
        if (link.FirstChild is null) renderer.Write(WebUtility.HtmlEncode(_numbers[url[1..]]));
        else renderer.WriteChildren(link);
        renderer.Write("</a>");
    }

    private sealed class Own<T>(Action<HtmlRenderer, T> write) : HtmlObjectRenderer<T> where T : MarkdownObject
    {
        protected override void Write(HtmlRenderer renderer, T item) => write(renderer, item);
    }

    [GeneratedRegex(@"\\label\{([\w.-]+)\}")]
    private static partial Regex Label();

    [GeneratedRegex(@"^11(\.\d+)+")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"^[A-Z]\.(?= )")]
    private static partial Regex Letter();

    [GeneratedRegex(@"[^\w-]")]
    private static partial Regex Slug();
}

/// <summary>A heading of the text.</summary>
/// <param name="Part">The part that it stands in.</param>
/// <param name="Id">Its place in the page.</param>
/// <param name="Level">1 for the part's own.</param>
/// <param name="Text">Without marks.</param>
public sealed record BookHeading(string Part, string Id, int Level, string Text);
