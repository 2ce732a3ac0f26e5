using D2lOptim.Training;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>RMSProp.</summary>
internal static class Exercises11_08
{
    // γ = 1 leaves s at 0: x ← x − η·g/√ε, gradient descent at a rate of 1,000η.
    internal static void GammaOne(Work work)
    {
        const double eta = 0.4;
        var path = Plane.Run(Plane.Valley, eta, 5, Plane.RMSProp(1));
        var factor = 1 - eta * 0.2 / Math.Sqrt(1e-6);
        work.Value("rate", eta / Math.Sqrt(1e-6));
        work.Value("factor", factor);
        work.Value("x1", path[^1].X1);
        work.Check("x₁ is multiplied by 1 − 0.2η/√ε a step, to rounding", path.Zip(path.Skip(1))
            .All(pair => Math.Abs(pair.Second.X1 / pair.First.X1 / factor - 1) < 1e-12));
        var kept = Plane.Run(Plane.Valley, eta, 20, (_, _) => 1);
        work.Value("kept", kept[^1].X1);
        work.Check("had s begun at 1 it would be gradient descent at η, which converges",
            Math.Abs(kept[^1].X1) < 5 && Math.Abs(kept[^1].X2) < 1e-3);
    }

    internal static void Turned(Work work)
    {
        var straight = Plane.Run(Plane.Valley, 0.4, 20, Plane.RMSProp(0.9));
        var turned = Plane.Run(Plane.Turned, 0.4, 20, Plane.RMSProp(0.9));
        work.Value("x1", straight[^1].X1);
        work.Value("x2", straight[^1].X2);
        work.Value("t1", turned[^1].X1);
        work.Value("t2", turned[^1].X2);
        work.Check("on the axes it ends within 0.02 of the minimum",
            double.Hypot(straight[^1].X1, straight[^1].X2) < 0.02);
        work.Check("turned it is over 1 away", double.Hypot(turned[^1].X1, turned[^1].X2) > 1);
        // At rest every step is about η long, since g/√s is about ±1 whatever the slope.
        var late = Plane.Run(Plane.Turned, 0.4, 300, Plane.RMSProp(0.9)).TakeLast(100)
            .Average(p => double.Hypot(p.X1, p.X2));
        var finer = Plane.Run(Plane.Turned, 0.04, 3000, Plane.RMSProp(0.9)).TakeLast(100)
            .Average(p => double.Hypot(p.X1, p.X2));
        work.Value("late", late);
        work.Value("finer", finer);
        work.Check("later it does not come to rest, but circles at a distance that η sets: a tenth of it, a tenth",
            late / finer is > 5 and < 20);
        work.Draw(Plane.Both("exercise-11.8.2",
            "20 steps of RMSProp, η = 0.4, γ = 0.9, on the book's valley and on the valley turned by 45°",
            straight, turned));
    }

    internal static void LeNet(Work work)
    {
        double[] rates = [1e-4, 1e-3, 1e-2, 1e-1];
        double[] accuracy =
            [.. rates.Select(lr => Networks.Train(work, p => fused.RMSProp(p, lr, 0.9))?.TestAccuracy[^1] ?? 0.1)];
        foreach (var (k, value) in accuracy.Index()) work.Value($"rate{k}", value);
        var falling = Networks.Train(work, p => fused.RMSProp(p, 0.01, 0.9),
            new Schedules.Cosine { Lr = 0.01, Steps = Networks.Epochs })?.TestAccuracy[^1] ?? 0.1;
        work.Value("cosine", falling);
        work.Check("10⁻³ learns: over 70 %", accuracy[1] > 0.7);
        work.Check("10⁻¹ does not: under 30 %", accuracy[3] < 0.3);
    }

    // The loss after two passes over the table for every γ, at one rate, over seeds.
    internal static void Sensitivity(Work work)
    {
        const int seeds = 10;
        double[] gammas = [0, 0.5, 0.9, 0.99, 0.999];
        double Loss(Func<double, double> gammaAt, double gamma) => Enumerable.Range(0, seeds).Average(seed =>
            FusedLinear.Train(p => fused.RMSProp(p, 0.01, gammaAt(gamma), eps: 0, eps_root: 1e-6), work.Airfoil, 10, 2,
                work.Seed + seed).Loss[^1]);
        double[] losses = [.. gammas.Select(gamma => Loss(g => g, gamma))];
        foreach (var (k, loss) in losses.Index()) work.Value($"loss{k}", loss);
        work.Check("γ = 0, the sign of the gradient alone, ends higher than 0.9", losses[0] > losses[2]);
        work.Check("from 0.9 to 0.999 the loss changes by less than 5 %", losses[2..].Max() / losses[2..].Min() < 1.05);
    }
}
