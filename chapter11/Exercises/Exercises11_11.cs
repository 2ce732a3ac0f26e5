using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using D2lOptim.Schedules;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Learning rate scheduling.</summary>
internal static class Exercises11_11
{
    internal static void FixedRates(Work work)
    {
        double[] rates = [0.01, 0.03, 0.1, 0.3, 1];
        double[] accuracy =
            [.. rates.Select(lr => Networks.Train(work, p => fused.SGD(p, lr))?.TestAccuracy[^1] ?? 0.1)];
        foreach (var (k, value) in accuracy.Index()) work.Value($"rate{k}", value);
        work.Value("best", accuracy.Max());
        work.Value("bestRate", rates[Array.IndexOf(accuracy, accuracy.Max())]);
        work.Check("the best rate is neither the smallest nor the largest",
            accuracy.Max() > accuracy[0] && accuracy.Max() > accuracy[^1]);
        work.Draw(new Figure("exercise-11.11.1",
            "LeNet's test accuracy after a few passes against a fixed learning rate",
            new Panel(new Curve(rates, accuracy) { Marks = Marks.LineAndPoints })
            { X = new("learning rate", Log: true), Y = new("test accuracy", 0, 1) }));
    }

    // 200 noisy steps down x₁² + 2x₂² with η(t) = 0.1·(1 − t/200)^p.
    internal static void Exponents(Work work)
    {
        const int steps = 200;
        double[] powers = [0, 0.5, 1, 2, 4, 8, 32];
        double[] ends = [.. powers.Select(p =>
        {
            var schedule = new Polynomial { Lr = 0.1, Steps = steps, Power = p };
            return NoisyDescent.MeanDistance(new Quadratic(1, 2), t => schedule.At(t - 1), steps, 400, work.Seed)[^1];
        })];
        foreach (var (k, end) in ends.Index()) work.Value($"end{k}", end);
        var best = Array.IndexOf(ends, ends.Min());
        work.Value("best", powers[best]);
        work.Check("a falling rate ends nearer than a fixed one, p = 0", ends[1] < ends[0] && ends[2] < ends[0]);
        work.Check("p too large stops too early: 32 ends farther than the best by half and more",
            ends[^1] > 1.5 * ends.Min());
        work.Draw(new Figure("exercise-11.11.2",
            "Mean distance after 200 noisy steps against the exponent of the polynomial schedule",
            new Panel(new Curve(powers[1..], ends[1..]) { Marks = Marks.LineAndPoints }, new Guide(ends[0]))
            { X = new("p", Log: true), Y = new("mean ‖x‖", 0) }));
    }

    // ImageNet is out of reach here; Fashion-MNIST stands in for it.
    internal static void Cosine(Work work)
    {
        (string Name, ISchedule? Schedule)[] schedules =
        [
            ("constant", null), ("factor", new Factor { Lr = 0.3, Alpha = 0.7 }),
            ("root", new SquareRoot { Lr = 0.3 }), ("cosine", new Cosine { Lr = 0.3, Steps = Networks.Epochs }),
        ];
        foreach (var (name, schedule) in schedules)
        {
            var history = Networks.Train(work, p => fused.SGD(p, 0.3), schedule);
            work.Value(name, history?.TestAccuracy[^1] ?? 0.1);
            work.Value($"{name}Loss", history?.TrainLoss[^1] ?? double.NaN);
        }
        work.Check("under every schedule it learns: over 60 %",
            schedules.All(s => work.Values[s.Name] > 0.6));
    }

    // x⁴ from 5, whose curvature is 300 there, by a rate that rises to η in W steps and then stays: η·f″ must stay
    // below 2, and f″ = 12x² falls as x does. By gradient flow 1/x² = 4ηt²/W + 1/25, and so W ≥ 56.25η.
    internal static void WarmUpLengths(Work work)
    {
        static bool Arrives(double eta, int length)
        {
            var schedule = new WarmUp(new ConstantRate { Lr = eta }) { Steps = Math.Max(1, length) };
            var x = 5.0;
            for (var t = 0; t < 5000 && Math.Abs(x) < 1e6; t++)
                x -= (length == 0 ? eta : schedule.At(t)) * Functions1D.Quartic.Gradient(x);
            return Math.Abs(x) < 1;
        }
        double[] etas = [0.02, 0.1, 0.5, 2.5];
        int[] shortest = [.. etas.Select(eta => Enumerable.Range(0, 3000).First(w =>
            Enumerable.Range(w, 20).All(longer => Arrives(eta, longer))))];
        foreach (var (k, length) in shortest.Index()) work.Value($"length{k}", length);
        work.Check("without warm-up every one of the rates flies away", etas.All(eta => !Arrives(eta, 0)));
        work.Check("five times the rate wants four to six times the warm-up", shortest.Skip(1)
            .Zip(shortest.Skip(2)).All(pair => pair.Second / (double)pair.First is > 4 and < 6));
        work.Check("it is 56η, as gradient flow has it, rounded up and up to 10 %", etas.Zip(shortest)
            .All(pair => pair.Second >= 56.25 * pair.First && pair.Second <= 1.1 * 56.25 * pair.First + 1));
        work.Draw(new Figure("exercise-11.11.4",
            "The shortest warm-up with which gradient descent comes down x⁴ from 5, against the rate it leads to",
            new Panel(new Curve(etas, [.. shortest.Select(w => (double)w)]) { Marks = Marks.LineAndPoints })
            { X = new("η", Log: true), Y = new("steps of warm-up", Log: true) }));
    }

    // θ ← θ − ½ε·∇U(θ) + √ε·ξ, U the negative log posterior of a mean: x ~ N(θ, 1), θ ~ N(0, 10).
    internal static void Langevin(Work work)
    {
        const int samples = 100, steps = 200_000;
        const double eps = 1e-3;
        var random = work.Random();
        double[] x = [.. Enumerable.Range(0, samples).Select(_ => 1 + random.Gaussian())];
        var precision = samples + 0.1;
        var mean = x.Sum() / precision;
        (double Mean, double Variance) Chain(bool noise)
        {
            var theta = 0.0;
            List<double> kept = [];
            for (var t = 0; t < steps; t++)
            {
                // A batch of ten stands for all hundred.
                var slope = 0.1 * theta;
                for (var k = 0; k < 10; k++) slope += 10 * (theta - x[random.Below(samples)]);
                theta -= eps / 2 * slope - (noise ? Math.Sqrt(eps) * random.Gaussian() : 0);
                if (t >= steps / 10) kept.Add(theta);
            }
            var average = kept.Average();
            return (average, kept.Average(v => (v - average) * (v - average)));
        }
        var (sgld, sgd) = (Chain(true), Chain(false));
        work.Value("mean", sgld.Mean);
        work.Value("exactMean", mean);
        work.Value("variance", sgld.Variance);
        work.Value("exactVariance", 1 / precision);
        work.Value("sgd", sgd.Variance);
        work.Check("SGLD's mean is the posterior's, to 0.02", Math.Abs(sgld.Mean - mean) < 0.02);
        // The batches' own noise adds half of ε·10·100·Var(x)/4 over the precision, a quarter of the variance.
        work.Check("its variance is the posterior's, and the batches' noise on top, to 40 %",
            sgld.Variance * precision is > 0.9 and < 1.4);
        work.Check("without the noise SGD's variance is less than half of the posterior's",
            sgd.Variance * precision < 0.5);
    }
}
