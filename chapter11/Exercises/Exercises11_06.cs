using D2lOptim.Descent;
using D2lOptim.Plotting;
using D2lOptim.Training;
using MathNet.Numerics.LinearAlgebra;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Momentum.</summary>
internal static class Exercises11_06
{
    // Down 0.1x₁² + 2x₂² the slower of λ = 0.2 and 4 counts. In theory the best is
    // β = ((√κ − 1)/(√κ + 1))², η = (2/(√λ₁ + √λ₂))², at a rate of √β, with κ = λ₂/λ₁.
    internal static void RateAndMomentum(Work work)
    {
        const double low = 0.2, high = 4;
        double[] etas = [.. Enumerable.Range(1, 100).Select(k => 0.01 * k)];
        double[] betas = [.. Enumerable.Range(0, 99).Select(k => 0.01 * k)];
        double Rate(double eta, double beta) =>
            Math.Max(MomentumTheory.Rate(beta, eta * low), MomentumTheory.Rate(beta, eta * high));
        var z = new double[betas.Length, etas.Length];
        var (best, at) = (double.PositiveInfinity, (Eta: 0.0, Beta: 0.0));
        foreach (var (row, beta) in betas.Index())
            foreach (var (column, eta) in etas.Index())
                if ((z[row, column] = Math.Min(1.2, Rate(eta, beta))) < best)
                    (best, at) = (z[row, column], (eta, beta));
        var kappa = Math.Sqrt(high / low);
        var (beta0, eta0) = (Math.Pow((kappa - 1) / (kappa + 1), 2),
            Math.Pow(2 / (Math.Sqrt(low) + Math.Sqrt(high)), 2));
        work.Value("beta", at.Beta);
        work.Value("eta", at.Eta);
        work.Value("rate", best);
        work.Value("plain", etas.Min(eta => Rate(eta, 0)));
        work.Check("the best of the grid is where the theory has it, to 0.02",
            Math.Abs(at.Beta - beta0) < 0.02 && Math.Abs(at.Eta - eta0) < 0.02);
        work.Check("there a step leaves √β of the distance", Math.Abs(Rate(eta0, beta0) - Math.Sqrt(beta0)) < 1e-6);
        work.Check("without momentum the best leaves (κ − 1)/(κ + 1)",
            Math.Abs(work.Values["plain"] - (high - low) / (high + low)) < 0.01);
        work.Draw(new Figure("exercise-11.6.1",
            "What a step leaves of the distance on 0.1x₁² + 2x₂², by learning rate and momentum; 1 and more diverges",
            new Panel(new Heatmap(new Grid(etas, betas, z)) { Label = "rate" },
                new Marker(at.Eta, at.Beta, Sign.Minimum))
            { X = new("η", 0, 1), Y = new("β", 0, 1) }));
    }

    // f = ½ Σ λᵢxᵢ², λᵢ = 2⁻ⁱ, from xᵢ = 1: xᵢ ← (1 − η·2⁻ⁱ)xᵢ without momentum.
    internal static void ManyEigenvalues(Work work)
    {
        const int count = 10, steps = 20_000;
        double[] lambdas = [.. Enumerable.Range(1, count).Select(i => Math.Pow(2, -i))];
        double[][] Run(double eta, double beta, int most)
        {
            double[] x = [.. lambdas.Select(_ => 1.0)], v = new double[count];
            List<double[]> path = [[.. x]];
            for (var t = 0; t < most; t++)
            {
                for (var i = 0; i < count; i++) x[i] -= eta * (v[i] = beta * v[i] + lambdas[i] * x[i]);
                path.Add([.. x]);
            }
            return [.. path];
        }
        static int Last(double[][] path) => path.Length - path.AsEnumerable().Reverse()
            .TakeWhile(x => x.Max(Math.Abs) < 0.01).Count();
        var plain = Run(2, 0, steps);
        int[] halves = [.. Enumerable.Range(0, count).Select(i => Array.FindIndex(plain, x => Math.Abs(x[i]) <= 0.5))];
        var best = new[] { 0.5, 0.8, 0.9, 0.95, 0.98 }
            .Select(beta => (beta, Last(Run(2, beta, steps)))).MinBy(p => p.Item2);
        work.Value("first", halves[4]);
        work.Value("last", halves[^1]);
        work.Value("plain", Last(plain));
        work.Value("momentum", best.Item2);
        work.Value("beta", best.beta);
        work.Check("the time to halve doubles from each xᵢ to the next, from the fifth on, to 10 %", halves.Skip(4)
            .Zip(halves.Skip(5)).All(pair => Math.Abs(pair.Second / (2.0 * pair.First) - 1) < 0.1));
        work.Check("momentum brings all below 0.01 in a tenth of the steps and less", best.Item2 * 10 < Last(plain));
        var shown = Run(2, 0.9, 400);
        int[] some = [1, 3, 5, 7, 9];
        double[] t400 = [.. Enumerable.Range(0, 401).Select(t => (double)t)];
        work.Draw(new Figure("exercise-11.6.2", "xᵢ of five λᵢ = 2⁻ⁱ against the step, without and with momentum 0.9",
            new Panel([.. some.Select(i => new Curve(t400, [.. plain.Take(401).Select(x => x[i])])
            { Label = $"i = {i + 1}" })])
            { Title = "β = 0", X = new("step", 0, 400), Y = new("xᵢ", -0.6, 1) },
            new Panel([.. some.Select(i => new Curve(t400, [.. shown.Select(x => x[i])]) { Label = $"i = {i + 1}" })])
            { Title = "β = 0.9", X = new("step", 0, 400), Y = new("xᵢ", -0.6, 1) }));
    }

