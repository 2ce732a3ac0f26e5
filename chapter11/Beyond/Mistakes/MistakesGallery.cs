using System.Globalization;
using D2lOptim.Parity;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>Slips that circulate in tutorials, each beside what was meant, and what a comparison of the two traces says
/// of it.</summary>
public static class MistakesGallery
{
    /// <summary>Runs the program.</summary>
    public static void Run(Page page)
    {
        var folder = Directory.CreateTempSubdirectory("d2l-mistakes-");
        var all = MistakeRun.Epochs * page.Airfoil.Rows / MistakeRun.BatchSize;
        try
        {
            foreach (var mistake in CirculatingMistakes.All)
            {
                page.Heading(mistake.Title);
                var (right, wrong) =
                    (Path.Combine(folder.FullName, "right.npz"), Path.Combine(folder.FullName, "wrong.npz"));
                List<Series> series = [];
                var wild = false;
                foreach (var (which, path) in new[] { ("right", right), ("wrong", wrong) })
                {
                    var (steps, losses) =
                        MistakeRun.Train(mistake, which == "wrong", page.Airfoil, page.Options.Seed,
                        page.Options.Device, path);
                    page.Record(new RunRecord("mistakes", $"{mistake.Name}-{which}", "scratch",
                        $"optimizer={mistake.Optimizer}")
                    {
                        BatchSize = MistakeRun.BatchSize,
                        Epochs = MistakeRun.Epochs,
                        Lists = [new("step", steps), new("loss", losses)]
                    });
                    var lost = steps[^1] < all;
                    wild |= losses.Max() > 0.6;
                    series.Add(new Curve(steps, losses)
                    {
                        Label = which,
                        Style = series.Count,
                        Dash = which == "right"
                        ? Dash.Solid : Dash.Dashed,
                        Marks = lost ? Marks.LineAndPoints : Marks.Line
                    });
                    if (lost) series.Add(new Note(40, wild ? 2 : 0.5, $"no number after step {steps[^1]}"));
                    page.Print($"{which}: loss {losses[^1]:G4} after step "
                        + $"{steps[^1]}{(lost ? ", then no number any more" : "")}");
                }
                var (divergence, causes) = Compare(right, wrong);
                if (divergence is not null) page.Print($"first divergence: {divergence}");
                foreach (var cause in causes)
                    page.Print($"{(cause.Kind == CauseKind.NotExplained ? "" : "cause: ")}{cause.Text}");
                page.Draw(new Figure($"mistakes-{mistake.Name}",
                    $"{mistake.Title}. The loss beside the right run's; {Apart(series)}", new Panel(series)
                    {
                        X = new("step", 0, all),
                        Y = wild ? new("loss", 0.2, 10, Log: true) : new("loss", 0.2, 0.6),
                        Legend = LegendPlace.TopRight,
                    }));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Apart(IEnumerable<Series> series)
    {
        var (right, wrong) = series.OfType<Curve>().ToArray() is [var a, var b] ? (a, b) : default;
        var apart = right!.Y.Zip(wrong!.Y, (r, w) => Math.Abs(r - w)).Max();
        return string.Create(CultureInfo.InvariantCulture, $"the two are at most {apart:G2} apart");
    }

    /// <summary>What a comparison of two traces says.</summary>
    public static (Divergence? Beyond, IReadOnlyList<Cause> Causes) Compare(string right, string wrong)
    {
        using var a = new TraceReader(right);
        using var b = new TraceReader(wrong);
        var map = new NameMap();
        var comparison = TraceComparison.Of(a, b, map);
        return (comparison.Beyond, CauseFinder.Find(a, b, map, comparison));
    }
}
