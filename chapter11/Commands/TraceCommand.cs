using D2lOptim.Parity;
using D2lOptim.Parity.Columns;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Chapter11.Commands;

/// <summary>Compares two traces or two logs, and prints where they part and why.</summary>
internal static class TraceCommand
{
    internal static bool IsFile(string word) =>
        word.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || ColumnFile.Is(word) || File.Exists(word);

    /// <param name="words">Two files, or a trace and a run's key, in the order in which they are compared.</param>
    /// <param name="map">The parameters that are called otherwise.</param>
    /// <param name="tolerance">How far numbers may be apart; null for what is usual.</param>
    /// <param name="json">Whether to print JSON.</param>
    /// <param name="options">Data, seed and epochs of a run of the chapter.</param>
    internal static int Print(IReadOnlyList<string> words, NameMap map, double? tolerance, bool json,
        ChapterOptions options)
    {
        if (words.Count != 2)
            throw new BadInputException(
            $"compare {string.Join(' ', words)}: expected two traces or logs, or a trace and a run of the chapter");
        var made = Path.Combine(Path.GetTempPath(), $"d2l-{Guid.NewGuid():N}.npz");
        try
        {
            TraceReader Open(string word) =>
                IsFile(word) ? new TraceReader(word) : new TraceReader(Record(word, options, made), word);
            var report = words.Any(ColumnFile.Is) ? FileReport.Of(words[0], words[1], map, tolerance) : Traces();
            foreach (var line in json ? [report.Json] : report.Lines) Console.WriteLine(line);
            return report.Agrees ? ExitCode.Done : ExitCode.CheckFailed;

            FileReport Traces()
            {
                using var a = Open(words[0]);
                using var b = Open(words[1]);
                return FileReport.Of(a, b, map, tolerance);
            }
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
            var page = new Page(section.Number,
                options with
                {
                    RunsOnly = true,
                    Only = k => k == wanted,
                    Trace = wanted is null ? null
                : (wanted, path)
                }, print: _ => { });
            section.Run(page);
            return page;
        }
        var keys = RunOnly(null).Trainings;
        var found = keys.Where(k => $"{k}" == key)
            .DefaultIfEmpty(keys.Where(k => $"{k}".StartsWith(key, StringComparison.Ordinal)).ToArray() is [var only]
            ? only : null).First();
        if (found is null)
            throw new BadInputException(
            $"{key}: not one training run on the airfoil data; section {section.Number} has {string.Join(", ", keys)}");
        RunOnly(found);
        return path;
    }
}
