using System.CommandLine;
using D2lOptim.Chapter11.Grade;

namespace D2lOptim.Chapter11.Commands;

internal static class GradeCommand
{
    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "C# with one static method named after an optimizer; --template prints one to begin with.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var template = new Option<string?>("--template")
        {
            HelpName = string.Join('|', GradedKind.All.Select(kind => kind.Name)),
            Description = "Print a file to begin with.",
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long it may run.",
            DefaultValueFactory = _ => 20,
        };
        var child = new Option<string?>("--child") { Hidden = true };
        ChapterArguments.RequirePositive(seconds);
        var command = new Command("grade",
            "Compile an optimizer's update that you wrote, run it beside the right one, and tell the first wrong step "
            + "and the likely cause. It runs with your rights: grade only what you trust.")
        { file, template, seconds, child };
        command.SetAction(parsed =>
        {
            NativeLibraries.Load();
            if (parsed.GetValue(child) is { } folder) return GradeRun.Run(folder);
            if (parsed.GetValue(template) is { } name)
            {
                Console.Write(GradedKind.Find(name).Template);
                return ExitCode.Done;
            }
            var path = parsed.GetValue(file)
                ?? throw new BadInputException("no file to grade; --template adam prints one to begin with");
            using var stop = new Stop();
            var verdict = Grader.Grade(path, TimeSpan.FromSeconds(parsed.GetValue(seconds)), stop.Token);
            Console.WriteLine($"{path}: {(verdict.Right ? "right" : "not right")}");
            foreach (var line in verdict.Lines) Console.WriteLine($"  {line}");
            return verdict.Right ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }
}
