using System.Diagnostics;
using D2lOptim.Chapter11.Book;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Commands;

/// <summary>Runs sections one after another: numbers are written as runs end, and a figure that fails costs only
/// itself.</summary>
/// <param name="options">What the command line set.</param>
/// <param name="folder">For the figures.</param>
/// <param name="json">For the numbers; null for nowhere.</param>
/// <param name="stop">Ends it early.</param>
internal sealed class SectionRun(ChapterOptions options, string folder, string? json, Stop stop)
{
    // The file is written anew each time, and a run may last milliseconds.
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private readonly List<RunRecord> _runs = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _written;
    private int _count, _figures, _animations, _failed, _trainings, _trained;

    internal int Run(IReadOnlyList<Section> sections)
    {
        AtomicFile.RequireWritableFolder(folder);
        if (json is not null) AtomicFile.RequireWritable(json);
        if (options.Data != AirfoilSource.Bundled) _ = options.Airfoil;
        try
        {
            Terminal.WithProgress((print, progress) =>
            {
                int[] trainings = [.. sections.Select(Trainings)];
                _trainings = trainings.Sum();
                foreach (var (section, own) in sections.Zip(trainings)) Run(section, own, print, progress);
            });
        }
        catch (OperationCanceledException)
        {
            Write();
            Console.WriteLine(Stopped(sections));
            return stop.Code == 0 ? ExitCode.CheckFailed : stop.Code;
        }
        catch
        {
            Write();
            throw;
        }
        Write();
        Console.WriteLine(
            $"{Environment.NewLine}{Counted(_count, "run")} and "
            + $"{Counted(_figures, "figure")}{(_animations > 0 ? $" and {_animations} that move" : "")} in "
            + $"{_clock.Elapsed.TotalSeconds:F1} s; "
            + $"figures in {folder}{(json is null ? "" : $", numbers in {json}")}");
        if (_failed > 0) Console.Error.WriteLine($"error: {Counted(_failed, "figure")} could not be drawn");
        return _failed > 0 ? ExitCode.CheckFailed : ExitCode.Done;
    }

    // The section itself tells, as it would go without training.
    private int Trainings(Section section)
    {
        if (!section.Trains && !section.HasCheckpoints) return 0;
        var page = new Page(section.Number, options with { RunsOnly = true, Only = _ => false }, print: _ => { });
        section.Run(page);
        return page.Trainings.Count;
    }

    private void Run(Section section, int trainings, Action<string> print, Action<string, double> progress)
    {
        options.Cancel.ThrowIfCancellationRequested();
        print($"{section.Number} {section.Title}" + (trainings == 0 ? ""
            : $", training runs {_trained + 1} to {_trained + trainings} of {_trainings}"));
        var before = _runs.Count;
        var lines = new List<string>();
        Page? page = null;
        page = new Page(section.Number, options, Print, Progress);
        try
        {
            section.Run(page);
        }
        finally
        {
            Keep();
        }
        if (options.AsTold) Tell(BookRun.Of(page, lines), section, print);
        foreach (var figure in page.Animations)
            if (Drawn(figure, () => AnimatedSvg.Save(figure, Path.Combine(folder, $"{figure.Name}.svg"))))
                _animations++;
        string[] formats = Gallery.Is(folder) ? [".png"] : [".png", ".svg"];
        for (var k = 0; k < page.Figures.Count; k++)
        {
            var figure = page.Figures[k];
            options.Cancel.ThrowIfCancellationRequested();
            progress($"drawing {figure.Name}", (double)k / page.Figures.Count);
            if (Drawn(figure,
                () => Renderer.Save(figure, options.Cancel,
                [.. formats.Select(format => Path.Combine(folder, figure.Name + format))]))) _figures++;
        }
        progress("figures drawn", 1);
        _trained += trainings;
        if (Gallery.Is(folder) && page.Figures.Count > 0)
            Gallery.Show(folder, section,
                [.. page.Figures.Select(f => ($"{f.Name}.png", f)),
                .. page.Animations.Select(f => ($"{f.Name}.svg", f))]);

        void Print(string line)
        {
            print(line);
            lines.Add(line);
            Keep();
            if (_clock.Elapsed - _written > s_between) Write();
            StopHere();
        }

        void Progress(string what, double part)
        {
            progress(trainings == 0 ? what : $"run {_trained + page!.Trainings.Count} of {_trainings}: {what}", part);
            StopHere();
        }

        // What writes checkpoints stops itself, after it has written one.
        void StopHere()
        {
            if (options.Checkpoints is null) options.Cancel.ThrowIfCancellationRequested();
        }

        void Keep()
        {
            _runs.RemoveRange(before, _runs.Count - before);
            _runs.AddRange(page!.Runs);
            _count = _runs.Count;
        }
    }

    // The page's own sentences about what was expected, what came out and what follows, and where to look.
    private void Tell(BookRun run, Section section, Action<string> print)
    {
        if (BookText.Order.All(part => part != section.Number)) return;
        print($"{Environment.NewLine}What came out");
        foreach (var experiment in Experiment.Of(BookText.Read("en"), section.Number, run))
        {
            var line = $"  {experiment.Text}";
            while (line.Length > Columns && line.LastIndexOf(' ', Columns) is > 2 and var at)
            {
                print(line[..at]);
                line = $"  {line[(at + 1)..]}";
            }
            print(line);
            foreach (var figure in experiment.Figures) print($"  → {Path.Combine(folder, $"{figure}.png")}");
        }
    }

    private const int Columns = 100;

    private bool Drawn(Figure figure, Action draw)
    {
        try
        {
            draw();
            return true;
        }
        catch (Exception) when (options.Cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(options.Cancel);
        }
        catch (Exception e)
        {
            if (stop.IsBehind(e)) throw new OperationCanceledException(options.Cancel);
            _failed++;
            Terminal.Error($"{figure.Name}: {e.Message}");
            return false;
        }
    }

    private void Write()
    {
        if (json is null) return;
        _written = _clock.Elapsed;
        RunFile.Here(options.Data, options.Seed, _runs).Write(json);
    }

    private string Stopped(IReadOnlyList<Section> sections)
    {
        var numbers = json is null ? "" : $"; the numbers of {Counted(_runs.Count, "run")} are in {json}";
        if (options.Checkpoints is { } checkpoints)
            return (Directory.Exists(checkpoints.Folder)
                ? $"stopped, and written down in {checkpoints.Folder}; the same command with --resume goes on"
                : "stopped, before there was anything to write down") + numbers;
        return $"stopped{(sections.Any(section => section.HasCheckpoints)
            ? "; with --checkpoint FOLDER networks are written down as they train, "
                    + "and --resume goes on" : "")}{numbers}";
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
