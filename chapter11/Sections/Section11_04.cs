using System.Globalization;
using D2lOptim.Data;
using D2lOptim.Descent;
using D2lOptim.Models;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.4 Stochastic gradient descent.</summary>
public static class Section11_04
{
    private const double Eta = 0.1;
    private static readonly Quadratic f_2d = new(1, 2);

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.4.1 Stochastic gradient updates: x₁² + 2x₂², whose gradient comes with noise N(0, 1)");
        Trace(page, "sgd-constant", constant_lr, new() { ["eta"] = Eta, ["steps"] = 50 });

        page.Heading("11.4.2 Dynamic learning rate: η·e^(−λt), η·(βt + 1)^(−α)");
        Trace(page, "sgd-exponential", exponential_lr,
            new() { ["eta"] = Eta, ["decay"] = 0.1, ["steps"] = 1000, ["t"] = 1 });
        Trace(page, "sgd-polynomial", polynomial_lr,
            new() { ["eta"] = Eta, ["beta"] = 0.1, ["alpha"] = 0.5, ["steps"] = 50, ["t"] = 1 });
        page.Aside("Piecewise constant, a tenth after 500 steps and again after 750, and how near all four come: "
            + "mean of ‖x‖ over the last 100 of 1000 steps and 100 seeds", () => Schedules(page));

