using System.Globalization;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>What an exercise asks and answers, in one language.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Question">The question, in our words.</param>
/// <param name="Computed">What is computed.</param>
/// <param name="Answer">The answer, with <c>{name:FORMAT}</c> where a value stands.</param>
public sealed partial record ExerciseText(string Id, string Title, string Question, string Computed, string Answer)
{
    /// <summary>Reads text/LANGUAGE/exercises.md: a heading of number and title, and three paragraphs.</summary>
    /// <exception cref="BadInputException">An exercise has not three paragraphs, or stands there twice.</exception>
    public static IReadOnlyDictionary<string, ExerciseText> Read(string language)
    {
        var file = Path.Combine(Repository.Root, "chapter11", "text", language, "exercises.md");
        var texts = new Dictionary<string, ExerciseText>();
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        foreach (var part in Regex.Split(text, "^## ", RegexOptions.Multiline).Skip(1))
        {
            var paragraphs = part.Trim().Split("\n\n").Select(p => p.Replace('\n', ' ').Trim()).ToList();
            if (paragraphs is not [var heading, var question, var computed, var answer]
                || heading.Split(' ', 2) is not [var id, var title])
                throw new BadInputException($"{file}: expected a heading of number and title, and three paragraphs: "
                    + $"question, what is computed, answer; found {paragraphs.Count} under '{paragraphs[0]}'");
            if (!texts.TryAdd(id, new(id, title, question, computed, answer)))
                throw new BadInputException($"{file}: {id} stands there twice");
        }
        return texts;
    }

    /// <summary>The values that the answer names.</summary>
    public IReadOnlyList<string> Names => [.. Place().Matches(Answer).Select(match => match.Groups[1].Value)];

    /// <summary>The answer with its values.</summary>
    /// <exception cref="BadInputException">It names one that was not found.</exception>
    public string Filled(IReadOnlyDictionary<string, double> values) => Place().Replace(Answer, match =>
    {
        if (!values.TryGetValue(match.Groups[1].Value, out var value))
            throw new BadInputException($"the answer to {Id} names {match.Value}, which was not computed");
        var text = value.ToString(match.Groups[2] is { Success: true, Value: var format } ? format : "G4",
            CultureInfo.InvariantCulture);
        // What rounds to 0 has no sign.
        return text.Any(c => c is >= '1' and <= '9') ? text.Replace('-', '−') : text.TrimStart('-');
    });

    [GeneratedRegex(@"\{(\w+)(?::(\w+))?\}")]
    private static partial Regex Place();
}
