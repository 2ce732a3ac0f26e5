using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Stochastic gradient descent.</summary>
internal static class Exercises11_04
{
    private const double Eta = 0.1;
    private static readonly Quadratic s_bowl = new(1, 2);

    // The variance at rest of x ← (1 − ηλ)x − ηξ is η²/(1 − (1 − ηλ)²) in each coordinate, λ = 2 and 4.
    internal static void Schedules(Work work)
    {
        const int steps = 10_000, seeds = 40;
        (string Name, Func<int, double> Rate)[] rates =
            [("constant", _ => 1), ("exponential", t => Math.Exp(-0.1 * t)), ("root", t => 1 / Math.Sqrt(1 + 0.1 * t)),
            ("inverse", t => 1 / (1 + 0.1 * t))];
        List<Series> series = [];
        foreach (var (name, rate) in rates)
        {
            var mean = NoisyDescent.MeanDistance(s_bowl, t => Eta * rate(t), steps, seeds, work.Seed);
            foreach (var n in new[] { 100, 1000, 10_000 })
                work.Value($"{name}{n}", mean.Skip(n - n / 10).Take(n / 10 + 1).Average());
            int[] shown = [.. Enumerable.Range(0, 81).Select(k => (int)Math.Pow(10, k / 20.0)).Distinct()];
            series.Add(new Curve([.. shown.Select(t => (double)t)], [.. shown.Select(t => mean[t])]) { Label = name });
        }
        double At(double lambda) => Eta * Eta / (1 - Math.Pow(1 - Eta * lambda, 2));
        // Of two independent normal numbers the mean length lies between 0.798 and 0.886 of the root of its square's.
        var length = Math.Sqrt(At(2) + At(4));
        work.Value("rest", length);
        work.Check("a constant rate rests where η²/(1 − (1 − ηλ)²) says",
            work.Values["constant10000"] / length is > 0.79 and < 0.90);
        work.Check("with 1/√t the distance falls on, and ends nearer than a constant rate by half and more",
            work.Values["root10000"] < work.Values["root1000"] && work.Values["root10000"] < length / 2);
        work.Check("the exponential one has stopped before 100 steps",
            Math.Abs(work.Values["exponential10000"] / work.Values["exponential1000"] - 1) < 1e-6);
        work.Draw(new Figure("exercise-11.4.1",
            "Mean distance from (0, 0) under noise against the number of steps, for four schedules",
            new Panel(series) { X = new("step", 1, steps, Log: true), Y = new("mean ‖x‖", Log: true) }));
    }

    // ∇_w [(x₁ − w₁)² + 2(x₂ − w₂)²] = (2w₁ − 2x₁, 4w₂ − 4x₂): noise N(0, 1) is x₁ ~ N(0, ¼), x₂ ~ N(0, 1/16).
    internal static void NoiseIsALoss(Work work)
    {
        var random = work.Random();
        var ((a1, a2), (w1, w2)) = (s_bowl.Start, s_bowl.Start);
        var apart = 0.0;
        for (var t = 0; t < 1000; t++)
        {
            var (n1, n2) = (random.Gaussian(), random.Gaussian());
            var (g1, g2) = s_bowl.Gradient(a1, a2);
            (a1, a2) = (a1 - Eta * (g1 + n1), a2 - Eta * (g2 + n2));
            // The same numbers, as the x of a sample.
            var (h1, h2) = new Quadratic(1, 2, -n1 / 2, -n2 / 4).Gradient(w1, w2);
            (w1, w2) = (w1 - Eta * h1, w2 - Eta * h2);
            apart = Math.Max(apart, double.Hypot(a1 - w1, a2 - w2));
        }
        work.Value("apart", apart);
        work.Check("1,000 steps with noise, and on samples of x, are the same but for rounding", apart < 1e-12);
    }

