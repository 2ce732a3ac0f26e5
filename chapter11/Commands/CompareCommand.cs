using System.CommandLine;
using System.Globalization;
using D2lOptim.Data;
using D2lOptim.Parity;

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
        var command = new Command("compare", "Run sections here and in Python, in turn, and compare every number.") { rounds };
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            IReadOnlyList<Section> sections = [.. arguments.Sections(parsed).Where(section => section.InPython)];
            if (sections.Count == 0) throw new BadInputException("none of these sections is in Python; the numbered ones are");
            var options = arguments.Options(parsed);
            var code = Compare(sections, options with { Networks = false }, arguments.Threads(parsed), parsed.GetValue(rounds));
            return sections.Any(section => section.Run == Section11_11.Run)
                ? Math.Max(code, LeNetComparison.Run(options, arguments.Threads(parsed), parsed.GetValue(rounds)))
                : code;
        });
        return command;
    }

    private static int Compare(IReadOnlyList<Section> sections, ChapterOptions options, int threads, int rounds)
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
        var matched = there[0].Runs.ToDictionary(run => run.Key);
        foreach (var run in here[0].Runs)
        {
            if (!matched.Remove(run.Key, out var other))
            {
                if (run.Key != NotInTorch) failed++;
                Console.WriteLine($"{run.Key,-62} {Last(run),12} {(run.Key == NotInTorch ? "not in torch" : "missing"),12}");
                continue;
            }
            var comparison = RunComparison.Of(run, other);
            if (!comparison.Holds(sameLibtorch)) failed++;
            identical &= comparison.BitIdentical;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run.Key,-62} {Last(run),12} {Last(other),12} {comparison.LargestDifference,9:G2} {(comparison.BitIdentical ? "yes" : "no"),13} {Times(run.Key)}"));
        }
        foreach (var missing in matched.Keys) Console.WriteLine($"{missing,-62} {"missing",12}");
        Console.WriteLine(failed + matched.Count == 0
            ? identical ? "every run is bit-identical" : $"every run within {RunComparison.OtherLibtorch:G1} relative, which another libtorch is allowed"
            : $"{failed} runs differ or are missing in Python, {matched.Count} are missing here");
        return failed + matched.Count == 0 ? ExitCode.Done : ExitCode.CheckFailed;

        string Times(string key)
        {
            double? Median(List<RunFile> files)
            {
                var seconds = files.Skip(WarmUpRounds).Select(file => file.Runs.First(r => r.Key == key).SecondsPerEpoch).OfType<double>().Order().ToList();
                return seconds.Count == 0 ? null : (seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2;
            }
            return Median(here) is { } c && Median(there) is { } p ? string.Create(CultureInfo.InvariantCulture, $"{c,11:F5} {p,11:F5} {c / p,6:F2}") : "";
        }
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
