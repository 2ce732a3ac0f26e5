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
        var minutes = new Option<double>("--minutes") { Description = "How long it lasts.", DefaultValueFactory = _ => 0.5 };
        var seed = new Option<int>("--seed") { Description = "Another seed, other tries.", DefaultValueFactory = _ => 0 };
        var one = new Option<string?>("--case") { Description = "One series of tries again, as PART/SEED/COUNT, which a failure names.", HelpName = "PART/SEED/COUNT" };
        var folder = new Option<DirectoryInfo?>("--in") { Description = "Where its files are made; a temporary folder where absent.", HelpName = "folder" };
        var command = new Command("stress", "Try what should not happen: damaged files, kills, signals, full disks, wrong arguments.") { minutes, seed, one, folder };
        command.SetAction(parsed =>
        {
            var work = parsed.GetValue(folder) ?? Directory.CreateTempSubdirectory("d2l-stress-");
            work.Create();
            if (parsed.GetValue(one) is not { } named) return Campaign(parsed.GetValue(minutes), parsed.GetValue(seed), work.FullName);
            Environment.CurrentDirectory = work.FullName;
            if (named.Split('/') is not [var part, var first, var last] || !int.TryParse(first, CultureInfo.InvariantCulture, out var from) || !int.TryParse(last, CultureInfo.InvariantCulture, out var count))
                throw new BadInputException($"--case {named}: expected PART/SEED/COUNT");
            switch (part)
            {
                case "door": DoorFuzz.Run(from, count); break;
                case "files": FileTries.Run(from, count, work.FullName); break;
                default: throw new BadInputException($"--case {named}: there is no part '{part}'");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static int Campaign(double minutes, int seed, string folder)
    {
        var clock = Stopwatch.StartNew();
        List<Tally> all = [];
        foreach (var (part, share) in (ReadOnlySpan<(string, double)>)[("files", 0.5), ("door", 0.5)])
        {
            var tally = new Tally(part);
            all.Add(tally);
            for (var (k, until) = (0, clock.Elapsed + TimeSpan.FromMinutes(minutes * share)); clock.Elapsed < until; k++)
                Child.Run(tally, part, seed + k, Series, folder);
        }
        foreach (var t in all)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{t.Part,-12} {t.Tried,7} tried, {t.Entries} kinds, {t.Refused} refused, {t.Held} held, {t.Failures.Count} failed"));
            foreach (var failure in t.Failures) Console.WriteLine($"  {failure}");
        }
        return all.Exists(t => t.Failures.Count > 0) ? ExitCode.CheckFailed : ExitCode.Done;
    }
}
