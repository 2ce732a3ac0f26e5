using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>An optimizer under a schedule, on one problem with one batch size.</summary>
/// <param name="Name">As the report has it.</param>
/// <param name="DefaultRate">torch.optim's.</param>
/// <param name="BestRate">The one with the lowest median over the seeds for finding.</param>
/// <param name="AtDefault">The losses on the seeds for judging.</param>
/// <param name="AtBest">The same at the best rate.</param>
/// <param name="Rates">All rates.</param>
/// <param name="Curve">Quartiles and median of the loss at each of them.</param>
internal sealed record SweepEntry(string Name, double DefaultRate, double BestRate, double[] AtDefault,
    double[] AtBest, IReadOnlyList<double> Rates, IReadOnlyList<(double Low, double Median, double High)> Curve)
{
    /// <summary>The median accuracy at the best rate; null of what has none.</summary>
    internal double? Accuracy { get; init; }

    /// <summary>Of the median loss at the best rate.</summary>
    internal (double Low, double High) Interval { get; init; }

    /// <summary>The mean over seeds of its place among all, from 1.</summary>
    internal double Rank { get; init; }

    /// <summary>Of it.</summary>
    internal (double Low, double High) RankInterval { get; init; }

    /// <summary>How many rates have a median near the best one's.</summary>
    internal int CloseRates { get; init; }

    /// <summary>Whether the best rate is the smallest or the largest that was tried, so that a better one may lie
    /// beyond.</summary>
    internal bool AtEdge => BestRate == Rates[0] || BestRate == Rates[^1];

    /// <summary>Whether its ranks cannot be told from the first one's.</summary>
    internal bool AlikeFirst { get; init; }
}

/// <summary>All optimizers on one problem with one batch size, the first of the ranks first.</summary>
internal sealed record SweepCell(SweepProblem Problem, IReadOnlyList<SweepEntry> Entries)
{
    /// <summary>How many times the best median a rate may have to be near it.</summary>
    internal double Close => CloseOf(Problem);

    private static double CloseOf(SweepProblem problem) =>
        problem.Name == "linear" ? 1.01 : problem.OwnProcess ? 1.05 : 10;

    internal static SweepCell Of(SweepSpec spec, SweepProblem problem, IReadOnlyList<SweepRun> runs)
    {
        var bootstrap = new Bootstrap(spec.Judging, problem.Cluster);
        var entries = spec.Optimizers.SelectMany(optimizer => spec.Schedules.Select(schedule =>
        {
            var own = runs.Where(run => run.Optimizer == optimizer && run.Schedule == schedule)
                .GroupBy(run => run.Rate).OrderBy(group => group.Key)
                .Select(group => (Rate: group.Key, Runs: group.OrderBy(run => run.Seed).ToArray())).ToList();
            double[] Judged(SweepRun[] all) => [.. all.Where(run => run.Seed >= spec.Finding).Select(run => run.Loss)];
            // By the median; where several arrive alike, by how many do.
            var best = own.Select(o => (o.Rate, o.Runs, Found: o.Runs.Where(run => run.Seed < spec.Finding)
                    .Select(run => run.Loss).ToArray()))
                .OrderBy(o => Median.Of(o.Found)).ThenBy(o => Median.MiddleHalf(o.Found).High)
                .ThenBy(o => o.Found.Average()).First();
            var usual = SweepOptimizer.Parse(optimizer).DefaultRate;
            var curve = own.Select(o => Judged(o.Runs)).Select(losses =>
            {
                var (low, high) = Median.MiddleHalf(losses);
                return (low, Median.Of(losses), high);
            }).ToList();
            var atBest = Judged(best.Runs);
            double[] accuracy = [.. best.Runs.Where(run => run.Seed >= spec.Finding).Select(run => run.Accuracy)];
            return new SweepEntry(spec.Schedules.Count == 1 ? optimizer : $"{optimizer}/{schedule}", usual, best.Rate,
                Judged(own.First(o => o.Rate == usual).Runs), atBest, [.. own.Select(o => o.Rate)], curve)
            {
                Accuracy = accuracy.Any(double.IsNaN) ? null : Median.Of(accuracy),
                Interval = bootstrap.Interval(atBest, Median.Of),
                CloseRates = curve.Count(c => c.Item2 <= CloseOf(problem) * Median.Of(atBest)),
            };
        })).ToList();
        return new(problem, Ranked(entries, bootstrap));
    }

    private static IReadOnlyList<SweepEntry> Ranked(List<SweepEntry> entries, Bootstrap bootstrap)
    {
        double[][] ranks = [.. entries.Select(entry => (double[])[.. entry.AtBest.Select((loss, seed) =>
            1 + entries.Count(other => other.AtBest[seed] < loss)
            + 0.5 * entries.Count(other => other != entry && other.AtBest[seed] == loss))])];
        var order = Enumerable.Range(0, entries.Count).OrderBy(k => ranks[k].Average()).ToList();
        var first = ranks[order[0]];
        return [.. order.Select(k =>
        {
            double[] behind = [.. ranks[k].Zip(first, (own, its) => own - its)];
            return entries[k] with
            {
                Rank = ranks[k].Average(),
                RankInterval = bootstrap.Interval(ranks[k], Enumerable.Average),
                AlikeFirst = bootstrap.Interval(behind, Enumerable.Average, 0.05 / Math.Max(1, entries.Count - 1))
                    is { Low: <= 0, High: >= 0 },
            };
        })];
    }
}
