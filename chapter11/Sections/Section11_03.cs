using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.3 Gradient descent.</summary>
public static class Section11_03
{
    private static readonly Quadratic f_2d = new(1, 2);

    // 11.3.1
    internal static BookFunction Square { get; } = new("x²", x => x.pow(2), x => 2 * x, _ => tensor(2.0), float64)
    {
        Minima = Functions1D.Square.Minima,
    };

    // 11.3.1.2
    internal static BookFunction Wave { get; } = new("x·cos(0.15πx)", x => x * (C * x).cos(),
        x => (C * x).cos() - C * x * (C * x).sin(),
        x => -2 * C * (C * x).sin() - x * C.pow(2) * (C * x).cos(), float32)
    {
        Minima = Functions1D.Wave.Minima,
    };

    // 11.3.3.1
    internal static BookFunction Cosh { get; } = new(
        "cosh(½x)", x => (Half * x).cosh(), x => Half * (Half * x).sinh(), x => Half.pow(2) * (Half * x).cosh(),
        float32)
    {
        Minima = Functions1D.Cosh.Minima,
    };

    private static Tensor C => tensor(0.15 * Math.PI, float32);

    private static Tensor Half => tensor(0.5, float32);

    // 11.3.1: x ← x − η·f′(x)
    private static Tensor gd(Tensor x, BookFunction f, Hyperparameters h) => x - h["eta"] * f.f_grad(x);

    // 11.3.3.1: x ← x − η·f′(x) / f″(x)
    private static Tensor newton(Tensor x, BookFunction f, Hyperparameters h) =>
        x - h["eta"] * f.f_grad(x) / f.f_hess(x);

    // 11.3.2
    internal static (double, double, double, double) gd_2d(
        double x1, double x2, double s1, double s2, Hyperparameters h)
    {
        var (g1, g2) = f_2d.Gradient(x1, x2);
        return (x1 - h["eta"] * g1, x2 - h["eta"] * g2, 0, 0);
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.3.1.1 The learning rate: x², too small, right, too large");
        foreach (var eta in new[] { 0.2, 0.05, 1.1 }) Trace(page, "gd", gd, Square, new() { ["eta"] = eta });
        page.Aside("What a derivative says nearby: secants, Taylor's series, slices", () => Taylor.Run(page));
        page.Aside("How large a learning rate may be on ½λx²: 1/λ before it overshoots, 2/λ before it diverges", () =>
            Limits(page));

        page.Heading("11.3.1.2 Local minima: x·cos(0.15πx)");
        Trace(page, "gd-nonconvex", gd, Wave, new() { ["eta"] = 2 });

        page.Heading("11.3.2 Multivariate: x₁² + 2x₂²");
        page.Trace("gd-2d", gd_2d, new() { ["eta"] = 0.1 }, f_2d);

        page.Heading("11.3.3.1 Newton's method: cosh(0.5x), then x·cos(0.15πx), where it climbs");
        Trace(page, "newton-cosh", newton, Cosh, new() { ["eta"] = 1 });
        foreach (var eta in new[] { 1, 0.5 }) Trace(page, "newton-nonconvex", newton, Wave, new() { ["eta"] = eta });
        page.Aside("The same with |f″|, which goes downhill, too far with η = 1", () =>
        {
            var wave = Wave.Objective;
            foreach (var eta in new[] { 1, 0.5 })
            {
                var path = Descent1D.Run(Descent1D.AbsoluteNewton(wave, eta), steps: 30);
                var first = string.Join(", ", path.Take(7).Select(x => FormattableString.Invariant($"{x:F3}")));
                page.Print(
                    $"η {eta}: x {first} … {path[^1]:F3}, where f″ = {wave.Curvature(path[^1]):F3} > 0: a minimum");
                // With η = 0.5 the way from 10 leads through positive curvature alone: it is Newton's own, drawn above.
                if (eta == 1)
                    page.Draw(ChapterFigures.Trace(
                        "11.3-newton-absolute-eta-1",
                        "30 steps of Newton's method with |f″|, η = 1, down x·cos(0.15πx): it ends in a minimum", wave,
                        path));
            }
        });

        page.Aside(
            "11.3.3.3 Preconditioning by the Hessian's diagonal, and 11.3.3.4 line search: steps until ‖∇f‖ < 10⁻⁶",
            () => Adaptive(page));
        page.Aside("Gradient ascent, and the gradient itself, as tutorials begin", () => GradientAscent.Run(page));
    }