    // h = ½xᵀQx + xᵀc + b is least at −Q⁻¹c, and there b − ½cᵀQ⁻¹c.
    internal static void MinimumOfAQuadratic(Work work)
    {
        var random = work.Random();
        double away = 0, off = 0;
        var lower = 0;
        for (var k = 0; k < 100; k++)
        {
            var A = Matrix<double>.Build.Dense(4, 4, (_, _) => random.Gaussian());
            var Q = A * A.Transpose() + Matrix<double>.Build.DenseIdentity(4);
            var (c, b) = (Vector<double>.Build.Dense(4, _ => random.Gaussian()), random.Gaussian());
            double H(Vector<double> x) => x * Q * x / 2 + x * c + b;
            var (x, v) = (Vector<double>.Build.Dense(4), Vector<double>.Build.Dense(4));
            var eta = 1 / Q.L2Norm();
            for (var t = 0; t < 2000; t++) x -= eta * (v = 0.5 * v + (Q * x + c));
            var minimum = -Q.Solve(c);
            away = Math.Max(away, (x - minimum).L2Norm());
            off = Math.Max(off, Math.Abs(H(x) - (b - c * Q.Solve(c) / 2)));
            for (var other = 0; other < 20; other++)
                if (H(minimum + 0.1 * Vector<double>.Build.Dense(4, _ => random.Gaussian())) < H(minimum)) lower++;
        }
        work.Value("away", away);
        work.Value("off", off);
        work.Check("momentum ends at −Q⁻¹c for 100 random Q, c and b", away < 1e-9);
        work.Check("the value there is b − ½cᵀQ⁻¹c", off < 1e-9);
        work.Check("no other of 2,000 points is lower", lower == 0);
    }

    // v adds up 1/(1 − β) gradients: η with momentum goes as far as η/(1 − β) without.
    internal static void Stochastic(Work work)
    {
        const int seeds = 20;
        double Loss(double lr, double beta, int batch) => Enumerable.Range(0, seeds).Average(seed =>
            FusedLinear.Train(p => fused.SGD(p, lr, beta), work.Airfoil, batch, 2, work.Seed + seed).Loss[^1]);
        foreach (var batch in new[] { 1, 10 })
        {
            var eta = batch == 1 ? 0.0005 : 0.005;
            work.Value($"momentum{batch}", Loss(eta, 0.9, batch));
            work.Value($"same{batch}", Loss(eta, 0, batch));
            work.Value($"ten{batch}", Loss(10 * eta, 0, batch));
            var (momentum, same, ten) =
                (work.Values[$"momentum{batch}"], work.Values[$"same{batch}"], work.Values[$"ten{batch}"]);
            work.Check($"batches of {batch}: β = 0.9 ends where ten times its rate does, to 2 %, not where its own",
                Math.Abs(momentum / ten - 1) < 0.02 && Math.Abs(momentum / same - 1) > 0.02);
        }
    }
}
