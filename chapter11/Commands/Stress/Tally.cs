namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>What one part of the campaign came to.</summary>
/// <param name="part">Its name.</param>
internal sealed class Tally(string part)
{
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private readonly HashSet<string> _entries = [];

    internal string Part { get; } = part;

    internal int Tried { get; private set; }

    internal int Refused { get; private set; }

    internal int Held { get; private set; }

    /// <summary>What failed, each with what makes it again.</summary>
    internal IReadOnlyList<string> Failures => _failures;

    /// <summary>How many different things were tried.</summary>
    internal int Entries => _entries.Count;

    internal void Add(Outcome outcome, string entry)
    {
        lock (_lock)
        {
            Tried++;
            _entries.Add(entry);
            if (outcome == Outcome.Held) Held++;
            else if (outcome == Outcome.Refused) Refused++;
        }
    }

    internal void Fail(string text)
    {
        lock (_lock) _failures.Add(text);
    }
}

/// <summary>How a try ended.</summary>
internal enum Outcome
{
    /// <summary>As if nothing had been wrong, and nothing was lost.</summary>
    Held,

    /// <summary>With an error that says what was wrong.</summary>
    Refused,

    /// <summary>Otherwise; what this campaign looks for.</summary>
    Failed,
}
