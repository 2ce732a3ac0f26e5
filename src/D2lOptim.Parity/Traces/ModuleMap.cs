namespace D2lOptim.Parity.Traces;

/// <summary>Which part of the second model is which of the first: by name, by what its parameters are mapped to, else
/// by place among parts of its class.</summary>
internal sealed class ModuleMap
{
    private readonly Dictionary<string, string> _others = [];

    internal ModuleMap(TraceHeader a, TraceHeader b, NameMap map)
    {
        HashSet<string> left = [.. b.Modules.Select(m => m.Name)];
        foreach (var module in a.Modules)
        {
            var mapped = a.Parameters.Where(p => p.Name.StartsWith($"{module.Name}.", StringComparison.Ordinal)
                && !p.Name[(module.Name.Length + 1)..].Contains('.'))
                .Select(p => map[p.Name].Name).Where(name => name.Contains('.'))
                    .Select(name => name[..name.LastIndexOf('.')]).FirstOrDefault();
            if (mapped is not null && left.Remove(mapped)) _others[module.Name] = mapped;
        }
        foreach (var module in a.Modules.Where(m => !_others.ContainsKey(m.Name)))
            if (left.Remove(module.Name)) _others[module.Name] = module.Name;
        foreach (var same in a.Modules.Where(m => !_others.ContainsKey(m.Name)).GroupBy(m => m.Type))
        {
            var theirs = b.Modules.Where(m => m.Type == same.Key && left.Contains(m.Name)).ToList();
            if (theirs.Count != same.Count()) continue;
            foreach (var (mine, other) in same.Zip(theirs)) _others[mine.Name] = other.Name;
        }
    }

    /// <summary>The second's array for one of the first that belongs to a part, as <c>output/0:2</c> of its second
    /// call.</summary>
    internal string? OfArray(string name)
    {
        if (name.Split('/') is not [var quantity, .. var rest]) return null;
        var (part, call) = string.Join('/', rest) is var whole && whole.IndexOf(':') is >= 0 and var at
            ? (whole[..at], whole[at..]) : (whole, "");
        return _others.TryGetValue(part, out var other) ? $"{quantity}/{other}{call}" : null;
    }
}
