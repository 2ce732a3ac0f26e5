namespace D2lOptim.Parity;

/// <summary>One run of the chapter as it stands in a run file, whichever program made it.</summary>
/// <param name="Key">Names the run among all.</param>
public sealed record RunRecord(RunKey Key)
{
    /// <summary>A run with the key of these parts.</summary>
    /// <inheritdoc cref="RunKey(string, string, string, string)"/>
    public RunRecord(string Section, string Name, string Variant, string Label = "")
        : this(new RunKey(Section, Name, Variant, Label))
    {
    }

    /// <inheritdoc cref="RunKey.Section"/>
    public string Section => Key.Section;

    /// <inheritdoc cref="RunKey.Name"/>
    public string Name => Key.Name;

    /// <inheritdoc cref="RunKey.Variant"/>
    public string Variant => Key.Variant;

    /// <inheritdoc cref="RunKey.Label"/>
    public string Label => Key.Label;

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
