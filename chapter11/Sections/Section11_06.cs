using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11;

/// <summary>11.6 Momentum.</summary>
public static class Section11_06
{
    private static readonly Quadratic s_valley = new();

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.6.1 An ill-conditioned problem: f = 0.1x₁² + 2x₂²");
        foreach (var eta in new[] { 0.4, 0.6 })
            page.Trace("gd-2d", Label.Of(("eta", eta)), s_valley, Descent2D.Run(Descent2D.GradientDescent(eta)));
        foreach (var beta in new[] { 0.5, 0.25 })
            page.Trace("momentum-2d", Label.Of(("eta", 0.6), ("beta", beta)), s_valley, Descent2D.Run(Descent2D.Momentum(0.6, beta)));

        page.Heading("11.6.2 Effective sample weight: a gradient's part in the velocity, x steps later");
        double[] steps = [.. Enumerable.Range(0, 40)];
        page.Draw(new Figure("11.6-weights", "βᵗ for four β",
            new Panel([.. new[] { 0.95, 0.9, 0.6, 0 }.Select(beta => page.Curve("weights", FormattableString.Invariant($"beta={beta:F2}"), steps, x => Math.Pow(beta, x)))])
            {
                X = new("time"),
                Y = new("weight βᵗ"),
            }));

        page.Heading("11.6.3 Practical experiments");
        foreach (var (lr, momentum) in new[] { (0.02, 0.5), (0.01, 0.9), (0.005, 0.9) })
            page.Scratch("momentum", Label.Of(("lr", lr), ("momentum", momentum)), p => new Momentum(p, new() { Lr = lr, Momentum = momentum }));
        var o = new Momentum.Options { Lr = 0.005, Momentum = 0.9 };
        page.Concise("momentum", Label.Of(("lr", o.Lr), ("momentum", o.Momentum)), p => Momentum.Concise(p, o));

        page.Heading("11.6.4 Theory: x² halved, whose curvature is λ");
        double[] first20 = [.. Enumerable.Range(0, 20)];
        page.Draw(new Figure("11.6-eigen", "(1 − ηλ)ᵗ for η = 0.1 and four λ",
            new Panel([.. new[] { 0.1, 1, 10, 19 }.Select(lambda => page.Curve("eigen", FormattableString.Invariant($"lambda={lambda:F2}"), first20, t => Math.Pow(1 - 0.1 * lambda, t)))])
            {
                X = new("time"),
                Y = new("(1 − ηλ)ᵗ"),
            }));
        page.Aside("Convergence, predicted and measured", () => ConvergenceRates(page));

        page.ScratchAgainstConcise(
            ("momentum 0.9", p => new Momentum(p, o), p => Momentum.Concise(p, o)),
            ("Nesterov 0.9", p => new Nesterov(p, new() { Lr = 0.005 }), p => Nesterov.Concise(p, new() { Lr = 0.005 })));
    }

    private static void ConvergenceRates(Page page)
    {
        double[] betas = [0, 0.25, 0.5, 0.9];
        double[] products = [.. Enumerable.Range(1, 79).Select(k => k * 0.05)];
        List<Series> series = [new Guide(1)];
        for (var k = 0; k < betas.Length; k++)
        {
            var beta = betas[k];
            series.Add(new Curve(products, [.. products.Select(p => MomentumTheory.Rate(beta, p))]) { Label = FormattableString.Invariant($"β = {beta}"), Style = k, Dash = Dash.Solid });
            double[] sparse = [.. products.Where((_, i) => i % 4 == 0)];
            series.Add(new Curve(sparse, [.. sparse.Select(p => MomentumTheory.Measured(beta, p))]) { Marks = Marks.Points, Style = k });
            page.Print($"β {beta}: converges for 0 < ηλ < {2 + 2 * beta}; at ηλ = 1 the predicted rate is {MomentumTheory.Rate(beta, 1):F6} a step, the measured {MomentumTheory.Measured(beta, 1):F6}");
        }
        page.Draw(new Figure("11.6-rates", "Convergence rate of momentum on a scalar quadratic: predicted by the eigenvalues of R(β, η, λ) as lines, measured as points",
            new Panel(series) { X = new("ηλ", 0, 4), Y = new("rate per step", 0, 2) }));
    }
}
