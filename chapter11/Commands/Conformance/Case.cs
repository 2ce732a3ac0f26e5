namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>What one child process runs, and what a reader can: a program in C# and one in Python that emit the same
/// quantities.</summary>
/// <param name="Name">The quantity, or the beginning of the quantities' names.</param>
/// <param name="Row">The line of the table that it was made from.</param>
/// <param name="CSharp">The program in C#, up to a step (0: all of them).</param>
/// <param name="Python">The program in Python, up to a step (0: all of them).</param>
/// <param name="Steps">Which steps it emits; empty where it has none.</param>
internal sealed record Case(string Name, Row Row, Func<int, string> CSharp, Func<int, string> Python,
    IReadOnlyList<int> Steps)
{
    /// <summary>The case whose golden this one must give: a run that was saved and loaded must go on as if it had not
    /// been.</summary>
    internal string Golden { get; init; } = Name;

    /// <summary>The same case with other C#.</summary>
    internal required Func<string, Case> With { get; init; }

    /// <summary>The step that a place in the quantity belongs to, null where there are no steps.</summary>
    internal int? StepOf(int place, int count) => Steps.Count == 0 ? null : Steps[place / (count / Steps.Count)];
}
