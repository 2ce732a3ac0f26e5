using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Adam and Yogi.</summary>
internal static class Exercises11_10
{
    internal static void Rates(Work work)
    {
        const int seeds = 10;
        double[] rates = [1e-4, 1e-3, 0.01, 0.1, 1];
        double[] losses = [.. rates.Select(lr => Enumerable.Range(0, seeds).Average(seed =>
            FusedLinear.Train(p => fused.Adam(p, lr, eps: 1e-6), work.Airfoil, 10, 2, work.Seed + seed).Loss[^1]))];
        foreach (var (k, loss) in losses.Index()) work.Value($"loss{k}", loss);
        work.Check("the best of five rates is 0.01 or 0.1", losses.Min() == Math.Min(losses[2], losses[3]));
        work.Check("10⁻⁴ has hardly begun after 300 steps, which are at most 0.03 long together",
            losses[0] > 1.5 * losses[2]);
        work.Draw(new Figure("exercise-11.10.1", "Adam's loss after two passes against its learning rate",
            new Panel(new Curve(rates, losses) { Marks = Marks.LineAndPoints })
            { X = new("learning rate", Log: true), Y = new("loss", Log: true) }));
    }

    // v̂ₜ = bₜ·v̂ₜ₋₁ + (1 − bₜ)·gₜ with bₜ = β(1 − βᵗ⁻¹)/(1 − βᵗ): the corrected average is an average itself.
    internal static void WithoutCorrection(Work work)
    {
        var random = work.Random();
        double v = 0, s = 0, vHat = 0, sHat = 0, apart = 0;
        for (var t = 1; t <= 10_000; t++)
        {
            var g = random.Gaussian();
            v = 0.9 * v + 0.1 * g;
            s = 0.999 * s + 0.001 * g * g;
            double b1 = B(0.9, t), b2 = B(0.999, t);
            vHat = b1 * vHat + (1 - b1) * g;
            sHat = b2 * sHat + (1 - b2) * g * g;
            apart = Math.Max(apart, Math.Max(Math.Abs(v / (1 - Math.Pow(0.9, t)) - vHat),
                Math.Abs(s / (1 - Math.Pow(0.999, t)) - sHat)));
        }
        work.Value("apart", apart);
        work.Value("b2", B(0.999, 2));
        work.Check("10,000 steps agree with the corrected averages, to rounding", apart < 1e-11);
        work.Check("the first weight is 0: nothing of the 0 that v began with is kept", B(0.9, 1) == 0);

        static double B(double beta, int t) => beta * (1 - Math.Pow(beta, t - 1)) / (1 - Math.Pow(beta, t));
    }

    // Adam on ½x² with noise of 1, at rest.
    internal static void SmallerRates(Work work)
    {
        double Rest(Func<int, double> eta)
        {
            var random = work.Random();
            double x = 1, v = 0, s = 0, sum = 0;
            for (var t = 1; t <= 400_000; t++)
            {
                var g = x + random.Gaussian();
                v = 0.9 * v + 0.1 * g;
                s = 0.999 * s + 0.001 * g * g;
                x -= eta(t) * (v / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(s / (1 - Math.Pow(0.999, t))) + 1e-8);
                if (t > 200_000) sum += x * x / 200_000;
            }
            return Math.Sqrt(sum);
        }
        var (large, small, falling) = (Rest(_ => 0.1), Rest(_ => 0.001), Rest(t => 0.1 / Math.Sqrt(t)));
        work.Value("large", large);
        work.Value("small", small);
        work.Value("falling", falling);
        work.Check("the distance at rest is about √(η/2), to 20 %",
            Math.Abs(large / Math.Sqrt(0.05) - 1) < 0.2 && Math.Abs(small / Math.Sqrt(0.0005) - 1) < 0.2);
        work.Check("with η/√t it comes nearer than with η", falling < large / 3);
    }

    // √(1 + x²), with noise of mean 0: −2 at 99 steps, and 198 at the hundredth.
    internal static void AdamDiverges(Work work)
    {
        const int steps = 100_000, period = 100;
        const double beta1 = 0.9, beta2 = 0.9, eta = 0.1;
        double[] Run(Func<double, double, double> second)
        {
            double x = 3, v = 0, s = 0;
            List<double> path = [x];
            for (var t = 1; t <= steps; t++)
            {
                var g = x / Math.Sqrt(1 + x * x) + (t % period == 0 ? 2 * (period - 1) : -2);
                v = beta1 * v + (1 - beta1) * g;
                s = second(s, g);
                x -= eta * (v / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(s / (1 - Math.Pow(beta2, t))) + 1e-3);
                path.Add(x);
            }
            return [.. path];
        }
        var adam = Run((s, g) => beta2 * s + (1 - beta2) * g * g);
        var yogi = Run((s, g) => s + (1 - beta2) * Math.Sign(g * g - s) * g * g);
        work.Value("adam", adam[^1]);
        work.Value("yogi", yogi[^1]);
        work.Check("Adam is farther away with every tenth of the way", Enumerable.Range(1, 9).All(k =>
            adam[(k + 1) * steps / 10] > adam[k * steps / 10]) && adam[^1] > 1000);
        work.Check("Yogi ends within 0.1 of the minimum", Math.Abs(yogi[^1]) < 0.1);
        int[] shown = [.. Enumerable.Range(0, 401).Select(k => k * 250)];
        Curve Line(string label, double[] path) =>
            new([.. shown.Select(t => (double)t)], [.. shown.Select(t => Math.Abs(path[t]))]) { Label = label };
        work.Draw(new Figure("exercise-11.10.4",
            "Adam and Yogi on √(1 + x²) with rare large gradients among small ones of the other sign",
            new Panel(Line("Adam", adam), Line("Yogi", yogi))
            { X = new("step", 0, steps), Y = new("|x|", Log: true) }));
    }
}
