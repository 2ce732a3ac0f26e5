using System.Text.Json;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Chapter11.Book;

/// <summary>The book's text in one language: a Markdown file a section, and the page's own words.</summary>
/// <param name="Language">The folder, and the page's <c>lang</c>: en or zh.</param>
/// <param name="Words">The words of buttons and labels by their names.</param>
/// <param name="Labels">What stands on figures, by its English.</param>
/// <param name="Parts">The sections by number, in order.</param>
public sealed record BookText(string Language, IReadOnlyDictionary<string, string> Words,
    IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(string Number, string Markdown)> Parts)
{
    /// <summary>The languages that there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "zh"];

    /// <summary>The parts of the book, in order: the chapter's sections and what comes around them.</summary>
    public static IReadOnlyList<string> Order { get; } =
        ["preface", .. Section.All.Where(s => s.InPython).Select(s => s.Number), "playground", "errata"];

    /// <summary>A word by its name.</summary>
    /// <exception cref="BadInputException">The language lacks it.</exception>
    public string this[string word] => Words.TryGetValue(word, out var text) ? text
        : throw new BadInputException($"{Language}/words.json lacks \"{word}\"");

    /// <summary>Reads a language's folder.</summary>
    /// <exception cref="BadInputException">A file is missing.</exception>
    public static BookText Read(string language)
    {
        var folder = Path.Combine(Repository.Root, "chapter11", "text", language);
        string Open(string name) =>
            File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name))
            : throw new BadInputException($"the text {language}/{name} is missing");
        Dictionary<string, string> Dictionary(string name) =>
            JsonSerializer.Deserialize<Dictionary<string, string>>(Open(name))!;
        return new(language, Dictionary("words.json"), Dictionary("labels.json"),
            [.. Order.Select(number => (number, Open($"{number}.md")))]);
    }
}
