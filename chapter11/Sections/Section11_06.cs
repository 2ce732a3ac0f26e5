using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using TorchSharp.Modules;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.6 Momentum.</summary>
public static class Section11_06
{
    private static readonly Quadratic f_2d = new(0.1, 2);

    // 11.6.1.2
    internal static (double, double, double, double) gd_2d(
        double x1, double x2, double s1, double s2, Hyperparameters h)
    {
        var (g1, g2) = (h["eta"] * f_2d).Gradient(x1, x2); // of η·f, since the book multiplies from the left: η·0.2·x₁
        return (x1 - g1, x2 - g2, 0, 0);
    }

    // 11.6.1.3
    internal static (double, double, double, double) momentum_2d(
        double x1, double x2, double v1, double v2, Hyperparameters h)
    {
        var (g1, g2) = f_2d.Gradient(x1, x2);
        v1 = h["beta"] * v1 + g1;
        v2 = h["beta"] * v2 + g2;
        return (x1 - h["eta"] * v1, x2 - h["eta"] * v2, v1, v2);
    }

    // 11.6.2.1
    internal static Tensor[] init_momentum_states(int feature_dim) => [zeros(feature_dim, 1), zeros(1)];

    internal static void sgd_momentum(Tensor[] parameters, Tensor[] states, Hyperparameters h)
    {
        using var _ = no_grad();
        foreach (var (p, v) in parameters.Zip(states))
        {
            var g = p.grad!;
            v.mul_(h["momentum"]).add_(g);  // v ← β·v + g
            p.sub_(h["lr"] * v);            // x ← x − η·v
            g.zero_();
        }
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.6.1.1 Leaky averages, 11.6.1.2 An ill-conditioned problem: f = 0.1x₁² + 2x₂²");
        foreach (var eta in new[] { 0.4, 0.6 }) page.Trace("gd-2d", gd_2d, new() { ["eta"] = eta }, f_2d);

        page.Heading("11.6.1.3 The momentum method");
        foreach (var beta in new[] { 0.5, 0.25 })
            page.Trace("momentum-2d", momentum_2d, new() { ["eta"] = 0.6, ["beta"] = beta }, f_2d);

        page.Aside("Nesterov's look ahead", () => MomentumPictures.Nesterov(page));

        page.Heading("11.6.1.4 Effective sample weight: a gradient's part in the velocity, x steps later");
        double[] steps = [.. Enumerable.Range(0, 40)];
        page.Draw(new Figure("11.6-weights", "βᵗ for four β", new Panel([.. new[] { 0.95, 0.9, 0.6, 0 }.Select(beta =>
            page.Curve("weights", FormattableString.Invariant($"beta={beta:F2}"), steps, x => Math.Pow(beta, x)))])
        { X = new("step"), Y = new("weight βᵗ") }));

        page.Heading("11.6.2.1 Implementation from scratch");
        foreach (var (lr, momentum) in new[] { (0.02, 0.5), (0.01, 0.9), (0.005, 0.9) })
            page.Scratch("momentum", sgd_momentum, init_momentum_states,
                new() { ["lr"] = lr, ["momentum"] = momentum });

        page.Heading("11.6.2.2 Concise implementation");
        Hyperparameters o = new() { ["lr"] = 0.005, ["momentum"] = 0.9 };
        optim.Optimizer trainer(IEnumerable<Parameter> p, Hyperparameters h) => optim.SGD(p, h["lr"], h["momentum"]);
        page.Concise("momentum", trainer, o);
        page.LossesTogether();
        page.BookAgainstTorch(Agreement.Of("momentum", sgd_momentum, init_momentum_states, o, trainer));

        page.Aside("11.6.3.1 Quadratic convex functions: the rate of convergence, predicted and measured", () =>
            ConvergenceRates(page));
        page.Aside("A change of variables: a turned valley along its eigenvectors", () =>
            MomentumPictures.ChangeOfVariables(page));

        page.Heading("11.6.3.2 Scalar functions: x² halved, whose curvature is λ");
        double[] first20 = [.. Enumerable.Range(0, 20)];
        page.Draw(new Figure("11.6-eigen", "(1 − ηλ)ᵗ for η = 0.1 and four λ",
            new Panel([.. new[] { 0.1, 1, 10, 19 }.Select(lambda =>
                page.Curve("eigen", FormattableString.Invariant($"lambda={lambda:F2}"), first20,
                    t => Math.Pow(1 - 0.1 * lambda, t)))])
            { X = new("step"), Y = new("(1 − ηλ)ᵗ") }));
    }

    private static void ConvergenceRates(Page page)
    {
        double[] betas = [0, 0.25, 0.5, 0.9];
        double[] products = new Interval(0, 4).Spaced(1601);
        List<Series> series = [new Guide(1)];
        for (var k = 0; k < betas.Length; k++)
        {
            var beta = betas[k];
            series.Add(new Curve(products, [.. products.Select(p => MomentumTheory.Rate(beta, p))])
            {
                Label = FormattableString.Invariant($"β = {beta}"),
                Style = k,
                Dash = Dash.Solid,
            });
            double[] sparse = [.. Enumerable.Range(1, 19).Select(k => 0.2 * k + 0.05)];
            series.Add(new Curve(sparse, [.. sparse.Select(p => MomentumTheory.Measured(beta, p))])
            {
                Marks = Marks.Points,
                Style = k,
            });
            page.Print($"β {beta}: converges for 0 < ηλ < {2 + 2 * beta}; at ηλ = 1 the predicted rate is "
                + $"{MomentumTheory.Rate(beta, 1):F6} a step, the measured {MomentumTheory.Measured(beta, 1):F6}");
        }
        page.Draw(new Figure("11.6-rates",
            "Convergence rate of momentum on a scalar quadratic: predicted by the eigenvalues of R(β, η, λ) as lines, "
            + "measured as points",
            new Panel(series) { X = new("ηλ", 0, 4), Y = new("rate per step", 0, 2) }));
    }
}
