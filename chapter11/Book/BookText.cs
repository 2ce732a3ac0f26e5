using System.Text.Json;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Chapter11.Exercises;

namespace D2lOptim.Chapter11.Book;

/// <summary>The book's text in one language: a Markdown file a section, and the page's own words.</summary>
/// <param name="Language">The folder, and the page's <c>lang</c>: en or zh.</param>
/// <param name="Words">The words of buttons and labels by their names.</param>
/// <param name="Labels">What stands on figures, by its English.</param>
/// <param name="Parts">The sections by number, in order.</param>
public sealed partial record BookText(string Language, IReadOnlyDictionary<string, string> Words,
    IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(string Number, string Markdown)> Parts)
{
    /// <summary>The languages that there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "zh"];

    /// <summary>The parts of the book, in order: the chapter's sections and what comes around them.</summary>
    public static IReadOnlyList<string> Order { get; } =
        ["preface", .. Section.All.Select(s => s.Number), "playground", "errata"];

    /// <summary>The exercises by their numbers.</summary>
    public IReadOnlyDictionary<string, ExerciseText> Exercises { get; private init; } =
        new Dictionary<string, ExerciseText>();

    /// <summary>A word by its name.</summary>
    /// <exception cref="BadInputException">The language lacks it.</exception>
    public string this[string word] => Words.TryGetValue(word, out var text) ? text
        : throw new BadInputException($"{Language}/words.json lacks \"{word}\"");

    /// <summary>
    /// What stands on a figure in the page's language: as a whole, or else with <c>#</c> for its numbers, or else part
    /// by part between its commas. What has no translation, as a name, stays.
    /// </summary>
    public string Label(string label)
    {
        label = label.Trim();
        if (Labels.TryGetValue(label, out var whole)) return whole;
        var numbers = new Queue<string>(Number().Matches(label).Select(m => m.Value));
        if (Labels.TryGetValue(Number().Replace(label, "#"), out var pattern))
            return string.Concat(pattern.Select(c => c == '#' && numbers.Count > 0 ? numbers.Dequeue() : $"{c}"));
        return label.Contains(", ") ? string.Join(Labels.GetValueOrDefault(", ", ", "), label.Split(", ").Select(Label))
            : label;
    }

    [GeneratedRegex(@"[−-]?\d[\d.]*(e[−-]?\d+)?")]
    private static partial Regex Number();

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
            [.. Order.Select(number => (number, Open($"{number}.md")))])
        {
            Exercises = ExerciseText.Read(language),
        };
    }
}
