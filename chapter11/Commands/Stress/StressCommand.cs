using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands.Stress;

internal static class StressCommand
{
    private const int Series = 300;

    internal static Command Create()
    {
        var minutes = new Option<double>("--minutes")
        {
            Description = "How long it lasts.",
            DefaultValueFactory = _ => 0.6,
            HelpName = "N"
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Another seed, other tries.",
            DefaultValueFactory = _ => 0
        };
        var memory = new Option<bool>("--memory")
        {
            Description =
            "Instead, make a million steps with every optimizer and watch the memory; takes minutes."
        };
        var report = new Option<FileInfo?>("--report")
        {
            Description =
            "Write what came of it to this file as Markdown, in place of the part that the same command wrote there "
            + "before; the committed one is docs/reliability.md."
        };
        var one = new Option<string?>("--case")
        {
            Description =
            "One series of tries again, as PART/SEED/COUNT, which a failure names.",
            HelpName = "PART/SEED/COUNT"
        };
        var folder = new Option<DirectoryInfo?>("--in")
        {
            Description =
            "Where its files are made; a temporary folder where absent."
        };
        var command = new Command("stress",
            "Try what should not happen: damaged files, kills, signals, full disks, wrong arguments.") { minutes, seed,
            memory, report, one, folder };
        minutes.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)
                && value is not (> 0 and < 10_000))
                result.AddError("--minutes must be > 0 and < 10000");
        });
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(report)?.FullName;
            if (file is not null) Data.AtomicFile.RequireWritable(file);
            if (parsed.GetValue(memory))
            {
                var check = new MemoryCheck();
                var holds = check.Run();
                if (file is not null)
                    StressReport.Write(file, $"Memory on {RunFile.ThisBackend}", check.Markdown());
                return holds;
            }
            var work = parsed.GetValue(folder) ?? Directory.CreateTempSubdirectory("d2l-stress-");
            work.Create();
            if (parsed.GetValue(one) is { } named) return Again(named, work.FullName);
            var campaign =
                new Campaign(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(seed), work.FullName);
            var code = campaign.Run();
            if (file is not null)
                StressReport.Write(file, $"Campaign on {RunFile.ThisBackend}", campaign.Markdown());
            if (code == ExitCode.Done && parsed.GetValue(folder) is null) work.Delete(recursive: true);
            return code;
        });
        return command;
    }

    private static int Again(string named, string work)
    {
        Environment.CurrentDirectory = work;
        if (named.Split('/') is not [var part, var first, var last]
            || !int.TryParse(first, CultureInfo.InvariantCulture, out var seed)
            || !int.TryParse(last, CultureInfo.InvariantCulture, out var count))
            throw new BadInputException($"--case {named}: expected PART/SEED/COUNT");
        switch (part)
        {
            case "door": DoorFuzz.Run(seed, count); break;
            case "files": FileTries.Run(seed, count, work); break;
            case "disk": DiskTries.Run(seed, count, work); break;
            case "train": TrainTries.Train(seed, count, work); break;
            case "whole": TrainTries.Train(seed, count, null); break;
            default: throw new BadInputException($"--case {named}: there is no part '{part}'");
        }
        return ExitCode.Done;
    }

    /// <summary>All parts, each for its share of the time, and on a slow machine until it has tried its share of what
    /// half an hour must come to.</summary>
    private sealed class Campaign(TimeSpan time, int seed, string folder)
    {
        private static readonly (string Part, string Means, double Share, int Least)[] s_parts =
        [
            ("files", "damaged data, IDX, trace, checkpoint and state files: refused by name, or read as if whole",
                0.10, 10_000),
            ("door", "members of SystemTorch with null, disposed, negative, huge and mismatched arguments: none "
                + "ends the process", 0.15, 10_000),
            ("disk", "writes to a full disk: the old file stays, or a whole one replaces it", 0.05, 2_000),
            ("kills", "SIGKILL at a random moment: after the resume every weight is as without", 0.40, 500),
            ("signals", "SIGINT, SIGTERM and SIGHUP on a pseudo-terminal: exit code, numbers, terminal", 0.30, 200),
        ];

        private static readonly TimeSpan s_whole = TimeSpan.FromMinutes(30);

        private readonly List<Tally> _all = [];
        private readonly Stopwatch _took = new();

        internal int Run()
        {
            _took.Start();
            foreach (var (part, _, share, least) in s_parts)
            {
                if ((part == "door" && !DoorFuzz.Applies) || (part == "signals" && !SignalTries.Applies)) continue;
                var tally = new Tally(part);
                _all.Add(tally);
                var clock = Stopwatch.StartNew();
                bool IsOver() => clock.Elapsed > time * share && tally.Tried >= least * (time / s_whole);
                var next = seed * 1_000_000 - 1;
                // Those that kill and signal wait most of the time.
                var workers = Environment.ProcessorCount * (part is "kills" or "signals" ? 2 : 1);
                Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
                {
                    do
                    {
                        Once(tally, part, Interlocked.Increment(ref next), IsOver);
                    }
                    while (!IsOver());
                });
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{part,-8} {tally.Tried,7} tried, {tally.Entries,4} kinds, {tally.Refused,6} refused cleanly, "
                        + $"{tally.Held,6} held, {tally.Failures.Count} failed"));
                foreach (var failure in tally.Failures) Console.WriteLine($"  {failure}");
            }
            _took.Stop();
            return _all.Exists(t => t.Failures.Count > 0) ? ExitCode.CheckFailed : ExitCode.Done;
        }

        private void Once(Tally tally, string part, int k, Func<bool> isOver)
        {
            var own = Directory
                .CreateDirectory(Path.Combine(folder,
                string.Create(CultureInfo.InvariantCulture, $"{part}-{k}"))).FullName;
            switch (part)
            {
                case "disk": DiskTries.Run(tally, k, Series, own); break;
                case "kills": TrainTries.Run(tally, k, own, isOver); break;
                case "signals": SignalTries.Run(tally, k, own); break;
                default: Child.Run(tally, part, k, Series, own); break;
            }
            if (tally.Failures.Count == 0) Directory.Delete(own, recursive: true);
        }

        private string Door => _all.Find(tally => tally.Part == "door") is { } door
            ? string.Create(CultureInfo.InvariantCulture,
                $"SystemTorch has {DoorFuzz.Entries.Count} members, {door.Entries} were called.") : "";

        internal IReadOnlyList<string> Markdown() =>
        [
            string.Create(CultureInfo.InvariantCulture,
                $"`./d2l stress --minutes {time.TotalMinutes} --seed {seed} --report docs/reliability.md` on "
                + $"{RunFile.ThisBackend}, libtorch {RunFile.ThisLibtorch}, wrote this table in "
                + $"{_took.Elapsed.TotalMinutes:F1} minutes. {Door}"), "",
            "| part | what | tried | kinds | refused cleanly | held | failed |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
            .. _all.Select(t =>
                string.Create(CultureInfo.InvariantCulture,
                $"| {t.Part} | {s_parts.Single(p => p.Part == t.Part).Means} | {t.Tried} | {t.Entries} | "
                + $"{t.Refused} | {t.Held} | {t.Failures.Count} |")),
            .. _all.SelectMany(t => t.Failures).Select(failure => $"\n- {failure}"),
        ];
    }
}
