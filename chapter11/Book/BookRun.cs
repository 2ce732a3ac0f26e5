using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Chapter11.Exercises;
using D2lOptim.Parity;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Book;

/// <summary>What the sections gave when they ran: their runs, what they printed, and their figures. The text takes its
/// numbers from here.</summary>
public sealed partial class BookRun
{
    /// <summary>The long runs of 11.11, kept with their date and command.</summary>
    public static string Networks => Path.Combine(Repository.Root, "docs", "lenet.json");

    private readonly Dictionary<string, RunRecord> _runs;
    private readonly Dictionary<string, Figure> _figures;
    private readonly Dictionary<string, string> _pictures = [];
    private readonly IReadOnlyList<(string Section, string Heading, List<string> Lines)> _printed;

    private BookRun(IEnumerable<RunRecord> runs, IEnumerable<Figure> figures,
        IReadOnlyList<(string, string, List<string>)> printed) =>
        (_runs, _figures, _printed) =
            (runs.ToDictionary(run => $"{run.Key}"), figures.ToDictionary(figure => figure.Name), printed);

    /// <summary>Runs the sections; the networks' numbers are read from the committed file.</summary>
    /// <param name="sections">Which.</param>
    /// <param name="options">What the command line set.</param>
    /// <param name="progress">Is told what is under way.</param>
    public static BookRun Of(IEnumerable<Section> sections, ChapterOptions options,
        Action<string, double>? progress = null)
    {
        options = options with { Known = NetworkRuns.Read(Networks) };
        List<RunRecord> runs = [];
        List<Figure> figures = [];
        var printed = new List<(string, string, List<string>)>();
        foreach (var section in sections)
        {
            printed.Add((section.Number, section.Title, []));
            var page = new Page(section.Number, options, Take, progress);
            section.Run(page);
            runs.AddRange(page.Runs);
            figures.AddRange(page.Figures);

            void Take(string line)
            {
                if (line.StartsWith(' ')) printed[^1].Item3.Add(Unindented(line));
                else printed.Add((section.Number, line.Trim(), []));
            }
        }
        return new(runs, figures, printed)
        {
            Worked = Exercise.All.Where(e => !e.Images).ToDictionary(e => e.Id, e =>
            {
                progress?.Invoke(e.Id, 1);
                return e.Worked(options);
            }),
        };
    }

    /// <summary>The exercises, worked, but for those that learn images.</summary>
    public IReadOnlyDictionary<string, Work> Worked { get; private init; } = new Dictionary<string, Work>();

    /// <summary>What one section gave, and the lines that it printed.</summary>
    public static BookRun Of(Page page, IReadOnlyList<string> lines) =>
        new(page.Runs, page.Figures, [(page.Section, "", [.. lines.Select(Unindented)])]);

    // A table keeps what stands before its first word.
    private static string Unindented(string line) =>
        line.StartsWith("  ", StringComparison.Ordinal) ? line[2..].TrimEnd() : line.Trim();

    /// <summary>The runs whose keys begin so, in the order in which they ran.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public IReadOnlyList<RunRecord> Runs(string beginning) =>
        _runs.Values.Where(run => $"{run.Key}".StartsWith(beginning, StringComparison.Ordinal))
        .ToList() is { Count: > 0 } found
        ? found
        : throw new BadInputException($"the text asks for the runs {beginning}…, but none has such a key");

    /// <summary>The lines that a section printed under a heading.</summary>
    /// <param name="section">The section's number.</param>
    /// <param name="heading">A pattern that the heading fits.</param>
    /// <exception cref="BadInputException">There is no such heading.</exception>
    public IReadOnlyList<string> Printed(string section, string heading) =>
        _printed.FirstOrDefault(part => part.Section == section && Regex.IsMatch(part.Heading, heading)).Lines
        ?? throw new BadInputException(
            $"the text asks for what {section} printed under /{heading}/, but no heading fits it");

    /// <summary>A figure as SVG, drawn when it is first asked for.</summary>
    /// <exception cref="BadInputException">No section has drawn it.</exception>
    public string Picture(string name)
    {
        if (_pictures.TryGetValue(name, out var svg)) return svg;
        if (!_figures.TryGetValue(name, out var figure))
            throw new BadInputException($"the text shows the figure {name}, but no section draws it");
        var folder = Directory.CreateTempSubdirectory("d2l-book-");
        try
        {
            var file = Path.Combine(folder.FullName, "figure.svg");
            Renderer.Save(figure with { Captioned = false }, file);
            return _pictures[name] = File.ReadAllText(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Puts numbers in the place of <c>{{loss KEY}}</c> (the last one, as the console prints it),
    /// <c>{{last LIST KEY [FORMAT]}}</c>, <c>{{first …}}</c>, <c>{{min …}}</c>, <c>{{max …}}</c>,
    /// <c>{{at N LIST KEY [FORMAT]}}</c>, <c>{{networks date}}</c>, <c>{{networks command}}</c> and
    /// <c>{{said SECTION PATTERN}}</c>, whose first group is the number.
    /// </summary>
    /// <exception cref="BadInputException">The run has no such key, list or line.</exception>
    public string Fill(string text) => Place().Replace(text, match => Value(match.Groups[1].Value));

    private string Value(string asked)
    {
        var words = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["loss", var key]: return Number(List(key, "loss", asked)[^1], "F3");
            case ["last", var list, var key, .. var format]: return Number(List(key, list, asked)[^1], Format(format));
            case ["first", var list, var key, .. var format]: return Number(List(key, list, asked)[0], Format(format));
            case ["min", var list, var key, .. var format]: return Number(List(key, list, asked).Min(), Format(format));
            case ["max", var list, var key, .. var format]: return Number(List(key, list, asked).Max(), Format(format));
            case ["at", var index, var list, var key, .. var format] when int.TryParse(index,
                CultureInfo.InvariantCulture, out var k) && k < List(key, list, asked).Count:
                return Number(List(key, list, asked)[k], Format(format));
            case ["networks", var what]:
                using (var networks = JsonDocument.Parse(File.ReadAllText(Networks)))
                    return networks.RootElement.TryGetProperty(what, out var value) ? value.GetString()!
                        : throw new BadInputException($"the text asks for {{{{{asked}}}}}, which {Networks} lacks");
            case ["said", var section, ..]:
                var pattern = asked[(asked.IndexOf(section, StringComparison.Ordinal) + section.Length)..].Trim();
                var found = _printed.Where(part => part.Section == section).SelectMany(part => part.Lines)
                    .Select(line => Regex.Match(line, pattern)).FirstOrDefault(match => match.Success);
                return found is { Groups.Count: > 1 } ? found.Groups[1].Value.Replace('-', '−')
                    : throw new BadInputException(
                    $"the text asks for a number of {section} by /{pattern}/, but no line that it printed fits");
            default: throw new BadInputException($"the text asks for {{{{{asked}}}}}, which is no form that is known");
        }
    }

    private static string Format(string[] format) => format is [var one] ? one : "G4";

    private static string Number(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    private IReadOnlyList<double> List(string key, string list, string asked) =>
        _runs.TryGetValue(key, out var run)
            && run.Lists.FirstOrDefault(l => l.Key == list).Value is { Count: > 0 } values
            ? values
            : throw new BadInputException(
                $"the text asks for {{{{{asked}}}}}, but there is no run of that key with that list");

    [GeneratedRegex(@"\{\{(.+?)\}\}")]
    private static partial Regex Place();
}
