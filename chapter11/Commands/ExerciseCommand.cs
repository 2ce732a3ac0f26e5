using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using D2lOptim.Chapter11.Exercises;
using D2lOptim.Data;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Commands;

internal static class ExerciseCommand
{
    private const int Columns = 100;
    private const string Indent = "            ";

    internal static Command Create()
    {
        var words = new Argument<string[]>("EXERCISE")
        {
            Description = "Exercises, as 11.7.2 for the second of section 11.7; all; or list.",
            Arity = ArgumentArity.OneOrMore,
        };
        var seed = new Option<long>("--seed") { Description = "Where random numbers begin." };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder for the pictures.",
            DefaultValueFactory = _ => new("out"),
        };
        var dataDir = new Option<DirectoryInfo?>("--data-dir")
        {
            Description =
                "The folder of Fashion-MNIST's four files; by default the distribution's, else downloaded once.",
        };
        var command = new Command("exercise",
            "Work exercises of the book: the question, the answer with its numbers, and checks that fail where the "
            + "answer is wrong.") { words, seed, output, dataDir };
        command.SetAction(parsed =>
        {
            var ids = parsed.GetValue(words)!;
            var texts = ExerciseText.Read("en");
            if (ids is ["list"]) return List(texts);
            var exercises = Exercise.Find(ids);
            NativeLibraries.Load();
            TorchSharp.torch.set_num_threads(1);
            using var stop = new Stop();
            var options = new ChapterOptions
            {
                Seed = parsed.GetValue(seed),
                DataDir = parsed.GetValue(dataDir)?.FullName,
                Cancel = stop.Token,
            };
            try
            {
                return Run(exercises, texts, options, parsed.GetRequiredValue(output).FullName);
            }
            catch (OperationCanceledException) when (stop.Code != 0)
            {
                return stop.Code;
            }
        });
        return command;
    }

    private static int List(IReadOnlyDictionary<string, ExerciseText> texts)
    {
        foreach (var exercise in Exercise.All) Console.WriteLine($"{exercise.Id,-8} {texts[exercise.Id].Title}");
        return ExitCode.Done;
    }

    internal static int Run(IReadOnlyList<Exercise> exercises, IReadOnlyDictionary<string, ExerciseText> texts,
        ChapterOptions options, string folder)
    {
        var clock = Stopwatch.StartNew();
        AtomicFile.RequireWritable(Path.Combine(folder, "figure.svg"));
        List<string> failed = [];
        var (checks, figures) = (0, 0);
        Terminal.WithProgress((print, progress) =>
        {
            foreach (var (k, exercise) in exercises.Index())
            {
                options.Cancel.ThrowIfCancellationRequested();
                progress($"{exercise.Id} {texts[exercise.Id].Title}", (double)k / exercises.Count);
                var work = exercise.Worked(options);
                foreach (var line in Told(texts[exercise.Id], work)) print(line);
                foreach (var figure in work.Figures)
                    Renderer.Save(figure, options.Cancel, Path.Combine(folder, $"{figure.Name}.png"));
                checks += work.Checks.Count;
                figures += work.Figures.Count;
                if (!work.Holds) failed.Add(exercise.Id);
            }
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{exercises.Count} exercises, {checks} checks, {figures} pictures in {clock.Elapsed.TotalSeconds:F1} s; ")
            + $"pictures in {folder}");
        if (failed.Count == 0) return ExitCode.Done;
        Console.Error.WriteLine($"error: what is claimed does not hold in {string.Join(", ", failed)}");
        return ExitCode.CheckFailed;
    }

    /// <summary>An exercise as the console shows it.</summary>
    internal static IEnumerable<string> Told(ExerciseText text, Work work)
    {
        yield return $"{text.Id} {text.Title}";
        foreach (var line in Wrapped("Asked", text.Question)) yield return line;
        foreach (var line in Wrapped("Computed", text.Computed)) yield return line;
        foreach (var line in Wrapped("Answer", text.Filled(work.Values))) yield return line;
        foreach (var (claim, holds) in work.Checks)
            foreach (var line in Wrapped(holds ? "holds" : "FAILS", claim)) yield return line;
        yield return "";
    }

    private static IEnumerable<string> Wrapped(string name, string text)
    {
        var line = $"  {name}".PadRight(Indent.Length);
        var empty = true;
        foreach (var word in text.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > Columns)
            {
                yield return line;
                (line, empty) = (Indent, true);
            }
            line += empty ? word : $" {word}";
            empty = false;
        }
        yield return line;
    }
}
