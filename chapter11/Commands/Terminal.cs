using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace D2lOptim.Chapter11.Commands;

/// <summary>Prints lines, with a progress line under them on a terminal; where the output goes to a file, a line on standard error every half minute.</summary>
internal static class Terminal
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    /// <summary>Calls <paramref name="work"/> with a function that prints a line and one that takes what is under way and the part of it that is done.</summary>
    internal static void WithProgress(Action<Action<string>, Action<string, double>> work)
    {
        if (Console.IsOutputRedirected)
        {
            var quiet = Stopwatch.StartNew();
            work(Console.WriteLine, (what, part) =>
            {
                if (quiet.Elapsed < s_quiet) return;
                quiet.Restart();
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100 * part:F0} %: {what}"));
            });
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
