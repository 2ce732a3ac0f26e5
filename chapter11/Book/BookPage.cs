using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Book;

/// <summary>Puts the rendered text, its style and its scripts together into one file that needs nothing else.</summary>
public static class BookPage
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The page of one language.</summary>
    /// <param name="text">The language's text.</param>
    /// <param name="run">Where numbers and figures come from.</param>
    /// <param name="code">Where code comes from.</param>
    /// <param name="options">What the sections were run with, for the colophon.</param>
    public static string Write(BookText text, BookRun run, CodeListing code, ChapterOptions options)
    {
        var markdown = new BookMarkdown(text, run, code);
        var body = new StringBuilder();
        foreach (var (part, html) in markdown.Render())
        {
            body.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"s-{part}\" class=\"part\">\n{html}");
            if (part == "playground")
                body.Append(CultureInfo.InvariantCulture,
                $"<div id=\"playground\"><noscript><p>{text["noscript"]}</p></noscript></div>\n");
            body.Append(BookExercises.Html(text, part, run));
            body.Append("</section>\n");
        }
        var other = BookText.Languages.Single(language => language != text.Language);
        return $"""
            <!doctype html>
            <html lang="{(text.Language == "zh" ? "zh-CN" : text.Language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="description" content="{text["description"]}">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <title>{text["title"]}</title>
            <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 3q3 11 7 11t7-11' fill='none' stroke='%230072b2' stroke-width='2'/%3E%3C/svg%3E">
            <style>
            {File("book.css")}
            </style>
            </head>
            <body>
            <a class="skip" href="#main">{text["skip"]}</a>
            <header class="bar">
            <button type="button" id="menu" aria-expanded="false" aria-controls="contents">{text["contents"]}</button>
            <form role="search" id="search"><label class="hidden" for="query">{text["search"]}</label><input id="query" type="search" autocomplete="off" placeholder="{text["search"]}" aria-controls="found"><div id="found" role="region" aria-live="polite" aria-label="{text["results"]}" hidden></div></form>
            <a id="language" href="book.{other}.html" hreflang="{(other == "zh" ? "zh-CN" : other)}" lang="{(other == "zh" ? "zh-CN" : other)}">{text["language"]}</a>
            <button type="button" id="theme" aria-label="{text["theme"]}" title="{text["theme"]}"><span aria-hidden="true">◐</span></button>
            </header>
            <nav id="contents" aria-label="{text["contents"]}">
            {Contents(markdown.Headings)}
            </nav>
            <main id="main">
            {body}
            </main>
            <footer>
            <p>{Colophon(text, options)}</p>
            <p>{text["keys"]}</p>
            </footer>
            <script type="application/json" id="words">{JsonSerializer.Serialize(text.Words, s_json)}</script>
            <script type="application/json" id="playground-data">{Playground.Data()}</script>
            <script>
            {File("playground.js")}
            </script>
            <script>
            {File("book.js")}
            </script>
            </body>
            </html>

            """;
    }

    private static string File(string name) =>
        System.IO.File.ReadAllText(Path.Combine(Repository.Root, "chapter11", "Book", name)).TrimEnd();

    private static string Contents(IReadOnlyList<BookHeading> headings)
    {
        var list = new StringBuilder("<ol>\n");
        foreach (var part in headings.GroupBy(h => h.Part))
        {
            string Item(BookHeading h) => $"<a href=\"#{h.Id}\">{WebUtility.HtmlEncode(h.Text)}</a>";
            var below = part.Where(h => h.Level == 2).Select(h => $"<li>{Item(h)}</li>").ToList();
            list.Append(CultureInfo.InvariantCulture,
                $"<li>{Item(part.First())}{(below.Count > 0 ? $"<ol>{string.Concat(below)}</ol>" : "")}</li>\n");
        }
        return list.Append("</ol>").ToString();
    }

    private static string Colophon(BookText text, ChapterOptions options) => text["colophon"]
        .Replace("{backend}", RunFile.ThisBackend).Replace("{libtorch}", RunFile.ThisLibtorch)
        .Replace("{data}", WebUtility.HtmlEncode(Path.GetFileName(options.Data)))
            .Replace("{seed}", options.Seed.ToString(CultureInfo.InvariantCulture));
}
