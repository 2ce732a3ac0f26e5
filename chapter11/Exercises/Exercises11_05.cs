using D2lOptim.Numerics;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Minibatch stochastic gradient descent.</summary>
internal static class Exercises11_05
{
    // The loss after two passes, and the time of one, for every batch size and rate.
    internal static void BatchAndRate(Work work)
    {
        int[] batches = [1, 10, 100, 500];
        double[] rates = [.. Enumerable.Range(0, 10).Select(k => 1e-3 * Math.Pow(2, k))];
        List<Series> series = [];
        List<double> best = [];
        foreach (var batch in batches)
        {
            (double Loss, double Seconds) Run(double lr)
            {
                try
                {
                    var curve = FusedLinear.Train(p => fused.SGD(p, lr), work.Airfoil, batch, 2, work.Seed);
                    return (curve.Loss[^1], curve.SecondsPerEpoch);
                }
                catch (DivergedException)
                {
                    return (double.PositiveInfinity, double.NaN);
                }
            }
            var runs = rates.Select(Run).ToList();
            best.Add(rates[runs.IndexOf(runs.MinBy(r => r.Loss))]);
            work.Value($"rate{batch}", best[^1]);
            work.Value($"loss{batch}", runs.Min(r => r.Loss));
            work.Value($"us{batch}", 1e6 * runs.Where(r => double.IsFinite(r.Seconds)).Min(r => r.Seconds));
            series.Add(new Curve(rates, [.. runs.Select(r => r.Loss)])
            {
                Label = $"batch {batch}",
                Marks = Marks.LineAndPoints,
            });
        }
        work.Check("the best rate grows with the batch, from one to the next", best.Zip(best.Skip(1))
            .All(pair => pair.Second > pair.First || pair.Second == rates[^1]));
        work.Check("two passes in batches of 500 end higher than in batches of 10",
            work.Values["loss500"] > work.Values["loss10"]);
        work.Draw(new Figure("exercise-11.5.1",
            "Loss after two passes against the learning rate, for four batch sizes",
            new Panel(series) { X = new("learning rate", Log: true), Y = new("loss", 0.22, 0.5) }));
    }

    internal static void Replacement(Work work)
    {
        const int seeds = 40;
        var table = new TableDescent(work.Airfoil, 1500);
        double[] Losses(Func<SplitMix64, int, int[]> order) => [.. Enumerable.Range(0, seeds).Select(seed =>
        {
            var (random, w) = (new SplitMix64(work.Seed * 1000 + seed), TableDescent.Zero);
            for (var pass = 0; pass < 5; pass++)
                table.Pass(w, TableDescent.Zero, order(random, table.Rows), 10, 0.05);
            return table.Loss(w);
        })];
        var least = table.Loss(table.Minimum);
        var (with, without) = (Losses(TableDescent.Drawn), Losses(TableDescent.Shuffled));
        work.Value("with", with.Average() - least);
        work.Value("without", without.Average() - least);
        var missed = Enumerable.Range(0, 100).Average(k =>
            1 - TableDescent.Drawn(new SplitMix64(k), table.Rows).Distinct().Count() / (double)table.Rows);
        work.Value("missed", missed);
        work.Check("a pass with replacement misses 1/e of the rows, to 1 %", Math.Abs(missed * Math.E - 1) < 0.01);
        work.Check("without replacement the mean excess loss of 40 seeds is lower",
            without.Average() < with.Average());
    }

    // Every row twice: for gradient descent; for batches, shuffled, and in the genie's order, twins side by side.
    internal static void Genie(Work work)
    {
        var table = new TableDescent(work.Airfoil, 1500);
        var n = table.Rows;
        var (w, twin) = (TableDescent.Zero, TableDescent.Zero);
        int[] once = [.. Enumerable.Range(0, n)], twice = [.. Enumerable.Range(0, 2 * n)];
        var apart = 0.0;
        for (var t = 0; t < 20; t++)
        {
            table.Pass(w, TableDescent.Zero, once, n, 0.5);
            table.Pass(twin, TableDescent.Zero, twice, 2 * n, 0.5);
            apart = Math.Max(apart, w.Zip(twin, (a, b) => Math.Abs(a - b)).Max());
        }
        work.Value("apart", apart);
        work.Check("gradient descent does not notice, but for rounding", apart < 1e-13);

        // The variance of a batch's mean gradient at w = 0.
        double[] zero = TableDescent.Zero, full = table.Gradient(zero, once);
        double Variance(Func<SplitMix64, int[]> order)
        {
            var random = work.Random();
            double sum = 0, count = 0;
            for (var k = 0; k < 20; k++)
            {
                var rows = order(random);
                for (var from = 0; from + 10 <= rows.Length; from += 10, count++)
                    sum += table.Gradient(zero, rows.AsSpan(from, 10)).Zip(full, (a, b) => (a - b) * (a - b)).Sum();
            }
            return sum / count;
        }
        var plain = Variance(r => TableDescent.Shuffled(r, n));
        var shuffled = Variance(r => TableDescent.Shuffled(r, 2 * n));
        var pairs = Variance(r => [.. TableDescent.Shuffled(r, n).SelectMany(row => new[] { row, row + n })]);
        work.Value("shuffled", shuffled / plain);
        work.Value("pairs", pairs / plain);
        work.Check("batches of the shuffled double table vary as before, to 3 %",
            Math.Abs(shuffled / plain - 1) < 0.03);
        work.Check("with the twins side by side a batch holds half as many, and varies twice as much, to 5 %",
            Math.Abs(pairs / plain - 2) < 0.1);

        double After(int passes, int rows)
        {
            var (random, x) = (work.Random(), TableDescent.Zero);
            for (var pass = 0; pass < passes; pass++)
                table.Pass(x, TableDescent.Zero, TableDescent.Shuffled(random, rows), 10, 0.002);
            return table.Loss(x);
        }
        work.Value("single", After(1, n));
        work.Value("double", After(1, 2 * n));
        work.Value("two", After(2, n));
        work.Check("one pass over the double table does what two passes did, to 1 %",
            Math.Abs(work.Values["double"] / work.Values["two"] - 1) < 0.01
            && work.Values["single"] > 1.01 * work.Values["two"]);
    }
}
