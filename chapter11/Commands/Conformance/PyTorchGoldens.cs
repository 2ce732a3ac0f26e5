using System.Text.Json;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>PyTorch's numbers: from the Python here where it runs on the same libtorch, else from
/// tests/reference/conformance.</summary>
internal sealed class PyTorchGoldens
{
    /// <summary>Whose rows are committed: the shared ones, made on libtorch 2.10.0, then those that Debian's PyTorch
    /// made.</summary>
    private const string Shared = "pytorch-2.10.tsv", Own = "pytorch-1.13.tsv";

    private readonly Dictionary<string, string> _sources = [];

    internal Dictionary<string, Quantity> Quantities { get; } = [];

    internal string Source(Case @case) => _sources.FirstOrDefault(source => source.Key == @case.Golden).Value
        ?? _sources.FirstOrDefault(source => source.Key.StartsWith(@case.Golden + "/", StringComparison.Ordinal)).Value
            ?? "none";

    /// <summary>The committed numbers.</summary>
    internal static PyTorchGoldens Committed(string folder)
    {
        var goldens = new PyTorchGoldens();
        goldens.Add(Quantity.ReadAll(Path.Combine(folder, Shared)), "2.10.0");
        goldens.Add(Quantity.ReadAll(Path.Combine(folder, Own)), "1.13.1");
        return goldens;
    }

    /// <summary>What the Python here computes, null where it has another libtorch than this process, or no
    /// torch.</summary>
    internal static PyTorchGoldens? Live(IReadOnlyList<Case> cases, string libtorch)
    {
        if (Ask(cases) is not var (version, quantities) || !SameLibtorch(version, libtorch)) return null;
        var goldens = new PyTorchGoldens();
        goldens.Add(quantities, $"{version}, live");
        return goldens;
    }

    /// <summary>Writes the rows that the shared file lacks, as the Python here computes them.</summary>
    internal static int Record(IReadOnlyList<Case> cases, string folder)
    {
        var shared = Quantity.ReadAll(Path.Combine(folder, Shared));
        if (Ask(cases) is not var (version, quantities))
            throw new BadInputException($"{PythonReference.Interpreter} has no torch");
        if (!SameLibtorch(version, "1.13"))
            throw new BadInputException($"{Own} is of PyTorch 1.13, {PythonReference.Interpreter} has {version}");
        // A resumed run gives what the uninterrupted one gives; that is checked here, and kept once.
        foreach (var resumed in cases.Where(c => c.Golden != c.Name).Where(c => quantities.ContainsKey(c.Golden)))
            if (quantities.Remove(resumed.Name, out var again) && again.Bits != quantities[resumed.Golden].Bits)
                throw new BadInputException($"{resumed.Name}: PyTorch's own state does not go on as before");
        bool InShared(string name) =>
            shared.Keys.Any(known => known == name || known.StartsWith(name + "/", StringComparison.Ordinal));
        var own = quantities.Where(pair => !shared.ContainsKey(pair.Key)
            && !(pair.Value.Type == "err" && InShared(pair.Key))).ToArray();
        File.WriteAllLines(Path.Combine(folder, Own),
            own.Select(pair => $"{pair.Key}\t{pair.Value.Type}\t{pair.Value.Bits}"));
        return own.Length;
    }

    private void Add(Dictionary<string, Quantity> quantities, string source)
    {
        foreach (var (name, quantity) in quantities)
            if (Quantities.TryAdd(name, quantity)) _sources[name] = source;
    }

    private static bool SameLibtorch(string one, string other) =>
        one.Split('.')[..2].SequenceEqual(other.Split('.')[..2]);

    private static (string Version, Dictionary<string, Quantity> Quantities)? Ask(IReadOnlyList<Case> cases)
    {
        using var python = new PythonReference(Path.Combine("conformance", "golden.py"));
        if (python.TryAsk("") is not { } first || first.Split('\t') is not ["libtorch", "version", var version])
            return null;
        Dictionary<string, Quantity> all = [];
        foreach (var @case in cases)
        {
            var answer = python.Ask(JsonSerializer.Serialize(new { name = @case.Name, program = @case.Python(0) }));
            // Two cases can have one golden.
            foreach (var (name, quantity) in Quantity
                .ReadAll(answer.Split('\v', StringSplitOptions.RemoveEmptyEntries))) all.TryAdd(name, quantity);
        }
        return (version, all);
    }
}
