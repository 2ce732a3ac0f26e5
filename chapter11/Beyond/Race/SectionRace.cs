using System.Globalization;
using D2lOptim.Objectives;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>Eight optimizers race down six surfaces; beyond the book.</summary>
public static class SectionRace
{
    // Of the theme's colours; the faint yellow is passed over.
    private const int Faint = 7, Grey = 8;

    /// <summary>The surfaces; the seed chooses the random one.</summary>
    public static IReadOnlyList<(string Key, string Name, Objective Surface)> Surfaces(long seed) =>
    [
        ("hills", "Gaussian hills", new GaussianHills(seed)), ("beale", "Beale", new Beale()),
            ("himmelblau", "Himmelblau", new Himmelblau()),
        ("rosenbrock", "Rosenbrock", new Rosenbrock()), ("saddle", "Saddle", new SaddlePass()),
            ("valley", "Long valley", new Quadratic(0.01, 2)),
    ];

    /// <summary>Runs the race.</summary>
    public static void Run(Page page)
    {
        var steps = page.Options.Quick ? 20 : 200;
        page.Heading($"Steps until the loss stays below 1 % of the start's, of {steps}; each optimizer at the best "
            + $"of {Race.Rates.Count} learning rates that keep it within the bounds");
        page.Print($"{"",-15} {string.Join(" ", Race.Optimizers.Select(o => $"{o.Name,9}"))}");
        foreach (var (key, name, f) in Surfaces(page.Options.Seed))
        {
            Lap[] laps = [.. Race.Optimizers.Select(o => Race.Best(o.Name, o.Make, f, steps))];
            page.Print($"{name,-15} "
                + $"{string.Join(" ", laps.Select(lap => $"{lap.StepsTo(Race.Finish)?.ToString() ?? "—",9}"))}");
            page.Print($"{"  at rate",-15} "
                + $"{string.Join(" ", laps.Select(lap =>
                    string.Create(CultureInfo.InvariantCulture, $"{lap.Lr,9}")))}");
            foreach (var lap in laps)
                page.Record(new RunRecord("race", $"{lap.Name.ToLowerInvariant()}", "trace",
                    $"surface={key},lr={Label.Number(lap.Lr)}")
                {
                    Hyperparameters = [new("lr", lap.Lr)],
                    Lists = [new("x1", [.. lap.Path.Select(p => p.X1)]), new("x2", [.. lap.Path.Select(p => p.X2)]),
                        new("loss", [.. lap.Loss.Where(double.IsFinite)])],
                });
            Draw(page, key, name, f, laps);
        }
    }

    private static void Draw(Page page, string key, string name, Objective f, Lap[] laps)
    {
        // As near as the paths, and the minimum if there is one only, allow.
        Point2[] held = [.. laps.SelectMany(lap => lap.Path), .. f.Minima.Count == 1 ? f.Minima : []];
        var (xs, ys) = (Around(held.Select(p => p.X1)), Around(held.Select(p => p.X2)));
        // Heights of such surfaces span many powers of ten: their lines stand evenly in the logarithm.
        var grid = Grid.Sample(f.Value, xs, ys, 141);
        var start = f.Value(f.Start.X1, f.Start.X2);
        double[] levels = [.. Enumerable.Range(-6, 14).Select(k => start * Math.Pow(10, k / 3.0))];
        Curve[] paths =
            [.. laps.Select((lap, i) => Line(lap, lap.Path.Select(p => p.X1), lap.Path.Select(p => p.X2), i))];
        var ground = new Contours(grid) { Levels = levels };
        var (x, y) = (new Axis("x₁", xs.Min, xs.Max), new Axis("x₂", ys.Min, ys.Max));
        Series[] marks = [.. ChapterFigures.Ends(f.Start, null, f.Minima)];
        var apart = Apart(laps.Single(lap => lap.Name == "Adam"), laps.Single(lap => lap.Name == "Yogi"));
        page.Print($"{"  Adam, Yogi",-15} at most {apart:G2} apart");
        page.Draw(new Figure($"race-{key}",
            $"{laps.Max(lap => lap.Path.Count) - 1} steps of eight optimizers from one start, ringed, on {name}; a "
            + "square marks the end, a cross a minimum. Adam and Yogi part by "
            + string.Create(CultureInfo.InvariantCulture, $"{apart:G2}"),
            [.. laps.Select((lap, i) => new Panel([ground, paths[i] with { Label = "", Dash = Dash.Solid },
                .. ChapterFigures.Ends(f.Start, lap.Path[^1], f.Minima)])
            {
                Title = string.Create(CultureInfo.InvariantCulture, $"{lap.Name}, η = {lap.Lr}"),
                X = x,
                Y = y,
                Legend = LegendPlace.None,
            })])
        { Columns = 2 });
        page.Animate(new Figure($"race-{key}-moving",
            $"Eight optimizers racing from one start on {name}, step by step",
            new Panel([ground, .. paths, .. marks]) { X = x, Y = y }));
        page.Draw(new Figure($"race-{key}-loss", $"Loss against step of eight optimizers on {name}", new Panel([
            .. laps.Select((lap, i) =>
                Line(lap, Enumerable.Range(0, lap.Loss.Count).Select(t => (double)t), lap.Loss.Select(l => l / start),
                i)), new Guide(Race.Finish)])
        {
            X = new("step", 0, laps.Max(lap => lap.Loss.Count) - 1),
            Y = new("loss / start's loss", 1e-8, 10, Log: true),
            Legend = LegendPlace.Below
        }));
    }

    /// <summary>The largest distance between two optimizers in the same step.</summary>
    private static double Apart(Lap a, Lap b) =>
        a.Path.Zip(b.Path, (p, q) => double.Hypot(p.X1 - q.X1, p.X2 - q.X2)).Max();

    private static Interval Around(IEnumerable<double> values)
    {
        var held = Interval.Around(values)!.Value;
        return new(held.Min - 0.12 * held.Length, held.Max + 0.12 * held.Length);
    }

    private static Curve Line(Lap lap, IEnumerable<double> x, IEnumerable<double> y, int style) =>
        new([.. x], [.. y])
        {
            Label = lap.Name,
            Style = style == Faint ? Grey : style,
            Dash = style % 2 == 0
            ? Dash.Solid : Dash.Dashed
        };
}
