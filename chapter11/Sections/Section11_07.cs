using System.Globalization;
using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using TorchSharp.Modules;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.7 AdaGrad.</summary>
public static class Section11_07
{
    private static readonly Quadratic f_2d = new(0.1, 2);

    // 11.7.3
    internal static (double, double, double, double) adagrad_2d(
        double x1, double x2, double s1, double s2, Hyperparameters h)
    {
        const double eps = 1e-6;
        var (g1, g2) = f_2d.Gradient(x1, x2);
        s1 += Math.Pow(g1, 2);
        s2 += Math.Pow(g2, 2);
        x1 -= h["eta"] / Math.Sqrt(s1 + eps) * g1;
        x2 -= h["eta"] / Math.Sqrt(s2 + eps) * g2;
        return (x1, x2, s1, s2);
    }

    // 11.7.4
    internal static Tensor[] init_adagrad_states(int feature_dim) => [zeros(feature_dim, 1), zeros(1)];

    internal static void adagrad(Tensor[] parameters, Tensor[] states, Hyperparameters h)
    {
        using var _ = no_grad();
        foreach (var (p, s) in parameters.Zip(states))
        {
            var g = p.grad!;
            s.add_(g.square());                             // s ← s + g²
            p.sub_(h["lr"] * g / (s + h["eps"]).sqrt());    // x ← x − η·g / √(s + ε)
            g.zero_();
        }
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Aside("11.7.1 Sparse features and learning rates", () => SparseFeatures(page));

        page.Aside("11.7.2 Preconditioning: steps until ‖∇f‖ < 10⁻⁶, by the condition number", () =>
            Preconditioning(page));

        page.Heading("11.7.3 The algorithm: f = 0.1x₁² + 2x₂²");
        foreach (var eta in new[] { 0.4, 2 }) page.Trace("adagrad-2d", adagrad_2d, new() { ["eta"] = eta }, f_2d);

        page.Heading("11.7.4 Implementation from scratch");
        Hyperparameters o = new() { ["lr"] = 0.1, ["eps"] = 1e-6 };
        page.Scratch("adagrad", adagrad, init_adagrad_states, o);

        page.Heading("11.7.5 Concise implementation");
        page.Concise("adagrad", (p, h) => optim.Adagrad(p, h["lr"]), new() { ["lr"] = 0.1 });
        page.LossesTogether();

        optim.Optimizer torch(IEnumerable<Parameter> p, Hyperparameters h) => optim.Adagrad(p, h["lr"], eps: h["eps"]);
        page.BookAgainstTorch(
            Agreement.Of("ε = 0", adagrad, init_adagrad_states, new(o) { ["eps"] = 0 }, torch),
            Agreement.Of("ε = 1e-6: √(s + ε), √s + ε", adagrad, init_adagrad_states, o, torch));
    }

    // H̃ = D^(−½)·H·D^(−½), D the diagonal of H, has ones on its diagonal.
    private static void Preconditioning(Page page)
    {
        double[] kappas = [1, 3, 10, 30, 100, 300, 1000];
        int Count(IReadOnlyList<Point2> path) => path.Count - 1;
        (string Label, int Degrees, bool Diagonal)[] ways =
        [
            ("one rate for both", 0, false), ("a rate each", 0, true), ("a rate each, turned by 20°", 20, true),
            ("a rate each, turned by 45°", 45, true),
        ];
        List<Series> series = [];
        foreach (var (k, (label, degrees, diagonal)) in ways.Index())
        {
            var angle = degrees * Math.PI / 180;
            List<double> steps = [], scaled = [];
            foreach (var kappa in kappas)
            {
                var f = new Rotated(new Quadratic(0.5, 0.5 * kappa), Math.Cos(angle), Math.Sin(angle));
                var h = f.Hessian(0, 0);
                var corner = h.H12 / Math.Sqrt(h.H11 * h.H22);
                var (low, high) = diagonal ? new Hessian2(1, corner, 1).Eigenvalues : h.Eigenvalues;
                scaled.Add(high / low);
                var largest = LineSearch.Constant(2 / (low + high));
                steps.Add(Count(diagonal ? LineSearch.Preconditioned(f, f.Start, 100_000, 1e-6)
                    : LineSearch.Run(f, largest, f.Start, 100_000, 1e-6)));
            }
            page.Print($"{label,-27} "
                + $"{string.Join(", ", kappas.Zip(scaled, steps).Select(r => string.Create(CultureInfo.InvariantCulture,
                $"κ {r.First}: {r.Second:F0} after scaling, {r.Third} steps")))}");
            series.Add(new Curve(kappas, steps)
            { Label = label, Style = k, Marks = Marks.LineAndPoints, Dash = (Dash)(k % 2) });
        }
        page.Draw(new Figure("11.7-condition",
            "Steps until the gradient is below 10⁻⁶ against the condition number: one rate for all coordinates, and a "
            + "rate for each from the Hessian's diagonal, with the valley along the axes and turned; turned by 45° "
            + "nothing is gained",
            new Panel(series)
            {
                X = new("condition number κ", Log: true),
                Y = new("steps", 0.7, Log: true),
                Legend = LegendPlace.Below
            }));
    }

    private static void SparseFeatures(Page page)
    {
        var steps = page.Options.Quick ? 100 : 500;
        var problem = new SparseRegression(Features: 1000, BatchSize: 32);
        double[] rates = [0.1, 0.2, 0.5, 1, 2];
        page.Print($"{problem.Features} features, of which the k-th occurs in a sample with probability 1/k; "
            + $"{steps} batches of {problem.BatchSize}; error ½(w − w*)² by rank, at each one's best learning rate:");
        List<Series> series = [];
        (string, Action<Tensor[], Tensor[], Hyperparameters>)[] optimizers = [("SGD", sgd), ("AdaGrad", adagrad)];
        foreach (var (name, trainer_fn) in optimizers)
        {
            var (lr, errors) = rates
                .Select(lr => (lr, Errors: problem.Train(
                    trainer_fn, new() { ["lr"] = lr, ["eps"] = 1e-6 }, steps, page.Options.Seed)))
                .Where(run => run.Errors.All(double.IsFinite)).MinBy(run => run.Errors.Average());
            page.Print($"  {name,-8} lr {lr,4}: the 10 most frequent {errors.Take(10).Average():F4}, "
                + $"ranks 11 to 100 {errors.Skip(10).Take(90).Average():F4}, "
                + $"the 900 rare ones {errors.Skip(100).Average():F4}");
            int[] edges = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
            var bins = edges.Zip(edges.Skip(1)).ToList();
            series.Add(new Curve(
                [.. bins.Select(b => Math.Sqrt((b.First + 1.0) * b.Second))],
                [.. bins.Select(b => errors.Skip(b.First).Take(b.Second - b.First).Average())])
            {
                Label = $"{name}, lr {lr}",
                Marks = Marks.LineAndPoints,
            });
        }
        page.Draw(new Figure("11.7-sparse",
            "Error of the weights by how rare their feature is, SGD against AdaGrad at their best learning rates",
            new Panel(series)
            {
                X = new("rank of the feature", 1, 1000, Log: true),
                Y = new("½(w − w*)²", Log: true),
            }));
    }
}
