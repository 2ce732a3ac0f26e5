using System.Globalization;
using D2lOptim.Parity;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Chapter11.Commands;

/// <summary>Compares two traces, and prints where they part and why.</summary>
internal static class TraceReport
{
    internal static bool IsTrace(string word) => word.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || File.Exists(word);

    /// <param name="words">Two traces, or one and a run's key, in the order in which they are compared.</param>
    /// <param name="map">The parameters that are called otherwise.</param>
    /// <param name="options">Data, seed and epochs of a run of the chapter.</param>
    internal static int Print(IReadOnlyList<string> words, NameMap map, ChapterOptions options)
    {
        if (words.Count != 2) throw new BadInputException($"compare {string.Join(' ', words)}: expected two traces, or a trace and a run of the chapter");
        var made = Path.Combine(Path.GetTempPath(), $"d2l-{Guid.NewGuid():N}.npz");
        try
        {
            TraceReader Open(string word) => IsTrace(word) ? new TraceReader(word) : new TraceReader(Record(word, options, made), word);
            using var a = Open(words[0]);
            using var b = Open(words[1]);
            return Print(a, b, map);
        }
        finally
        {
            File.Delete(made);
        }
    }

    private static string Record(string key, ChapterOptions options, string path)
    {
        if (Section.Find([key.Split('/')[0]]) is not [{ Trains: true } section])
            throw new BadInputException($"{key}: expected a trace, or the key of a training run on the airfoil data");
        Page RunOnly(RunKey? wanted)
        {
            var page = new Page(section.Number, options with { RunsOnly = true, Only = k => k == wanted, Trace = wanted is null ? null : (wanted, path) }, print: _ => { });
            section.Run(page);
            return page;
        }
        var keys = RunOnly(null).Trainings;
        var found = keys.Where(k => $"{k}" == key).DefaultIfEmpty(keys.Where(k => $"{k}".StartsWith(key, StringComparison.Ordinal)).ToArray() is [var only] ? only : null).First();
        if (found is null) throw new BadInputException($"{key}: not one training run on the airfoil data; section {section.Number} has {string.Join(", ", keys)}");
        RunOnly(found);
        return path;
    }

    private static int Print(TraceReader a, TraceReader b, NameMap map)
    {
        var comparison = TraceComparison.Of(a, b, map);
        var causes = CauseFinder.Find(a, b, map, comparison);
        foreach (var line in Lines(a, b, comparison, causes)) Console.WriteLine(line);
        return comparison.Beyond is null ? ExitCode.Done : ExitCode.CheckFailed;
    }

    /// <summary>The report, a line each.</summary>
    internal static IEnumerable<string> Lines(TraceReader a, TraceReader b, TraceComparison comparison, IReadOnlyList<Cause> causes)
    {
        yield return $"first:  {About(a)}";
        yield return $"second: {About(b)}";
        yield return $"{comparison.Steps} steps in both; the largest difference of each quantity:";
        foreach (var q in comparison.Largest)
            yield return string.Create(CultureInfo.InvariantCulture, $"  {(q.Quantity == "lr" ? "learning rate" : q.Quantity),-14} {(q.Where is null ? "equal" : double.IsInfinity(q.Difference) ? "differs" : $"{q.Difference:G3}"),9} {q.Where}").TrimEnd();
        foreach (var note in comparison.Notes) yield return $"  note: {note}";
        if (comparison.First is null)
        {
            yield return comparison.Largest.All(q => q.Where is null) ? "the traces are equal in every number" : "the traces are equal in every number, but for the batches' bytes";
            yield break;
        }
        yield return $"first difference:  {comparison.First}";
        if (comparison.Beyond is { } beyond) yield return $"first divergence:  {(beyond == comparison.First ? "there" : beyond)}";
        foreach (var cause in causes)
            yield return cause.Kind is CauseKind.Rounding or CauseKind.NotExplained ? cause.Text : $"cause: {cause.Text} ({(cause.Step == 0 ? "at the start" : $"from step {cause.Step}")}{(cause.Array is { } array && array != "batch" ? $", {new TraceArray(array, "<f4", [], 0).Words}" : "")})";
    }

    private static string About(TraceReader trace) =>
        $"{trace.Path}, {trace.Header.Program} on libtorch {trace.Header.Libtorch}, {trace.Header.Optimizer ?? "an update of its own"}";
}
