using System.Globalization;
using System.Text;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>What the runs of a sweep say: medians and bands over seeds, at the default rate and at the best, ranks, and
/// which differences are none.</summary>
internal static class SweepReport
{
    private const int Finest = 12;

    /// <summary>Writes it as Markdown, with its figures beside it.</summary>
    internal static void Write(SweepSpec spec, string specFile, IReadOnlyList<SweepRun> runs, string file)
    {
        var (text, folder) = (new StringBuilder(), Path.GetDirectoryName(Path.GetFullPath(file))!);
        void Line(Invariant line) => text.Append(line.ToString()).Append('\n');
        Line($"# {spec.Name}\n");
        if (spec.About != "") Line($"{spec.About}\n");
        Line($"`./d2l sweep {specFile}` made {runs.Count:N0} runs and this page, by libtorch "
            + $"{Parity.RunFile.ThisLibtorch} ({Parity.RunFile.ThisBackend}). Rates were found on {spec.Finding} "
            + $"seeds, and all numbers below are those of {spec.Judging} others.");
        foreach (var problem in spec.Problems)
            foreach (var batch in spec.Batches)
            {
                var cell = SweepCell.Of(spec, SweepProblem.Find(problem),
                    [.. runs.Where(run => run.Problem == problem && run.Batch == batch)]);
                var name = spec.Batches.Count == 1 ? problem : $"{problem}-{batch}";
                Line($"\n## {problem}{(spec.Batches.Count == 1 ? "" : $", batches of {batch}")}\n");
                Line($"{Capital(cell.Problem.About)}.\n");
                Table(cell, Line);
                Line($"\n{Said(cell)}\n");
                if (cell.Entries.Any(entry => entry.AtEdge))
                    Line($"\\* The smallest or the largest rate that was tried: a better one may lie beyond.\n");
                var figure = Figure(cell, $"{spec.Name}-{name}");
                Renderer.Save(figure, Path.Combine(folder, $"{figure.Name}.png"));
                Line($"![{figure.Alt}]({figure.Name}.png)");
            }
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static void Table(SweepCell cell, Action<Invariant> line)
    {
        var accuracy = cell.Entries.Any(entry => entry.Accuracy is not null);
        line($"| | default rate | loss, median (quartiles) | best rate | loss, median (quartiles) | 95 % of the median"
            + $"{(accuracy ? " | accuracy" : "")} | mean rank (95 %) | rates within {cell.Close}× |");
        line($"| --- | ---: | ---: | ---: | ---: | ---: {(accuracy ? "| ---: " : "")}| ---: | ---: |");
        foreach (var e in cell.Entries)
            line($"| {e.Name} | {e.DefaultRate:G3} | {Band(e.AtDefault)} | {e.BestRate:G3}{(e.AtEdge ? "\\*" : "")} | "
                + $"{Band(e.AtBest)} | {Number(e.Interval.Low)} to {Number(e.Interval.High)}"
                + $"{(accuracy ? $" | {e.Accuracy:P1}" : "")} | {e.Rank:F2} "
                + $"({e.RankInterval.Low:F2} to {e.RankInterval.High:F2}) | {e.CloseRates} of {e.Rates.Count} |");
    }

    private static string Band(double[] losses)
    {
        var (low, high) = Median.MiddleHalf(losses);
        var gone = losses.Count(double.IsPositiveInfinity);
        return $"{Number(Median.Of(losses))} ({Number(low)} to {Number(high)})"
            + (gone == 0 ? "" : $", {(100 * gone + losses.Length / 2) / losses.Length} % gone");
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "∞" : value.ToString("G4", CultureInfo.InvariantCulture);

    // Against the first of the ranks; the intervals are wide enough for all comparisons together.
    private static string Said(SweepCell cell)
    {
        var first = cell.Entries[0];
        var (alike, behind) = (cell.Entries.Skip(1).Where(e => e.AlikeFirst).Select(e => e.Name).ToList(),
            cell.Entries.Skip(1).Where(e => !e.AlikeFirst).Select(e => e.Name).ToList());
        if (cell.Entries.Count == 1) return $"Only {first.Name} ran.";
        var said = alike.Count == 0 ? $"At its best rate {first.Name} is ahead of every other"
            : $"At their best rates there is no difference between {first.Name} and {Joined(alike)}";
        return behind.Count == 0 || alike.Count == 0 ? $"{said}." : $"{said}; {Joined(behind)} {(behind.Count == 1
            ? "is" : "are")} behind {first.Name}.";
    }

    private static string Joined(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";

    // A panel an entry: the median loss against the rate, and the quartiles.
    private static Figure Figure(SweepCell cell, string name)
    {
        var shown = cell.Entries.Take(Finest).ToList();
        var finite = shown.SelectMany(e => e.Curve).Select(c => c.Median).Where(double.IsFinite)
            .DefaultIfEmpty(1).ToList();
        var (low, high) = (finite.Min() / 1.1, finite.Max() * 1.1);
        return new Figure(name,
            $"Loss against the learning rate on {cell.Problem.Name}: median over seeds, and quartiles dotted",
            [.. shown.Select(e => new Panel(
                Line(e, c => c.Median, Dash.Solid) with { Marks = Marks.LineAndPoints },
                Line(e, c => c.Low, Dash.Dotted), Line(e, c => c.High, Dash.Dotted))
            {
                Title = e.Name,
                X = new("learning rate", Log: true),
                Y = new("loss", low, high, Log: true),
            })])
        { Columns = Math.Min(4, shown.Count) };

        static Curve Line(SweepEntry entry, Func<(double Low, double Median, double High), double> value, Dash dash) =>
            new(entry.Rates, [.. entry.Curve.Select(value).Select(v => double.IsFinite(v) ? v : double.NaN)])
            {
                Style = 0,
                Dash = dash,
            };
    }
}
