namespace D2lOptim.Parity.Traces;

/// <summary>Which parameter of the second trace is which of the first: by name, but for those renamed, or stored
/// transposed.</summary>
public sealed class NameMap
{
    private readonly Dictionary<string, (string Name, bool Transposed)> _renamed = [];

    /// <param name="entries">Of the form <c>first=second</c> or <c>first=second,transposed</c>.</param>
    /// <exception cref="BadInputException">One is of another form, or names a parameter again.</exception>
    public NameMap(params IEnumerable<string> entries)
    {
        foreach (var entry in entries)
        {
            var sides = entry.Split('=');
            var target = sides[^1].Split(',');
            if (sides.Length != 2 || sides[0] == "" || target[0] == "" || target.Length > 2
                || (target.Length == 2 && target[1] != "transposed"))
                throw new BadInputException(
                    $"the map {entry}: expected first=second or first=second,transposed, the names of a parameter "
                    + $"in the two traces");
            if (!_renamed.TryAdd(sides[0], (target[0], target.Length == 2)))
                throw new BadInputException(
                $"the map {entry}: '{sides[0]}' is mapped already, expected each parameter once");
            if (_renamed.Values.Count(other => other.Name == target[0]) > 1)
                throw new BadInputException(
                $"the map {entry}: another parameter is mapped to '{target[0]}' already, expected each once");
        }
    }

    /// <summary>The second trace's parameter for one of the first.</summary>
    public (string Name, bool Transposed) this[string parameter] =>
        _renamed.TryGetValue(parameter, out var other) ? other : (parameter, false);

    /// <summary>The second trace's array for one of the first.</summary>
    internal (string Name, bool Transposed) OfArray(string name)
    {
        var parameter = ParameterOf(name);
        if (parameter is null) return (name, false);
        var (other, transposed) = this[parameter];
        return (name[..^parameter.Length] + other, transposed);
    }

    /// <summary>The parameter that an array belongs to; null for a loss and its like.</summary>
    internal static string? ParameterOf(string array) => array.Split('/', 2) switch
    {
        ["gradient" or "raw" or "parameter" or "lr", var name] => name,
        ["state", var rest] => rest[(rest.IndexOf('/') + 1)..],
        _ => null,
    };

    /// <summary>Checks that every parameter has its counterpart of the same shape.</summary>
    /// <exception cref="BadInputException">One has none.</exception>
    internal void Check(TraceReader a, TraceReader b)
    {
        var others = b.Header.Parameters.ToDictionary(p => p.Name);
        if (_renamed.Keys.FirstOrDefault(name => a.Header.Parameters.All(p => p.Name != name)) is { } unknown)
            throw new BadInputException(
                $"the map {unknown}=…: {a.Path} has no parameter '{unknown}', it has {List(a)}");
        foreach (var (i, parameter) in a.Header.Parameters.Index())
        {
            var (name, transposed) = this[parameter.Name];
            if (!others.Remove(name, out var other))
            {
                var guess = i < b.Header.Parameters.Count && others.ContainsKey(b.Header.Parameters[i].Name)
                    ? b.Header.Parameters[i] : null;
                var advice = guess is not null && guess.Shape.SequenceEqual(parameter.Shape)
                    ? $"; try the map {parameter.Name}={guess.Name}"
                    : guess is not null && guess.Shape.Count == 2 && guess.Shape.Reverse()
                        .SequenceEqual(parameter.Shape) ? $"; try the map {parameter.Name}={guess.Name},transposed"
                        : "";
                throw new BadInputException(
                    $"{b.Where(0)}: no parameter '{name}', expected one of shape "
                    + $"{TraceParameter.Text(parameter.Shape)} as in {a.Path}; it has {List(b)}{advice}");
            }
            IReadOnlyList<long> expected = transposed ? [.. parameter.Shape.Reverse()] : parameter.Shape;
            if (transposed && parameter.Shape.Count != 2)
                throw new BadInputException(
                $"the map {parameter.Name}={name},transposed: only matrices are transposed, {parameter.Name} has "
                + $"shape {TraceParameter.Text(parameter.Shape)}");
            if (!other.Shape.SequenceEqual(expected))
            {
                var advice = transposed ? $"; try the map {parameter.Name}={name}" : other.Shape.Count == 2
                    && other.Shape.Reverse().SequenceEqual(expected)
                    ? $"; try the map {parameter.Name}={name},transposed" : "";
                throw new BadInputException(
                    $"{b.Where(0)}: parameter '{name}' has shape {TraceParameter.Text(other.Shape)}, expected "
                    + $"{TraceParameter.Text(expected)} as in {a.Path}{advice}");
            }
        }
        if (others.Count > 0)
            throw new BadInputException(
            $"{a.Where(0)}: no parameter for '{others.Keys.First()}' of {b.Path}; it has {List(a)}");
    }

    private static string List(TraceReader trace) =>
        string.Join(", ", trace.Header.Parameters.Select(p => $"{p.Name} {TraceParameter.Text(p.Shape)}"));
}
