using System.CommandLine;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Chapter11.Commands;

internal static class CompareCommand
{
    private const int WarmUpRounds = 1;

    internal static Command Create()
    {
        var arguments = new ChapterArguments();
        var rounds = new Option<int>("--rounds")
        {
            Description =
            "Timed rounds, C# and Python in turn; times are medians.",
            DefaultValueFactory = _ => 5
        };
        ChapterArguments.RequirePositive(rounds);
        var map = new Option<string[]>("--map")
        {
            HelpName = "first=second",
            Description = "For two traces: a parameter's names in the first and in the second, first=second or "
            + "first=second,transposed."
        };
        var report = new Option<FileInfo?>("--report")
        {
            Description =
            "Write the table to this file as Markdown, and beside it as JSON; the committed one is docs/parity.md."
        };
        var tolerance = new Option<double?>("--tolerance")
        {
            HelpName = "T",
            Description = "For two traces or logs: how far numbers may be apart, relatively; by default what rounding "
            + "makes of traces, and 1e-5 of logs."
        };
        var json = new Option<bool>("--json") { Description = "For two traces or logs: print the report as JSON." };
        var command = new Command("compare",
            "Run sections here and in Python, in turn, and compare every number. Or compare two traces, a trace and "
            + "a run of the chapter, or two logs (CSV, JSON, TensorBoard event files): compare A.npz B.npz, compare "
            + "A.npz 11.6/momentum/scratch/…, compare A.csv B.csv.") { rounds, map, tolerance, json, report };
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var words = arguments.Words(parsed);
            var (file, names) = (parsed.GetValue(report)?.FullName, parsed.GetValue(map) ?? []);
            var (allowed, asJson) = (parsed.GetValue(tolerance), parsed.GetValue(json));
            if (words.Any(TraceCommand.IsFile))
                return file is null
                    ? TraceCommand.Print(words, new NameMap(names), allowed, asJson, arguments.Options(parsed))
                    : throw new BadInputException(
                    "--report is for sections; what is said of two traces goes to the console");
            if (names.Length > 0)
                throw new BadInputException(
                "--map is for two traces, as A.npz B.npz; sections have the same names in Python");
            if (allowed is not null || asJson)
                throw new BadInputException("--tolerance and --json are for two traces or logs, as A.npz B.npz; "
                    + "--report writes the sections' table as JSON too");
            IReadOnlyList<Section> sections = [.. arguments.Sections(parsed).Where(section => section.InPython)];
            if (sections.Count == 0)
                throw new BadInputException("none of these sections is in Python; the numbered ones are");
            var (options, threads) = (arguments.Options(parsed), arguments.Threads(parsed));
            var table = Compare(sections, options with { Networks = false }, threads, parsed.GetValue(rounds));
            if (sections.Any(section => section.Run == Section11_11.Run))
                table = table with { LeNet = LeNetComparison.Run(options, threads, parsed.GetValue(rounds)) };
            if (file is not null) table.Write(file);
            return table.Holds ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }

    private static ParityReport Compare(IReadOnlyList<Section> sections, ChapterOptions options, int threads,
        int rounds)
    {
        var data = new AirfoilSource(Repository.Data).Resolve(options.Data);
        // What C# has read of a pipe, Python cannot read again.
        if (!File.Exists(data)) throw new BadInputException($"{data}: no such file, expected an airfoil file");
        using (var file = InputFile.Open(data))
            if (!file.CanSeek)
                throw new BadInputException(
                    $"--data {data}: a pipe or a device, and both C# and Python are to read it; name a file");
        using var python = PythonReference.Of(sections.Select(s => s.Number), data, options, threads);
        List<RunFile> here = [], there = [];
        Terminal.WithProgress((print, progress) =>
        {
            for (var round = 0; round < WarmUpRounds + rounds; round++)
            {
                void Note(string who) =>
                    progress($"{(round < WarmUpRounds ? "warming up"
                    : $"round {round - WarmUpRounds + 1} of {rounds}")}, {who}",
                    (double)(here.Count + there.Count) / (2 * (WarmUpRounds + rounds)));
                Note("Python");
                there.Add(python.Round());
                Note("C#");
                here.Add(RunFile.Here(options.Data, options.Seed,
                    [.. sections.SelectMany(section => RunOnce(section, options))]));
            }
            progress("all rounds made", 1);
        });
        here[WarmUpRounds] = here[WarmUpRounds]
            with
        { Numerics = Fingerprint.Here(there[WarmUpRounds].Numerics.Keys).Parts };

        var table = ParityReport.Of(here[WarmUpRounds..], there[WarmUpRounds..]);
        Console.WriteLine(
            $"C# ({here[0].Backend}) on libtorch {here[0].Libtorch}, Python's torch on libtorch "
            + $"{there[0].Libtorch}; data {options.Data}, seed {options.Seed}, {threads} "
            + $"thread{(threads == 1 ? "" : "s")}; median of {rounds} round{(rounds == 1 ? "" : "s")} in turn");
        foreach (var line in table.Lines()) Console.WriteLine(line);
        return table;
    }

    private static IReadOnlyList<RunRecord> RunOnce(Section section, ChapterOptions options)
    {
        var page = new Page(section.Number, options with { RunsOnly = true }, print: _ => { });
        section.Run(page);
        return page.Runs;
    }
}
