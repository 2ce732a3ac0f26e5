using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Adadelta.</summary>
internal static class Exercises11_09
{
    // The loss after two passes over the table for every ρ, over seeds.
    internal static void Rho(Work work)
    {
        const int seeds = 10;
        double[] rhos = [0.5, 0.9, 0.99, 0.999];
        foreach (var (k, rho) in rhos.Index())
            work.Value($"loss{k}", Enumerable.Range(0, seeds).Average(seed => FusedLinear.Train(
                p => fused.Adadelta(p, 1, rho, 1e-5), work.Airfoil, 10, 2, work.Seed + seed).Loss[^1]));
        // From s = Δ = 0 the first step is √ε·g/√((1 − ρ)g² + ε), about √(ε/(1 − ρ)).
        var first = rhos.Select(rho => Descend(x => x, 1, 1, rho: rho)[1]).ToList();
        work.Value("first", 1 - first[0]);
        work.Value("firstLong", 1 - first[^1]);
        work.Check("the first step is √(ε/(1 − ρ)), so that a longer memory begins faster, to 2 %", rhos.Zip(first)
            .All(pair => Math.Abs((1 - pair.Second) / Math.Sqrt(1e-5 / (1 - pair.First)) - 1) < 0.02));
        work.Check("of the four ρ = 0.9 ends lowest", Enumerable.Range(0, 4).MinBy(k => work.Values[$"loss{k}"]) == 1);
    }

    // Δ ← ρΔ + (1 − ρ)·(Δ + ε)/(s + ε)·g², and x by the same factor, with no room for g′.
    internal static void WithoutTheStep(Work work)
    {
        const double rho = 0.9, eps = 1e-5;
        var random = work.Random();
        var ((x, s, delta), (y, r, gamma)) = ((1.0, 0.0, 0.0), (1.0, 0.0, 0.0));
        var apart = 0.0;
        for (var t = 0; t < 10_000; t++)
        {
            var g = random.Gaussian();
            s = rho * s + (1 - rho) * g * g;
            var step = Math.Sqrt((delta + eps) / (s + eps)) * g;
            x -= step;
            delta = rho * delta + (1 - rho) * step * step;

            r = rho * r + (1 - rho) * g * g;
            var ratio = (gamma + eps) / (r + eps);
            y -= Math.Sqrt(ratio) * g;
            gamma = rho * gamma + (1 - rho) * ratio * g * g;
            apart = Math.Max(apart, Math.Abs(x - y));
        }
        work.Value("apart", apart);
        work.Check("10,000 steps on random gradients are the same but for rounding", apart < 1e-10);
    }

    // x ← x − √((Δ + ε)/(s + ε))·g
    private static double[] Descend(Func<double, double> slope, double x, int steps, double eps = 1e-5,
        double rho = 0.9)
    {
        double s = 0, delta = 0;
        List<double> path = [x];
        for (var t = 0; t < steps; t++)
        {
            var g = slope(x);
            s = rho * s + (1 - rho) * g * g;
            var step = Math.Sqrt((delta + eps) / (s + eps)) * g;
            x -= step;
            delta = rho * delta + (1 - rho) * step * step;
            path.Add(x);
        }
        return [.. path];
    }

    // On ½x² from ever farther away; and on ½·1000x². Where g² ≪ ε the step is √(ε/ε)·g: a rate of 1.
    internal static void NoRate(Work work)
    {
        int Half(double start, double factor = 1, double eps = 1e-5) =>
            Array.FindIndex(Descend(x => factor * x, start, 200_000, eps), x => x <= start / 2);
        int[] far = [Half(1), Half(100), Half(10_000)];
        foreach (var (k, steps) in far.Index()) work.Value($"half{k}", steps);
        work.Value("coarse", Half(100, eps: 1e-3));
        work.Check("a function 100 times as steep takes the same steps, to 2 %",
            Math.Abs(Half(100, 100) / (double)far[1] - 1) < 0.02);
        work.Check("100 times as far takes over five times the steps: ε sets the first step's length, and is a rate",
            far[1] > 5 * far[0] && far[2] > 5 * far[1]);
        work.Check("ε 100 times as large takes fewer", work.Values["coarse"] < far[1]);
        var (flat, steep) = (Descend(x => x, 1, 20_000), Descend(x => 1000 * x, 1, 20_000));
        work.Value("flat", flat.TakeLast(100).Max(Math.Abs));
        work.Value("steep", steep.TakeLast(100).Max(Math.Abs));
        work.Check("½x², for which a rate of 1 is right, comes to rest", work.Values["flat"] < 1e-9);
        work.Check("½·1000x², for which it is 500 times too large, swings for ever", work.Values["steep"] > 1e-4);
        work.Draw(new Figure("exercise-11.9.3",
            "Adadelta on ½x² comes to rest, on a function 1,000 times as steep never",
            new Panel(new Curve([.. Enumerable.Range(0, 2001).Select(t => (double)t)],
                    [.. flat[..2001].Select(Math.Abs)])
            { Label = "½x²" },
                new Curve([.. Enumerable.Range(0, 2001).Select(t => (double)t)], [.. steep[..2001].Select(Math.Abs)])
                { Label = "½·1000x²" })
            { X = new("step", 0, 2000), Y = new("|x|", 1e-8, 10, Log: true) }));
    }

    internal static void Compared(Work work)
    {
        const int seeds = 10;
        double Loss(Func<IEnumerable<TorchSharp.Modules.Parameter>, Optimizers.IElementwise> make) =>
            Enumerable.Range(0, seeds).Average(seed =>
                FusedLinear.Train(make, work.Airfoil, 10, 2, work.Seed + seed).Loss[^1]);
        work.Value("adadelta", Loss(p => fused.Adadelta(p, 1, 0.9, 1e-5)));
        work.Value("adagrad", Loss(p => fused.Adagrad(p, 0.1, eps: 0, eps_root: 1e-6)));
        work.Value("rmsprop", Loss(p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: 1e-6)));
        // How far each still moves in a step when it has long arrived: on ½x² with noise of 1.
        double Rest(Func<double, double, double> rule, double eta)
        {
            var random = work.Random();
            var (x, s, sum) = (1.0, 0.0, 0.0);
            for (var t = 0; t < 20_000; t++)
            {
                var g = x + random.Gaussian();
                s = rule(s, g);
                x -= eta * g / Math.Sqrt(s + 1e-6);
                if (t >= 10_000) sum += x * x / 10_000;
            }
            return Math.Sqrt(sum);
        }
        var noise = work.Random();
        var wander = Math.Sqrt(Descend(x => x + noise.Gaussian(), 1, 20_000).Skip(10_000).Average(x => x * x));
        work.Value("restAdagrad", Rest(Plane.AdaGrad, 0.1));
        work.Value("restRmsprop", Rest(Plane.RMSProp(0.9), 0.01));
        work.Value("restAdadelta", wander);
        work.Check("on the table all three end below 0.26", new[] { "adadelta", "adagrad", "rmsprop" }
            .All(name => work.Values[name] < 0.26));
        work.Check("under noise AdaGrad, whose rate falls, is at less than half the distance of either",
            2 * work.Values["restAdagrad"] < Math.Min(work.Values["restRmsprop"], wander));
    }
}