    // One row a step, with a rate that falls as 1/t, where the order matters most.
    internal static void Replacement(Work work)
    {
        const int passes = 30, seeds = 20;
        var table = new TableDescent(work.Airfoil, 200);
        List<Series> series = [];
        foreach (var (name, label) in new[] { ("with", "with replacement"), ("without", "without") })
        {
            var mean = new double[passes];
            for (var seed = 0; seed < seeds; seed++)
            {
                var random = new Numerics.SplitMix64(work.Seed * 1000 + seed);
                var w = TableDescent.Zero;
                for (var pass = 0; pass < passes; pass++)
                {
                    var order = name == "with" ? TableDescent.Drawn(random, table.Rows)
                        : TableDescent.Shuffled(random, table.Rows);
                    table.Pass(w, TableDescent.Zero, order, 1, 0.05 / (1 + pass));
                    mean[pass] += table.Distance(w) / seeds;
                }
            }
            work.Value(name, mean[^1]);
            series.Add(new Curve([.. Enumerable.Range(1, passes).Select(p => (double)p)], mean) { Label = label });
        }
        work.Value("ratio", work.Values["with"] / work.Values["without"]);
        work.Check("without replacement ‖w − w*‖² is less than half", work.Values["ratio"] > 2);
        work.Draw(new Figure("exercise-11.4.3",
            "Squared distance from the minimum after each pass, rows drawn with and without replacement",
            new Panel(series) { X = new("pass", 1, passes), Y = new("mean ‖w − w*‖²", Log: true) }));
    }

    // ½(100x₁² + x₂²) with noise of 10 and 1: one rate for both, one rate each by the gradients' size.
    internal static void OneLargeCoordinate(Work work)
    {
        const int steps = 2000;
        double Rest(double eta1, double eta2)
        {
            var random = work.Random();
            var (x1, x2, sum) = (1.0, 1.0, 0.0);
            for (var t = 0; t < steps; t++)
            {
                x1 -= eta1 * (100 * x1 + 10 * random.Gaussian());
                x2 -= eta2 * (x2 + random.Gaussian());
                if (!double.IsFinite(x1)) return double.PositiveInfinity;
                if (t >= 200) sum += (50 * x1 * x1 + x2 * x2 / 2) / (steps - 200);
            }
            return sum;
        }
        var common = new[] { 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03 }.Min(eta => Rest(eta, eta));
        var own = new[] { 1e-3, 3e-3, 0.01, 0.03, 0.1 }.Min(eta => Rest(eta / 100, eta));
        work.Value("common", common);
        work.Value("own", own);
        work.Check("0.03 for both flies away", !double.IsFinite(Rest(0.03, 0.03)));
        work.Check("rates of their own come lower than the best common one", own < common);
    }

    // f = x²(1 + sin x) has its minima at 0 and where sin x = −1, all at height 0 and of curvature x².
    internal static void ManyMinima(Work work)
    {
        static double Value(double x) => x * x * (1 + Math.Sin(x));
        static double Slope(double x) => 2 * x * (1 + Math.Sin(x)) + x * x * Math.Cos(x);
        double[] grid = [.. new Interval(-100, 100).Spaced(2_000_001)];
        var minima = Enumerable.Range(1, grid.Length - 2).Where(k => Value(grid[k]) < Value(grid[k - 1])
            && Value(grid[k]) <= Value(grid[k + 1])).Select(k => grid[k]).ToList();
        work.Value("minima", minima.Count);
        work.Value("highest", minima.Max(Value));
        work.Check("within ±100 there are 33: 32 where sin x = −1, and 0", minima.Count == 33);
        work.Check("all are at height 0, to the grid's fineness", minima.Max(Value) < 1e-4);

        const double eta = 0.05;
        var random = work.Random();
        List<double> ends = [];
        for (var run = 0; run < 1000; run++)
        {
            var x = 40 * random.Uniform() - 20;
            for (var t = 0; t < 20_000 && Math.Abs(x) < 1e6; t++) x -= eta * (Slope(x) + random.Gaussian());
            ends.Add(x);
        }
        var widest = Math.Sqrt(2 / eta);
        var near = ends.Count(x => Math.Abs(x) < widest + 1);
        work.Value("widest", widest);
        work.Value("near", near);
        work.Value("gone", ends.Count(x => !(Math.Abs(x) < 1e6)));
        work.Check("every run that did not fly away rests within √(2/η) + 1 of 0, where ηf″ < 2",
            near + work.Values["gone"] == ends.Count);
        double[] shown = new Interval(-20, 20).Spaced(801);
        double[] middles = [.. Enumerable.Range(-20, 41).Select(k => (double)k)];
        work.Draw(new Figure("exercise-11.4.5",
            "x²(1 + sin x): all its minima are at height 0, and noisy descents end in the innermost, as the bars count",
            new Panel(new Curve(shown, [.. shown.Select(Value)])) { X = new("x", -20, 20), Y = new("f(x)") },
            new Panel(new Bars(middles, [.. middles.Select(m => (double)ends.Count(x => Math.Abs(x - m) <= 0.5))]))
            { X = new("x", -20, 20), Y = new("runs of 1,000 that end here") }));
    }
}
