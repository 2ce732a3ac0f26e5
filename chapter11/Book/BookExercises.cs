using System.Globalization;
using System.Net;
using System.Text;
using D2lOptim.Chapter11.Exercises;

namespace D2lOptim.Chapter11.Book;

/// <summary>A section's exercises on the page: the title stands there, and question and answer behind it.</summary>
internal static class BookExercises
{
    /// <summary>Those of a part of the text; empty where it has none.</summary>
    internal static string Html(BookText text, string part, BookRun run)
    {
        var html = new StringBuilder();
        foreach (var exercise in Exercise.All.Where(e => e.Section == part))
        {
            if (html.Length == 0)
                html.Append(CultureInfo.InvariantCulture, $"<h3 id=\"x-{part}\">{text["exercises"]}</h3>\n");
            var told = text.Exercises[exercise.Id];
            // What learns images is worked by its command alone.
            var answer = run.Worked.TryGetValue(exercise.Id, out var work) ? told.Filled(work.Values) : null;
            html.Append(CultureInfo.InvariantCulture,
                $"<details class=\"exercise\" id=\"x-{exercise.Id}\">"
                + $"<summary>{exercise.Id} {Encoded(told.Title)}</summary>\n"
                + $"<p><b>{Encoded(told.Question)}</b></p>\n<p>{Encoded(told.Computed)}</p>\n"
                + $"{(answer is null ? "" : $"<p>{Encoded(answer)}</p>\n")}"
                + $"<p><code>./d2l exercise {exercise.Id}</code></p></details>\n");
        }
        return html.ToString();
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
