using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>What the rows showed, and which causes were proven.</summary>
/// <param name="Entries">One a case, and one a default argument.</param>
/// <param name="Causes">Each cause with what its proof showed, null where it has none.</param>
internal sealed record ConformanceRun(IReadOnlyList<Entry> Entries, IReadOnlyList<(Cause Cause, Verdict? Proof)> Causes)
{
    internal static string Folder { get; } = Path.Combine(Repository.Root, "tests", "reference", "conformance");

    /// <summary>Runs the cases against their goldens, and the proofs of those causes that they need.</summary>
    internal static ConformanceRun Of(IReadOnlyList<(string Part, Case Case)> cases, PyTorchGoldens goldens,
        IReadOnlyList<Cause> causes)
    {
        // What is said of TorchSharp is proven on it; SystemTorch has few of these functions.
        var proofs = causes.Where(_ => RunFile.ThisBackend == "nuget")
            .Select(cause =>
            (Cause: cause, Case: cases.Select(c => c.Case).FirstOrDefault(c => c.Name == cause.Proof)
            ?.With(cause.Right!))).Where(proof => proof.Case is not null).ToArray();
        var outcomes =
            CaseRunner.Run([.. cases.Select(c => c.Case.CSharp(0)), .. proofs.Select(proof => proof.Case!.CSharp(0))]);
        Entry[] entries =
            [.. cases.Select((c, i) =>
            new Entry(c.Part, c.Case.Name, c.Case, [.. Verdict.Of(c.Case, outcomes[i], goldens.Quantities)],
            goldens.Source(c.Case)))];
        var shown = proofs
            .Select((proof, i) =>
            (proof.Cause, Verdict: Verdict.Of(proof.Case!, outcomes[cases.Count + i], goldens.Quantities)
            .MaxBy(v => v.Class)!)).ToDictionary(proof => proof.Cause, proof => proof.Verdict);
        return new(entries, [.. causes.Select(cause => (cause, shown.GetValueOrDefault(cause)))]);
    }

    /// <summary>The cause of an entry, null where none is known.</summary>
    internal Cause? CauseOf(Entry entry) => CauseOf(entry.Worst.Quantity) ?? CauseOf(entry.Name);

    private Cause? CauseOf(string name) => Causes.Select(c => c.Cause).FirstOrDefault(cause => cause.Covers(name));

    /// <summary>What must be so: each difference of an optimizer, theirs or ours, or a scheduler has a cause, each
    /// proof holds.</summary>
    internal IEnumerable<string> Complaints()
    {
        foreach (var entry in Entries.Where(e => e.Wrong && e.Part is "optim" or "ours" or "schedulers"
            && CauseOf(e) is null))
            yield return $"{entry.Name}: {entry.Worst.Detail}, and no cause is known";
        foreach (var (cause, proof) in Causes)
            if (proof is { Class: not (Class.Equal or Class.Rounding) })
                yield return $"{cause.Name}: what stands there as right does not give PyTorch's numbers: "
                + $"{proof.Quantity}: {proof.Detail}";
        foreach (var entry in Entries.Where(e => e.Golden == "none")) yield return $"{entry.Name}: there is no golden";
    }
}
