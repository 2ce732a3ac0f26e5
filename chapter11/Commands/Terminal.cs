using System.Diagnostics;
using System.Globalization;

namespace D2lOptim.Chapter11.Commands;

/// <summary>Prints lines, with a progress line under them on a terminal; where the output goes to a file, a line on
/// standard error every half minute.</summary>
internal static class Terminal
{
    // Back to the beginning of the line, and clear it.
    private const string Clear = "\r\e[2K";
    private const int Bar = 20;
    private const int Narrowest = 20;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30), s_frame = TimeSpan.FromMilliseconds(100);

    /// <summary>Calls <paramref name="work"/> with a function that prints a line and one that takes what is under way
    /// and the part of it that is done.</summary>
    internal static void WithProgress(Action<Action<string>, Action<string, double>> work)
    {
        var since = Stopwatch.StartNew();
        if (Console.IsOutputRedirected)
        {
            work(Console.WriteLine, (what, part) =>
            {
                if (since.Elapsed < s_quiet) return;
                since.Restart();
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100 * part:F0} %: {what}"));
            });
            return;
        }
        try
        {
            work(line => Console.Write($"{Clear}{line}{Environment.NewLine}"), (what, part) =>
            {
                if (since.Elapsed < s_frame && part < 1) return;
                since.Restart();
                Console.Write($"{Clear}{Shown(what, part)}");
            });
        }
        finally
        {
            Console.Write(Clear);
        }
    }

    /// <summary>Tells of an error while work goes on, without mixing it with the progress line.</summary>
    internal static void Error(string line)
    {
        if (!Console.IsOutputRedirected) Console.Write(Clear);
        Console.Error.WriteLine($"error: {line}");
    }

    // The cursor stays where it is and visible, so that nothing is to be put back wherever the program ends.
    private static string Shown(string what, double part)
    {
        var full = (int)Math.Round(Bar * Math.Clamp(part, 0, 1));
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{new string('━', full)}{new string('─', Bar - full)} {100 * part,3:F0} % {what}");
        var width = Math.Max(Narrowest, Width() - 1);
        return text.Length <= width ? text : $"{text[..(width - 1)]}…";
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
