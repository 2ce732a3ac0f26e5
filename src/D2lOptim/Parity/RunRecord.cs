namespace D2lOptim.Parity;

/// <summary>One run of the chapter as it stands in a run file, whichever program made it.</summary>
/// <param name="Section">The book's section, as <c>11.6</c>.</param>
/// <param name="Name">What is run, as <c>momentum</c>.</param>
/// <param name="Variant"><c>scratch</c>, <c>concise</c>, <c>fused</c>, <c>trace</c>, <c>curve</c>, <c>scheduler</c> or <c>lenet</c>.</param>
/// <param name="Label">The last part of the key, as <c>lr=0.005,momentum=0.9</c>; empty where a name says it all, and then the variant stands before it.</param>
public sealed record RunRecord(string Section, string Name, string Variant, string Label = "")
{
    /// <summary>Names the run among all.</summary>
    public string Key => Label.Length == 0 ? $"{Section}/{Variant}/{Name}" : $"{Section}/{Name}/{Variant}/{Label}";

    /// <summary>The optimizer's own, in the order of the label.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Hyperparameters { get; init; } = [];

    /// <summary>Samples a step, of a training run.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Passes over the data, of a training run.</summary>
    public int? Epochs { get; init; }

    /// <summary>Training time over <see cref="Epochs"/>; evaluation does not count.</summary>
    public double? SecondsPerEpoch { get; init; }

    /// <summary>The numbers, by name: <c>epoch</c>, <c>loss</c>, <c>w</c>, <c>b</c>, or <c>x</c>, <c>y</c>, …</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> Lists { get; init; } = [];
}