    // Ten steps from 10.
    private static void Trace(
        Page page, string name, Func<Tensor, BookFunction, Hyperparameters, Tensor> step, BookFunction f,
        Hyperparameters h)
    {
        using var scope = NewDisposeScope();
        var x = tensor(10.0, f.Type);
        List<double> results = [10];
        for (var i = 0; i < 10; i++) results.Add((x = step(x, f, h)).to(float64).item<double>());
        page.Trace(name, Label.Of(h), f.Objective, results);
    }

    private static void Limits(Page page)
    {
        page.Print($"{"λ",4} {"1/λ",9} {"measured",9} {"2/λ",9} {"measured",9}");
        foreach (var lambda in new[] { 0.5, 1, 4, 10 })
            page.Print(
                $"{lambda,4} {1 / lambda,9:F6} {LearningRateLimits.WithoutOvershooting(lambda),9:F6} "
                + $"{2 / lambda,9:F6} {LearningRateLimits.Converging(lambda),9:F6}");
        double[] eta = [.. Enumerable.Range(1, 24).Select(k => k * 0.1).Where(e => Math.Abs(e - 1) > 0.01)];
        page.Draw(new Figure("11.3-limits",
            "The factor by which |x| changes a step on ½λx²: |1 − ηλ| in theory, and measured; it is 0 at ηλ = 1 "
            + "and above 1 beyond 2",
            new Panel(ChapterFigures.Function(e => Math.Abs(1 - e), 0, 2.4) with { Label = "|1 − ηλ|" },
                new Curve(eta, [.. eta.Select(e => LearningRateLimits.Rate(1, e))])
                {
                    Marks = Marks.Points,
                    Style = 1,
                    Label = "measured",
                },
                new Guide(1), new Guide(2, Vertical: true))
            { X = new("ηλ", 0, 2.4), Y = new("factor per step", 0, 1.6) }));
    }

    private static void Adaptive(Page page)
    {
        const int most = 100_000;
        page.Print($"{"",-14} {"constant η",12} {"diagonal",9} {"backtracking",13} {"bisection",10}");
        foreach (var f in new Objective[] { new Quadratic(1, 2), new Quadratic(), new Rosenbrock() })
        {
            // The largest constant rate that is safe at the minimum is 2/(λ₁ + λₙ) for a quadratic; Rosenbrock's start
            // wants less.
            var (low, high) = f.Hessian(f.Minima[0].X1, f.Minima[0].X2).Eigenvalues;
            string Count(IReadOnlyList<Point2> path) => path.Count <= most ? $"{path.Count - 1}" : "never";
            string Steps(LineSearch.Chooser choose) => Count(LineSearch.Run(f, choose, f.Start, most, 1e-6));
            var constant = LineSearch.Constant(f is Quadratic ? 2 / (low + high) : 1 / high);
            page.Print(
                $"{f.Name + $" κ={high / low:F0}",-18} {Steps(constant),8} "
                + $"{Count(LineSearch.Preconditioned(f, f.Start, most, 1e-6)),9} "
                + $"{Steps(LineSearch.Backtracking),13} {Steps(LineSearch.Bisection),10}");
        }
        var valley = new Quadratic();
        page.Draw(new Figure("11.3-adaptive",
            "From one start down 0.1x₁² + 2x₂²: a constant rate zigzags, bisection does too but less, the diagonal's "
            + "inverse goes straight to the minimum",
            new Panel([
            new Contours(Grid.Sample(valley.Value, new(-5.5, 1), new(-3, 3), 201)),
            Path(LineSearch.Run(valley, LineSearch.Constant(0.4), valley.Start, 20), "constant η = 0.4", 1),
            Path(LineSearch.Run(valley, LineSearch.Bisection, valley.Start, 20), "bisection", 2),
            Path(LineSearch.Preconditioned(valley, valley.Start, 20, 1e-9), "diagonal", 6),
            .. ChapterFigures.Ends(valley.Start, null, valley.Minima)])
            { X = new("x₁", -5.5, 1), Y = new("x₂", -3, 3), EqualScales = true }));

        static Curve Path(IReadOnlyList<Point2> path, string label, int style) =>
            new([.. path.Select(p => p.X1)], [.. path.Select(p => p.X2)])
            {
                Marks = Marks.LineAndPoints,
                Label = label,
                Style = style,
            };
    }
}
