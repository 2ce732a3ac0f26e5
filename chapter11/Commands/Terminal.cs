using Spectre.Console;

namespace D2lOptim.Chapter11.Commands;

/// <summary>Prints lines, with a progress line under them on a terminal and without one where the output goes to a file.</summary>
internal static class Terminal
{
    /// <summary>Calls <paramref name="work"/> with a function that prints a line and one that takes what is under way and the part of it that is done.</summary>
    internal static void WithProgress(Action<Action<string>, Action<string, double>> work)
    {
        if (Console.IsOutputRedirected)
        {
            work(Console.WriteLine, (_, _) => { });
            return;
        }
        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(live =>
            {
                var task = live.AddTask("starting", maxValue: 1);
                work(line => AnsiConsole.WriteLine(line), (what, part) =>
                {
                    task.Description = Markup.Escape(what);
                    task.Value = part;
                });
            });
    }
}
