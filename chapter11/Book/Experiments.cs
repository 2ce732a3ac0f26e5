using Markdig.Extensions.CustomContainers;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace D2lOptim.Chapter11.Book;

/// <summary>An experiment of the text: what was expected, what came out, and what follows.</summary>
/// <param name="Id">As the text names it.</param>
/// <param name="Text">In a sentence or two, without marks.</param>
/// <param name="Figures">The figures that show it.</param>
public sealed record Experiment(string Id, string Text, IReadOnlyList<string> Figures)
{
    /// <summary>The experiments of one part of the text, their numbers taken from a run.</summary>
    /// <exception cref="BadInputException">The run lacks a number that the text asks for.</exception>
    public static IReadOnlyList<Experiment> Of(BookText text, string part, BookRun run)
    {
        var markdown = text.Parts.Single(p => p.Number == part).Markdown;
        var document = BookMarkdown.Parse(markdown);
        var experiments = new List<Experiment>();
        var figures = new List<string>();
        foreach (var block in document)
        {
            if (block is HeadingBlock) figures.Clear();
            if (block is ParagraphBlock { Inline: { } inlines })
                figures.AddRange(inlines.OfType<LinkInline>().Where(link => link.IsImage)
                    .Select(link => link.Url!.Replace("figure:", "")));
            if (block is not CustomContainer { Info: "experiment" } experiment) continue;
            var filled = BookMarkdown.Parse(run.Fill(markdown.Substring(block.Span.Start, block.Span.Length)));
            var sentences = filled.Descendants<ParagraphBlock>().Select(p => Plain(p.Inline!).Trim());
            experiments.Add(new(experiment.Arguments!.Trim(), string.Join(" ", sentences), [.. figures]));
        }
        return experiments;
    }

    private static string Plain(ContainerInline inlines) => string.Concat(inlines.Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        MathInline math => PlainMath.Convert(math.Content.ToString()),
        LineBreakInline => " ",
        // The playground is the page's.
        LinkInline { Url: { } url } when url.StartsWith("#play", StringComparison.Ordinal) => "",
        ContainerInline container => Plain(container),
        _ => "",
    }));
}
