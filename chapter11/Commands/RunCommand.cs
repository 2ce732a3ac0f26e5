using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Commands;

internal static class RunCommand
{
    internal static Command Create()
    {
        var arguments = new ChapterArguments();
        var quick = new Option<bool>("--quick") { Description = "At most two epochs a run, and small problems." };
        var output = new Option<DirectoryInfo>("--out") { Description = "The folder for the figures.", DefaultValueFactory = _ => new("plots") };
        var json = new Option<FileInfo?>("--json") { Description = "Write every run's numbers to this file." };
        var checkpoint = new Option<DirectoryInfo?>("--checkpoint") { Description = "Write section 11.11's networks down in this folder as they train, so that --resume can go on from there." };
        var every = new Option<int>("--checkpoint-every") { Description = "Steps between two checkpoints of a run; one more follows every epoch.", DefaultValueFactory = _ => 100 };
        var keep = new Option<int>("--checkpoint-keep") { Description = "How many checkpoints of a run are kept.", DefaultValueFactory = _ => 3 };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest whole checkpoints of --checkpoint; the rest is bit-identical to a run that was never stopped." };
        var patience = new Option<int?>("--patience") { Description = "Hold out a tenth of section 11.11's images; stop a network when its loss on them has not fallen for so many epochs, and keep the best epoch's weights." };
        ChapterArguments.RequirePositive(patience);
        ChapterArguments.RequirePositive(every);
        ChapterArguments.RequirePositive(keep);
        var command = new Command("run", "Run sections: print their numbers and draw their figures.") { quick, output, json, patience, checkpoint, every, keep, resume };
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && result.GetValue(checkpoint) is null) result.AddError("--resume needs --checkpoint, the folder to go on from");
        });
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var sections = arguments.Sections(parsed);
            var options = arguments.Options(parsed, parsed.GetValue(quick)) with { Patience = parsed.GetValue(patience) };
            if (options.Patience is not null && sections.All(section => section.Number != "11.11")) throw new BadInputException("--patience is for section 11.11, which is not among those that are run");
            var (folder, file) = (parsed.GetRequiredValue(output).FullName, parsed.GetValue(json)?.FullName);
            if (parsed.GetValue(checkpoint) is not { } checkpoints)
            {
                Run(sections, options, folder, file);
                return ExitCode.Done;
            }
            if (!sections.Any(section => section.HasCheckpoints)) throw new BadInputException("--checkpoint is for section 11.11, whose networks train long; it is not among those that are run");
            using var stop = new CancellationTokenSource();
            using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
            using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
            try
            {
                Run(sections, options with
                {
                    Checkpoints = new(checkpoints.FullName) { Every = parsed.GetValue(every), Keep = parsed.GetValue(keep), Resume = parsed.GetValue(resume) },
                    Cancel = stop.Token,
                }, folder, file);
            }
            catch (OperationCanceledException)
            {
                checkpoints.Refresh();
                Console.WriteLine(checkpoints.Exists ? $"stopped, and written down in {checkpoints}; the same command with --resume goes on" : "stopped, before there was anything to write down");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        // The second one ends the program at once, wherever it is.
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    });

    private static void Run(IReadOnlyList<Section> sections, ChapterOptions options, string folder, string? json)
    {
        var clock = Stopwatch.StartNew();
        var runs = new List<RunRecord>();
        var (figures, animations) = (0, 0);
        Directory.CreateDirectory(folder);
        if (json is not null) AtomicFile.RequireWritable(json);
        if (options.Data != AirfoilSource.Bundled) Airfoil.Open(options.Data, source: new AirfoilSource(Repository.Data));
        Terminal.WithProgress((print, progress) =>
        {
            foreach (var section in sections)
            {
                options.Cancel.ThrowIfCancellationRequested();
                print($"{section.Number} {section.Title}");
                var page = new Page(section.Number, options, print, progress);
                section.Run(page);
                runs.AddRange(page.Runs);
                foreach (var figure in page.Animations) AnimatedSvg.Save(figure, Path.Combine(folder, $"{figure.Name}.svg"));
                animations += page.Animations.Count;
                for (var k = 0; k < page.Figures.Count; k++)
                {
                    options.Cancel.ThrowIfCancellationRequested();
                    var name = page.Figures[k].Name;
                    progress($"drawing {name}", (double)k / page.Figures.Count);
                    string[] formats = Gallery.Is(folder) ? [".png"] : [".png", ".svg"];
                    Renderer.Save(page.Figures[k], options.Cancel, [.. formats.Select(format => Path.Combine(folder, name + format))]);
                }
                if (Gallery.Is(folder) && page.Figures.Count > 0)
                    Gallery.Show(folder, section, [.. page.Figures.Select(f => ($"{f.Name}.png", f)), .. page.Animations.Select(f => ($"{f.Name}.svg", f))]);
                figures += page.Figures.Count;
            }
        });
        if (json is not null) RunFile.Here(options.Data, options.Seed, runs).Write(json);
        Console.WriteLine($"{Environment.NewLine}{Counted(runs.Count, "run")} and {Counted(figures, "figure")}{(animations > 0 ? $" and {animations} that move" : "")} in {clock.Elapsed.TotalSeconds:F1} s; figures in {folder}{(json is null ? "" : $", numbers in {json}")}");
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
