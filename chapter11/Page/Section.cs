using D2lOptim.Chapter11.Beyond;

namespace D2lOptim.Chapter11;

/// <summary>One section of the chapter, or beyond it: a program, and the page that it prints.</summary>
/// <param name="Number">As the book has it, <c>11.5</c>.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Run">Runs it, top to bottom.</param>
public sealed record Section(string Number, string Title, Action<Page> Run)
{
    /// <summary>All sections, in the book's order.</summary>
    public static readonly IReadOnlyList<Section> All =
    [
        new("11.1", "Optimization and deep learning", Section11_01.Run),
        new("11.2", "Convexity", Section11_02.Run),
        new("11.3", "Gradient descent", Section11_03.Run),
        new("11.4", "Stochastic gradient descent", Section11_04.Run),
        new("11.5", "Minibatch stochastic gradient descent", Section11_05.Run),
        new("11.6", "Momentum", Section11_06.Run),
        new("11.7", "AdaGrad", Section11_07.Run),
        new("11.8", "RMSProp", Section11_08.Run),
        new("11.9", "Adadelta", Section11_09.Run),
        new("11.10", "Adam and Yogi", Section11_10.Run),
        new("11.11", "Learning rate scheduling", Section11_11.Run),
        new("regressions", "y = 2x + noise by five optimizers, as tutorials begin", Regressions.Run),
        new("mistakes", "Slips that circulate, and how a comparison of traces finds them", MistakesGallery.Run),
        new("race", "Eight optimizers race down six surfaces", SectionRace.Run),
        new("landscape", "What a network's loss looks like around its weights", SectionLandscape.Run),
        new("hybrid", "One model, two optimizers: AdaGrad for a sparse table, AdamW for the rest", SectionHybrid.Run),
        new("decay", "Adam with L2 against AdamW, over decay and learning rate", SectionDecay.Run),
    ];

    /// <summary>Whether the Python programs have it too.</summary>
    public bool InPython => char.IsDigit(Number[0]);

    /// <summary>Whether it trains networks, which can be written down, and gone on with.</summary>
    public bool HasCheckpoints => Number == "11.11";

    /// <summary>The sections with these numbers, in the book's order; all of them for <c>all</c> or none.</summary>
    /// <exception cref="BadInputException">There is no such section.</exception>
    public static IReadOnlyList<Section> Find(IReadOnlyList<string> numbers)
    {
        if (numbers.FirstOrDefault(n => n.StartsWith('-')) is { } option) throw new BadInputException($"there is no option '{option}'; --help lists them");
        if (numbers.FirstOrDefault(n => n != "all" && All.All(s => s.Number != n)) is { } unknown)
            throw new BadInputException($"there is no section '{unknown}'; there are {string.Join(", ", All.Select(s => s.Number))} and all");
        return [.. All.Where(s => numbers.Count == 0 || numbers.Contains("all") || numbers.Contains(s.Number))];
    }
}