        page.Aside("11.4.3 Convergence for convex objectives: E R(x̄) − R* ≤ rL/√T", () => Bound(page));
        page.Aside("11.4.4 Stochastic gradients and finite samples", () => FiniteSamples(page));
        page.Aside("A subsample of one class: more of it makes the gradient surer, and no truer", () => OneClass(page));
    }

    // The noise is drawn in float32, x₁'s first, and the rest computed in doubles.
    private static (double, double, double, double) sgd(double x1, double x2, Hyperparameters h,
        Func<Hyperparameters, double> lr)
    {
        using var scope = NewDisposeScope();
        var (g1, g2) = f_2d.Gradient(x1, x2);
        g1 += empty(1).normal_(0, 1).item<float>();
        g2 += empty(1).normal_(0, 1).item<float>();
        var eta_t = h["eta"] * lr(h);
        return (x1 - eta_t * g1, x2 - eta_t * g2, 0, 0);
    }

    private static double constant_lr(Hyperparameters h) => 1;

    // t is 2 at the first step, as the book's counter has it.
    private static double exponential_lr(Hyperparameters h) => Math.Exp(-h["decay"] * (h["t"] += 1));

    private static double polynomial_lr(Hyperparameters h) => Math.Pow(1 + h["beta"] * (h["t"] += 1), -h["alpha"]);

    private static void Trace(Page page, string name, Func<Hyperparameters, double> lr, Hyperparameters h) =>
        page.Trace(name, (x1, x2, _, _, h) => sgd(x1, x2, h, lr), h, f_2d, (int)h["steps"]);

    private static void Schedules(Page page)
    {
        const int steps = 1000;
        var seeds = page.Options.Quick ? 5 : 100;
        (string Name, Func<int, double> Rate)[] rates =
        [
            ("constant", _ => 1), ("exponential", t => Math.Exp(-0.1 * t)),
                ("polynomial", t => Math.Pow(1 + 0.1 * t, -0.5)),
                ("piecewise", t => t <= 500 ? 1 : t <= 750 ? 0.1 : 0.01),
        ];
        List<Series> series = [];
        double[] step = [.. Enumerable.Range(0, steps + 1).Select(t => (double)t)];
        foreach (var (name, rate) in rates)
        {
            var mean = NoisyDescent.MeanDistance(f_2d, t => Eta * rate(t), steps, seeds, page.Options.Seed);
            page.Print($"{name,-12} {mean.TakeLast(100).Average():F4}");
            series.Add(new Curve(step, mean) { Label = name });
        }
        page.Draw(new Figure("11.4-schedules",
            "Mean distance from the minimum under noise: a constant rate stays at its noise, the exponential one "
            + "stops too early, the polynomial and the piecewise constant ones come nearer and nearer",
            new Panel(series)
            { X = new("step", 1, steps, Log: true), Y = new("mean ‖x‖", 0.02, 8, Log: true) }));
    }

    private static void Bound(Page page)
    {
        var problem = new AbsoluteDeviations(samples: 50, seed: page.Options.Seed);
        var repeats = page.Options.Quick ? 3 : 20;
        double[] T = [10, 30, 100, 300, 1000, 3000, 10000, 30000];
        double[] bound = [.. T.Select(t => problem.Bound((int)t))];
        double[] measured =
            [.. T.Select(t => Enumerable.Range(1, repeats)
            .Average(k => problem.AveragedExcess((int)t, page.Options.Seed * 1000 + k)))];
        page.Print($"R(x) = mean of |aᵢ·x − bᵢ| over 50 samples: r = ‖x₁ − x*‖ = {problem.Radius:F4}, L = max ‖aᵢ‖ "
            + $"= {problem.L:F4}, η = r/(L√T)");
        foreach (var k in new[] { 0, 2, 4, 6 })
            page.Print($"T {T[k],6}: bound {bound[k]:F5}, mean over {repeats} runs {measured[k]:F5}");
        page.Draw(new Figure("11.4-bound",
            "Excess risk of averaged SGD against the number of steps; it stays below the bound rL/√T", new Panel(
            new Curve(T, bound) { Label = "bound rL/√T" },
                new Curve(T, measured) { Label = "measured mean", Marks = Marks.LineAndPoints })
            { X = new("steps T", Log: true), Y = new("R(x̄) − R*", Log: true) }));
    }

    private static void FiniteSamples(Page page)
    {
        var noise = new GradientNoise(LinearGradients(page.Airfoil));
        var draws = page.Options.Quick ? 200 : 2000;
        page.Print($"linear regression on {page.Airfoil.Rows} rows at w = 0: full gradient {At(noise.Mean)}");
        page.Print($"mean of {draws} single samples' gradients           "
            + $"{At(noise.Measure(1, true, draws, page.Options.Seed).Mean)}; one's variance is {noise.Variance:F3}");
        int[] sizes = [1, 3, 10, 30, 100, 300, 1000];
        List<Series> series = [];
        foreach (var (replacement, label) in new[] { (true, "with replacement"), (false, "without") })
        {
            double[] measured =
                [.. sizes.Select(b => noise.Measure(b, replacement, draws, page.Options.Seed).Variance)];
            page.Print($"variance {label}: "
                + $"{string.Join(", ", sizes.Select((b, i) => string.Create(CultureInfo.InvariantCulture,
                $"batch {b} {measured[i]:G3} (theory {noise.Predicted(b, replacement):G3})")))}");
            double[] fine = [.. Enumerable.Range(0, 61).Select(k => Math.Pow(10, k / 20.0))];
            series.Add(new Curve(fine,
                [.. fine.Select(b =>
                noise.Variance / b * (replacement ? 1 : (page.Airfoil.Rows - b) / (page.Airfoil.Rows - 1)))])
            {
                Label =
                $"{label}, theory",
                Style = replacement ? 0 : 1
            });
            series.Add(new Curve([.. sizes.Select(b => (double)b)], measured)
            {
                Label = "measured",
                Marks = Marks.Points,
                Style = replacement ? 0 : 1
            });
        }
        page.Draw(new Figure("11.4-variance",
            "Variance of a batch's mean gradient against the batch size, measured on the theory's lines, with "
            + "replacement and without", new Panel(series)
            { X = new("batch size", 1, 1000, Log: true), Y = new("variance", Log: true) }));
        foreach (var n in new[] { 10, 100, 1500 })
            page.Print($"{n} draws with replacement from {n} samples miss "
                + $"{GradientNoise.Missed(n, 100_000 / n, page.Options.Seed):P2} of them; (1 − 1/n)ⁿ = "
                + $"{Math.Pow(1 - 1.0 / n, n):P2}, 1/e = {1 / Math.E:P2}; without replacement none");
    }

    // Of random batches the error falls as 1/√b. Of batches of one class, here the rows louder than the mean, only the
    // variance falls: E‖g − ḡ‖² = variance + bias².
    private static void OneClass(Page page)
    {
        var gradients = LinearGradients(page.Airfoil);
        var (all, loud) = (new GradientNoise(gradients),
            new GradientNoise([.. gradients.Where((_, i) => page.Airfoil.Labels[i] > 0)]));
        var bias = Math.Sqrt(all.Mean.Zip(loud.Mean, (a, b) => (a - b) * (a - b)).Sum());
        var draws = page.Options.Quick ? 200 : 2000;
        int[] sizes = [1, 3, 10, 30, 100, 300, 1000];
        double[] Errors(GradientNoise noise, double bias) => [.. sizes.Select(b =>
            Math.Sqrt(noise.Measure(b, replacement: true, draws, page.Options.Seed).Variance + bias * bias))];
        var (fair, biased) = (Errors(all, 0), Errors(loud, bias));
        page.Print($"full gradient {At(all.Mean)}; of the louder half alone {At(loud.Mean)}: they lie {bias:F3} apart");
        page.Print($"error of a batch's gradient, of 10: {fair[2]:F3} at random, {biased[2]:F3} of one class; of 1000: "
            + $"{fair[^1]:F3} at random, {biased[^1]:F3} of one class");
        double[] places = [.. sizes.Select(b => (double)b)];
        page.Draw(new Figure("11.4-bias",
            "How far a batch's gradient is from the full one, by its size: of random rows it falls as 1/√b, of rows of "
            + "one class it stops at the bias, dashed", new Panel(
            new Curve(places, fair) { Label = "random rows", Marks = Marks.LineAndPoints },
            new Curve(places, biased) { Label = "rows of one class", Marks = Marks.LineAndPoints },
            new Guide(bias))
            { X = new("batch size", 1, 1000, Log: true), Y = new("error of the gradient", Log: true) }));
    }

    // ∂/∂w ½(x·w + b − y)² = −y·(x, 1) at w = 0, b = 0
    private static double[][] LinearGradients(AirfoilData data) =>
        [.. Enumerable.Range(0, data.Rows)
            .Select(i => (double[])[.. Enumerable.Range(0, Airfoil.Features)
            .Select(d => -data.Labels[i] * (double)data.Features[i * Airfoil.Features + d]), -data.Labels[i]])];

    private static string At(double[] x) =>
        $"({string.Join(", ", x.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v:F3}")))})";
}
