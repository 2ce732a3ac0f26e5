using D2lOptim.Chapter11.Beyond;

namespace D2lOptim.Chapter11;

/// <summary>One section of the chapter, or beyond it: a program, and the page that it prints.</summary>
/// <param name="Number">As the book has it, <c>11.5</c>.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Run">Runs it, top to bottom.</param>
public sealed record Section(string Number, string Title, Action<Page> Run)
{
    // What the sections are stands in sections.tsv, which ./d2l asks too: number, properties, title.
    private static readonly Dictionary<string, Action<Page>> s_programs = new()
    {
        ["11.1"] = Section11_01.Run,
        ["11.2"] = Section11_02.Run,
        ["11.3"] = Section11_03.Run,
        ["11.4"] = Section11_04.Run,
        ["11.5"] = Section11_05.Run,
        ["11.6"] = Section11_06.Run,
        ["11.7"] = Section11_07.Run,
        ["11.8"] = Section11_08.Run,
        ["11.9"] = Section11_09.Run,
        ["11.10"] = Section11_10.Run,
        ["11.11"] = Section11_11.Run,
        ["regressions"] = Regressions.Run,
        ["mistakes"] = MistakesGallery.Run,
        ["race"] = SectionRace.Run,
        ["landscape"] = SectionLandscape.Run,
        ["hybrid"] = SectionHybrid.Run,
        ["decay"] = SectionDecay.Run,
    };

    /// <summary>All sections, in the book's order.</summary>
    public static readonly IReadOnlyList<Section> All = Read();

    /// <summary>Whether the Python programs have it too.</summary>
    public bool InPython { get; private init; }

    /// <summary>Whether it trains linear regression on the airfoil data, each training a run with a key.</summary>
    public bool Trains { get; private init; }

    /// <summary>Whether it learns images.</summary>
    public bool NeedsImages { get; private init; }

    /// <summary>Whether its trainings can be written down, and gone on with.</summary>
    public bool HasCheckpoints { get; private init; }

    /// <summary>The sections with these numbers, in the book's order; all of them for <c>all</c> or none.</summary>
    /// <exception cref="BadInputException">There is no such section.</exception>
    public static IReadOnlyList<Section> Find(IReadOnlyList<string> numbers)
    {
        if (numbers.FirstOrDefault(n => n.StartsWith('-')) is { } option)
            throw new BadInputException($"there is no option '{option}'; --help lists them");
        if (numbers.FirstOrDefault(n => n != "all" && All.All(s => s.Number != n)) is { } unknown)
            throw new BadInputException(
                $"there is no section '{unknown}'; there are {string.Join(", ", All.Select(s => s.Number))} and all");
        return [.. All.Where(s => numbers.Count == 0 || numbers.Contains("all") || numbers.Contains(s.Number))];
    }

    private static List<Section> Read()
    {
        using var stream = typeof(Section).Assembly.GetManifestResourceStream("sections.tsv")!;
        using var reader = new StreamReader(stream);
        var sections = new List<Section>();
        while (reader.ReadLine() is { } line)
        {
            var (number, properties, title) = line.Split('\t') is [var a, var b, var c] ? (a, b.Split(','), c)
                : throw new InvalidDataException(
                    $"sections.tsv: expected number, properties and title, found '{line}'");
            sections.Add(new Section(number, title, s_programs[number])
            {
                InPython = properties.Contains("python"),
                Trains = properties.Contains("trains"),
                NeedsImages = properties.Contains("images"),
                HasCheckpoints = properties.Contains("checkpoints"),
            });
        }
        return sections;
    }
}
