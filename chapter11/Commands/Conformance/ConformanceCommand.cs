using System.CommandLine;
using System.Diagnostics;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands.Conformance;

internal static class ConformanceCommand
{
    internal static Command Create()
    {
        var only = new Option<string>("--only")
        {
            HelpName = "PART",
            Description = $"One part of the report: {string.Join(", ", Programs.Kinds)} or {Defaults.Part}."
        };
        only.AcceptOnlyFromAmong([.. Programs.Kinds, Defaults.Part]);
        var show = new Option<string?>("--show")
        {
            HelpName = "ROW",
            Description = "Print the C# and the Python program of one row, and run nothing."
        };
        var record = new Option<bool>("--record")
        {
            Description =
            "Compute the committed goldens anew, by Debian's PyTorch."
        };
        var check = new Option<bool>("--check")
        {
            Description =
            "Run every program that docs/conformance.md prints, in C# and in Python, and see that they differ."
        };
        var worker = new Option<string?>("--worker") { Hidden = true };
        var first = new Option<int>("--first") { Hidden = true };
        var command = new Command("conformance",
            "Hold TorchSharp against PyTorch, function by function, and write docs/conformance.md.") { only, show,
            record, check, worker, first };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(worker) is { } library) return Worker.Run(library, parsed.GetValue(first));
            if (parsed.GetValue(check))
                return PrintedPrograms.Check(Path.Combine(Repository.Root, "docs", "conformance.md"));
            var part = parsed.GetValue(only);
            (string Part, Case Case)[] cases =
                [.. (part is null ? Programs.Kinds : Programs.Kinds.Where(kind => kind == part))
                .SelectMany(kind => Programs.Of(kind, ConformanceRun.Folder).Select(c => (kind, c)))];
            if (parsed.GetValue(show) is { } row) return Show(row, cases);
            if (parsed.GetValue(record))
            {
                Console.WriteLine(
                    $"{PyTorchGoldens.Record([.. cases.Select(c => c.Case)], ConformanceRun.Folder)} quantities "
                    + $"recorded");
                return ExitCode.Done;
            }
            return Report(cases, part);
        });
        return command;
    }

    private static int Show(string name, (string Part, Case Case)[] cases)
    {
        var @case = cases.FirstOrDefault(c => c.Case.Name == name).Case
            ?? throw new BadInputException($"{name}: no row has this name; docs/conformance.md lists them");
        Console.WriteLine($"{Programs.WholeCSharp(@case.CSharp(0))}\n\n{Programs.WholePython(@case.Python(0))}");
        return ExitCode.Done;
    }

    private static int Report(IReadOnlyList<(string Part, Case Case)> cases, string? part)
    {
        var clock = Stopwatch.StartNew();
        var goldens = (cases.Count == 0 ? null
            : PyTorchGoldens.Live([.. cases.Select(c => c.Case)], RunFile.ThisLibtorch))
            ?? PyTorchGoldens.Committed(ConformanceRun.Folder);
        var run = ConformanceRun.Of(cases, goldens, Cause.Read(Path.Combine(ConformanceRun.Folder, "causes.txt")));
        if (part is null or Defaults.Part)
            run = run with { Entries = [.. run.Entries, .. Defaults.Entries(ConformanceRun.Folder)] };
        var report = new ConformanceReport(run, clock.Elapsed);
        foreach (var line in report.Lines()) Console.WriteLine(line);
        var page = Path.Combine(Repository.Root, "docs", "conformance.md");
        if (RunFile.ThisBackend != "nuget")
        {
            var system = SystemTorchReport.Of(run, Path.ChangeExtension(page, ".json"));
            foreach (var line in system.Lines()) Console.WriteLine(line);
            return system.Differing.Count == 0 ? ExitCode.Done : ExitCode.CheckFailed;
        }
        var complaints = run.Complaints().ToArray();
        foreach (var complaint in complaints) Console.WriteLine($"FAILED {complaint}");
        if (part is null) report.Write(page);
        return complaints.Length == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }
}
