namespace D2lOptim.Parity.Traces;

/// <summary>What one trace has and the other has not, told once for all parameters.</summary>
internal sealed class TraceNotes
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<(string Kind, string Side),
        (TraceArray First, long Step, HashSet<string> Names)> _only = [];

    internal IEnumerable<string> All =>
        _only.Select(o =>
        $"{o.Value.First.Words}{Others(o.Value.Names.Count - 1)} only in the {o.Key.Side} trace, from step "
        + $"{o.Value.Step}").Concat(_texts);

    internal void Add(string text)
    {
        if (!_texts.Contains(text)) _texts.Add(text);
    }

    /// <param name="side">Which trace has it.</param>
    /// <param name="step">Its step.</param>
    /// <param name="array">What the other lacks.</param>
    internal void OnlyIn(string side, TraceStep step, TraceArray array)
    {
        // Python makes a state at the first step, TorchSharp with the optimizer: zeros that nothing was done with yet.
        if (step.Number == 0 && array.Quantity == "state" && Array.TrueForAll(step.Doubles(array), x => x == 0)) return;
        var parameter = NameMap.ParameterOf(array.Name);
        var key = (parameter is null ? array.Name : array.Name[..^parameter.Length], side);
        if (!_only.TryGetValue(key, out var known)) _only[key] = known = (array, step.Number, []);
        known.Names.Add(array.Name);
    }

    private static string Others(int count) =>
        count switch { 0 => " is", 1 => " and of one other parameter is", _ => $" and of {count} other parameters is" };
}
