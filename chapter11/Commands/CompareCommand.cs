using System.CommandLine;
using System.Globalization;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Chapter11.Commands;

internal static class CompareCommand
{
    private const int WarmUpRounds = 1;

    // torch.optim has no Yogi.
    private const string NotInTorch = "11.10/yogi/concise/lr=0.01";

    internal static Command Create()
    {
        var arguments = new ChapterArguments();
        var rounds = new Option<int>("--rounds") { Description = "Timed rounds, C# and Python in turn; times are medians.", DefaultValueFactory = _ => 5 };
        ChapterArguments.RequirePositive(rounds);
        var map = new Option<string[]>("--map") { Description = "For two traces: a parameter's names in the first and in the second, first=second or first=second,transposed." };
        var report = new Option<FileInfo?>("--report") { Description = "Write the table to this file as Markdown, and beside it as JSON; all goes to docs/parity.md where data, seed and epochs are not set." };
        var command = new Command("compare", "Run sections here and in Python, in turn, and compare every number. Or compare two traces, or a trace and a run of the chapter: compare A.npz B.npz, compare A.npz 11.6/momentum/scratch/….") { rounds, map, report };
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var words = arguments.Words(parsed);
            var (file, names) = (parsed.GetValue(report)?.FullName, parsed.GetValue(map) ?? []);
            if (words.Any(TraceReport.IsTrace))
                return file is null ? TraceReport.Print(words, new NameMap(names), arguments.Options(parsed)) : throw new BadInputException("--report is for sections; what is said of two traces goes to the console");
            if (names.Length > 0) throw new BadInputException("--map is for two traces, as A.npz B.npz; sections have the same names in Python");
            IReadOnlyList<Section> sections = [.. arguments.Sections(parsed).Where(section => section.InPython)];
            if (sections.Count == 0) throw new BadInputException("none of these sections is in Python; the numbered ones are");
            var (options, threads) = (arguments.Options(parsed), arguments.Threads(parsed));
            file ??= Committed(words, options);
            var (holds, table) = Compare(sections, options with { Networks = false }, threads, parsed.GetValue(rounds));
            if (sections.Any(section => section.Run == Section11_11.Run)) table = table with { LeNet = LeNetComparison.Run(options, threads, parsed.GetValue(rounds)) };
            if (file is not null) table.Write(file);
            return holds && table.LeNet.All(line => line.Holds is not false) ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }

    /// <summary>docs/parity.md, for the one table that it holds; null for any other.</summary>
    internal static string? Committed(IReadOnlyList<string> words, ChapterOptions options) =>
        words is ["all"] && options is { Data: AirfoilSource.Bundled, Seed: 0, Epochs: null } ? Path.Combine(Repository.Root, "docs", "parity.md") : null;

    private static (bool Holds, ParityReport Table) Compare(IReadOnlyList<Section> sections, ChapterOptions options, int threads, int rounds)
    {
        var data = new AirfoilSource(Repository.Data).Resolve(options.Data);
        using var python = PythonReference.Of(sections.Select(s => s.Number), data, options, threads);
        List<RunFile> here = [], there = [];
        Terminal.WithProgress((print, progress) =>
        {
            for (var round = 0; round < WarmUpRounds + rounds; round++)
            {
                void Note(string who) => progress($"round {round + 1} of {WarmUpRounds + rounds}, {who}", (double)round / (WarmUpRounds + rounds));
                Note("Python");
                there.Add(python.Round());
                Note("C#");
                here.Add(RunFile.Here(options.Data, options.Seed, [.. sections.SelectMany(section => RunOnce(section, options))]));
            }
        });

        var sameLibtorch = here[0].Libtorch == there[0].Libtorch;
        Console.WriteLine($"C# ({here[0].Backend}) on libtorch {here[0].Libtorch}, Python's torch on libtorch {there[0].Libtorch}; data {options.Data}, seed {options.Seed}, {threads} thread{(threads == 1 ? "" : "s")}; median of {rounds} round{(rounds == 1 ? "" : "s")} in turn");
        Console.WriteLine($"{"run",-62} {"C#",12} {"Python",12} {"max |Δ|",9} {"bit-identical",13} {"C# s/epoch",11} {"Python",11} {"ratio",6}");
        var (failed, identical) = (0, true);
        List<ParityReport.Row> rows = [];
        var matched = there[0].Runs.ToDictionary(run => run.Key);
        foreach (var run in here[0].Runs)
        {
            if (!matched.Remove(run.Key, out var other))
            {
                if (run.Key != NotInTorch) failed++;
                Console.WriteLine($"{run.Key,-62} {Last(run),12} {(run.Key == NotInTorch ? "not in torch" : "missing"),12}");
                rows.Add(new(run.Key, Last(run), null, null, null, null));
                continue;
            }
            var comparison = RunComparison.Of(run, other);
            if (!comparison.Holds(sameLibtorch)) failed++;
            identical &= comparison.BitIdentical;
            rows.Add(new(run.Key, Last(run), Last(other), comparison, Median(here, run.Key), Median(there, run.Key)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run.Key,-62} {Last(run),12} {Last(other),12} {comparison.LargestDifference,9:G2} {(comparison.BitIdentical ? "yes" : "no"),13} {Times(run.Key)}"));
        }
        foreach (var missing in matched.Keys) Console.WriteLine($"{missing,-62} {"missing",12}");
        Console.WriteLine(failed + matched.Count == 0
            ? identical ? "every run is bit-identical" : $"every run within {RunComparison.OtherLibtorch:G1} relative, which another libtorch is allowed"
            : $"{failed} runs differ or are missing in Python, {matched.Count} are missing here");
        return (failed + matched.Count == 0, new ParityReport(here[0], there[0], rows, []));

        string Times(string key) => Median(here, key) is { } c && Median(there, key) is { } p ? string.Create(CultureInfo.InvariantCulture, $"{c,11:F5} {p,11:F5} {c / p,6:F2}") : "";
    }

    private static double? Median(List<RunFile> files, string key)
    {
        var seconds = files.Skip(WarmUpRounds).Select(file => file.Runs.First(r => r.Key == key).SecondsPerEpoch).OfType<double>().Order().ToList();
        return seconds.Count == 0 ? null : (seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2;
    }

    private static IReadOnlyList<RunRecord> RunOnce(Section section, ChapterOptions options)
    {
        var page = new Page(section.Number, options with { RunsOnly = true }, print: _ => { });
        section.Run(page);
        return page.Runs;
    }

    // What a run arrived at: its last loss, or its last point.
    private static string Last(RunRecord run)
    {
        var lists = run.Lists.ToDictionary();
        var last = lists.GetValueOrDefault("loss") ?? lists.GetValueOrDefault("x1") ?? lists.GetValueOrDefault("y") ?? lists.Values.FirstOrDefault(list => list.Count > 0);
        return last is { Count: > 0 } ? last[^1].ToString("F6", CultureInfo.InvariantCulture) : "—";
    }
}
