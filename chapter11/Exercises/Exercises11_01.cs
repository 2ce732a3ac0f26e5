using D2lOptim.Descent;
using D2lOptim.Numerics;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using MathNet.Numerics.LinearAlgebra;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Optimization and deep learning.</summary>
internal static class Exercises11_01
{
    private const int Hidden = 4;

    // y = Σ vₖ·tanh(wₖ·x + cₖ), trained to a minimum; then its units exchanged, and their signs turned.
    internal static void Permutations(Work work)
    {
        var random = work.Random();
        var units = Enumerable.Range(0, Hidden)
            .Select(_ => (W: random.Gaussian(), C: random.Gaussian(), V: random.Gaussian())).ToArray();
        double[] xs = new Interval(-2, 2).Spaced(9), ys = [.. xs.Select(x => Math.Sin(2 * x))];
        for (var t = 0; t < 20_000; t++)
        {
            var g = Gradient(units, xs, ys);
            for (var k = 0; k < Hidden; k++)
                units[k] = (units[k].W - 0.1 * g[k].W, units[k].C - 0.1 * g[k].C, units[k].V - 0.1 * g[k].V);
        }
        var loss = Loss(units, xs, ys);
        var twins = Orders(Hidden).SelectMany(order => Enumerable.Range(0, 1 << Hidden).Select(signs =>
            order.Select((k, i) => (signs >> i & 1) == 0 ? units[k] : (-units[k].W, -units[k].C, -units[k].V))
                .ToArray())).ToList();
        var apart = twins.Max(twin => xs.Max(x => Math.Abs(Output(twin, x) - Output(units, x))));
        var distinct = twins.Select(twin => string.Join(' ', twin)).Distinct().Count();
        work.Value("loss", loss);
        work.Value("orders", Orders(Hidden).Count());
        work.Value("twins", distinct);
        work.Value("apart", apart);
        work.Check("4! orders times 2⁴ signs are 384 different networks", distinct == 384);
        work.Check("all of them give the same outputs but for rounding", apart < 1e-14 * 100);
        work.Check("all of them have the same loss",
            twins.All(twin => Math.Abs(Loss(twin, xs, ys) - loss) < 1e-12));
    }

    private static double Output((double W, double C, double V)[] units, double x) =>
        units.Sum(u => u.V * Math.Tanh(u.W * x + u.C));

    private static double Loss((double W, double C, double V)[] units, double[] xs, double[] ys) =>
        xs.Zip(ys, (x, y) => Math.Pow(Output(units, x) - y, 2) / 2).Average();

    private static (double W, double C, double V)[] Gradient(
        (double W, double C, double V)[] units, double[] xs, double[] ys)
    {
        var gradient = new (double W, double C, double V)[units.Length];
        foreach (var (x, y) in xs.Zip(ys))
        {
            var e = (Output(units, x) - y) / xs.Length;
            for (var k = 0; k < units.Length; k++)
            {
                var h = Math.Tanh(units[k].W * x + units[k].C);
                var back = e * units[k].V * (1 - h * h);
                gradient[k] = (gradient[k].W + back * x, gradient[k].C + back, gradient[k].V + e * h);
            }
        }
        return gradient;
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0 ? [[]]
        : Orders(count - 1).SelectMany(order =>
            Enumerable.Range(0, count).Select(at => (int[])[.. order[..at], count - 1, .. order[at..]]));

    // Every symmetric 3 × 3 matrix of −1, 0 and 1; and random ones of growing size.
    internal static void RandomMatrices(Work work)
    {
        int positive = 0, negative = 0, zero = 0;
        for (var code = 0; code < 729; code++)
        {
            int[] entries = [.. Enumerable.Range(0, 6).Select(k => code / (int)Math.Pow(3, k) % 3 - 1)];
            foreach (var value in SymmetricEigen.Of(new double[,]
            {
                { entries[0], entries[1], entries[2] }, { 0, entries[3], entries[4] }, { 0, 0, entries[5] },
            }).Values)
                if (Math.Abs(value) < 1e-9) zero++;
                else if (value > 0) positive++;
                else negative++;
        }
        var random = work.Random();
        int[] sizes = [1, 2, 3, 4, 5];
        double[] convex = [.. sizes.Select(n => Enumerable.Range(0, 10_000).Count(_ => Gaussian(random, n)
            .Values[0] > 0) / 10_000.0)];
        double[] alone = [.. sizes.Select(n => Math.Pow(0.5, n))];
        work.Value("positive", positive);
        work.Value("negative", negative);
        work.Value("zero", (double)zero / (3 * 729));
        work.Value("two", convex[1]);
        work.Value("three", convex[2]);
        work.Check("as many eigenvalues are positive as negative, in all 729 matrices together", positive == negative);
        work.Check("some eigenvalues are 0, so that neither has probability ½", zero > 0);
        work.Check("all eigenvalues are positive less often than ½ⁿ, were they independent, from n = 2 on",
            convex.Zip(alone).Skip(1).All(pair => pair.First < pair.Second));
        work.Draw(new Figure("exercise-11.1.2",
            "How often a random symmetric matrix has only positive eigenvalues, so that a flat point is a minimum",
            new Panel(
                new Curve([.. sizes.Select(n => (double)n)], convex)
                {
                    Label = "measured",
                    Marks = Marks.LineAndPoints,
                },
                new Curve([.. sizes.Select(n => (double)n)], alone) { Label = "½ⁿ" })
            { X = new("n", 1, 5), Y = new("probability", Log: true) }));
    }

    private static SymmetricEigen Gaussian(SplitMix64 random, int n)
    {
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++) matrix[i, j] = random.Gaussian();
        return SymmetricEigen.Of(matrix);
    }

