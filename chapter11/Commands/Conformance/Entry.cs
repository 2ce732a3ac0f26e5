namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>A case or a default argument with what it showed.</summary>
/// <param name="Part">The part of the report.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Case">Its programs, null for a default argument.</param>
/// <param name="Verdicts">One a quantity.</param>
/// <param name="Golden">Which PyTorch it was held against.</param>
internal sealed record Entry(string Part, string Name, Case? Case, IReadOnlyList<Verdict> Verdicts, string Golden)
{
    /// <summary>The worst of its quantities.</summary>
    internal Verdict Worst { get; } = Verdicts.MaxBy(v => v.Class)!;

    internal Class Class => Worst.Class;

    /// <summary>Whether it gives other numbers, or none, where TorchSharp has the function.</summary>
    internal bool Wrong => Class is Class.Differs or Class.Throws or Class.Aborts;
}