    // A gradient's way back through 50 layers of 20 units whose weights are N(0, s²/20).
    internal static void Depth(Work work)
    {
        const int width = 20, layers = 50;
        var random = work.Random();
        double[] scales = [0.5, 1, 2];
        List<Series> series = [];
        foreach (var scale in scales)
        {
            var g = Vector<double>.Build.Dense(width, _ => random.Gaussian());
            List<double> lengths = [g.L2Norm()];
            for (var layer = 0; layer < layers; layer++)
            {
                g = Matrix<double>.Build.Dense(width, width,
                    (_, _) => scale / Math.Sqrt(width) * random.Gaussian()) * g;
                lengths.Add(g.L2Norm());
            }
            var factor = Math.Pow(lengths[^1] / lengths[0], 1.0 / layers);
            work.Value($"factor{series.Count}", factor);
            work.Value($"after{series.Count}", lengths[^1] / lengths[0]);
            work.Check($"with s = {scale} a layer multiplies by {scale}, to 15 %",
                Math.Abs(factor / scale - 1) < 0.15);
            series.Add(new Curve([.. Enumerable.Range(0, layers + 1).Select(t => (double)t)],
                [.. lengths.Select(l => l / lengths[0])])
            { Label = FormattableString.Invariant($"s = {scale}") });
        }
        work.Draw(new Figure("exercise-11.1.3",
            "The length of a gradient on its way back through 50 random layers: it vanishes, stays, or explodes",
            new Panel(series) { X = new("layers", 0, layers), Y = new("length", Log: true) }));
    }

    // x₁² − x₂² from (1, δ): x₁ shrinks by 1 − 2η a step, x₂ grows by 1 + 2η.
    internal static void BallOnSaddle(Work work)
    {
        const double eta = 0.1;
        var f = new Saddle();
        int Steps(double delta, double noise)
        {
            var random = work.Random();
            var (x1, x2, t) = (1.0, delta, 0);
            for (; Math.Abs(x2) < 1 && t < 10_000; t++)
            {
                var (g1, g2) = f.Gradient(x1, x2);
                (x1, x2) = (x1 - eta * g1, x2 - eta * (g2 + noise * random.Gaussian()));
            }
            return t;
        }
        var growth = Descent1D.Run(x => x - eta * f.Gradient(0, x).X2, 1.0, 1)[1];
        work.Value("growth", growth);
        work.Value("twelve", Steps(1e-12, 0));
        work.Value("six", Steps(1e-6, 0));
        work.Value("noisy", Steps(0, 1e-3));
        work.Check("exactly on the ridge it stays for 10,000 steps", Steps(0, 0) == 10_000);
        foreach (var delta in new[] { 1e-12, 1e-6, 1e-3 })
            work.Check(FormattableString.Invariant(
                $"from {delta} beside it leaves after ln(1/δ)/ln {growth:G3} steps, rounded up"),
                Steps(delta, 0) == (int)Math.Ceiling(Math.Log(1 / delta) / Math.Log(growth)));
        work.Check("noise in the gradient, as a minibatch has, leaves in under 100", Steps(0, 1e-3) < 100);
    }
}
