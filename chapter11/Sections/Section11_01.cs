using D2lOptim.Objectives;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.1 Optimization and deep learning.</summary>
public static class Section11_01
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        using var scope = NewDisposeScope();
        page.Heading("11.1.1 The goal: what is least on a sample is not least on what it was drawn from");
        var (risk, empirical) = (Functions1D.Risk, Functions1D.EmpiricalRisk);
        var near = arange(0.5, 1.5, 0.01, float32);
        page.Draw(new Figure("11.1-risk",
            "The true risk is smooth, the empirical one wavy, and their minima lie apart", new Panel([
            page.Curve("risk", "f", near, Risk) with { Label = "risk" },
            page.Curve("risk", "g", near, x => Risk(x) + 0.2 * (5 * Math.PI * x).cos())
                with { Label = "empirical risk" },
            .. Marked(empirical, empirical.Minima[0], Least(empirical), 1, -0.16, -0.24),
            .. Marked(risk, risk.Minima[0], Least(risk), 0, -0.16, 0.02)])
            { X = new("x", 0.5, 1.5), Y = new("risk", -1.5, 0.4) }));
        page.Print($"the risk {risk.Name} is least at x = {risk.Minima[0]:F4}, the empirical risk {empirical.Name} "
            + $"at x = {empirical.Minima[0]:F4}");

        page.Heading("11.1.2.1 Local minima");
        page.Draw(new Figure("11.1-minima", "x·cos(πx) with a local and a global minimum", new Panel([
            page.Curve("minima", "f", arange(-1.0, 2.0, 0.01, float32), Risk) with { Label = "" },
            .. Marked(risk, risk.Minima[1], "local minimum", 1, -0.35, -0.35),
                .. Marked(risk, risk.Minima[0], "global minimum", 1, -0.3, -0.55)])
        { X = new("x", -1, 2), Y = new("f(x)", -1.6, 2.1) }));
        foreach (var x in risk.Minima)
            page.Print($"at x = {x,7:F4} f′ is {risk.Gradient(x):F4} and f″ is {risk.Curvature(x):F2} > 0, a "
                + $"minimum of {risk.Value(x):F4}");

        page.Heading("11.1.2.2 Saddle points: flat, and no minimum");
        page.Draw(new Figure("11.1-saddle", "x³ with its saddle point at 0", new Panel([
            page.Curve("saddle", "x3", arange(-2.0, 2.0, 0.01, float32), x => x.pow(3)) with { Label = "" },
            .. Marked(Functions1D.Cube, 0, "saddle point", 1, -1.8)])
        { X = new("x", -2, 2), Y = new("f(x) = x³", -8, 8) }));
        SaddleSurface(page);

        page.Heading("11.1.2.3 Vanishing gradients");
        var (tanh, relu) = (Functions1D.Tanh, Functions1D.Relu);
        var wide = arange(-2.0, 5.0, 0.01, float32);
        page.Draw(new Figure("11.1-tanh", "tanh flattens out, its gradient vanishes at x = 4; ReLU's stays 1",
            new Panel(page.Curve("tanh", "tanh", wide, x => x.tanh()) with { Label = "tanh x" },
                ChapterFigures.Function(relu, -2, 5) with { Label = "ReLU", Style = 1 })
            { X = new("x", -2, 5), Y = new("f(x)", -1.2, 3) },
            new Panel(ChapterFigures.Function(tanh.Gradient, -2, 5) with { Label = "tanh′ x" },
                ChapterFigures.Function(relu.Gradient, -2, 5) with { Label = "ReLU′", Style = 1 },
                new Guide(4, Vertical: true))
            { X = new("x", -2, 5), Y = new("f′(x)", 0, 1.4) })
        { Columns = 1 });
        page.Print($"at x = 4 the gradient of tanh is {tanh.Gradient(4):F6}, that of ReLU {relu.Gradient(4):F6}");
    }

    // The book's own order of operations, in float32.
    private static Tensor Risk(Tensor x) => x * (Math.PI * x).cos();

    // x² − y² at 101 × 101 points; the book draws a wire at every tenth of them, and these are what the run keeps.
    private static void SaddleSurface(Page page)
    {
        var axis = linspace(-1.0, 1.0, 101, float32);
        var z = axis.pow(2).reshape(-1, 1) - axis.pow(2);
        var tenth = arange(0, 101, 10, int64);
        var sparse = z.index_select(0, tenth).index_select(1, tenth).contiguous();
        page.Record(new RunRecord("11.1", "saddle3d", "curve",
            "z-stride10")
        { Lists = [new("z", Page.Widen(sparse.data<float>().ToArray()))] });

        var saddle = new Saddle();
        var (low, high) = saddle.Hessian(0, 0).Eigenvalues;
        page.Draw(new Figure("11.1-saddle3d", "The surface x² − y² with its saddle point at the origin",
            new Panel(new Surface(Grid.Sample(saddle.Value, new(-1, 1), new(-1, 1), 21)) { Mark = (0, 0, 0) })
            {
                X =
                new("x", -1, 1),
                Y = new("y", -1, 1),
                Z = new("x² − y²", -1, 1)
            }));
        page.Print($"x³ at 0: f′ = {Functions1D.Cube.Gradient(0)}, f″ = {Functions1D.Cube.Curvature(0)}, which "
            + $"decides nothing");
        page.Print($"x² − y² at (0, 0): f′ = 0 both ways, eigenvalues of the Hessian {high} and {low}: one of each "
            + $"sign, a saddle");
        foreach (var (name, hessian) in new[] { ("x² + y²", new Hessian2(2, 0, 2)),
            ("−x² − y²", new Hessian2(-2, 0, -2)) })
            page.Print($"{name} at (0, 0): eigenvalues {hessian.Eigenvalues.High} and {hessian.Eigenvalues.Low}: "
                + $"{(hessian.Eigenvalues.Low > 0 ? "all positive, a minimum" : "all negative, a maximum")}");
    }

    private static string Least(Objective1D f) => FormattableString.Invariant($"least at {f.Minima[0]:F3}");

    private static IEnumerable<Series> Marked(Objective1D f, double x, string text, int style, double below,
        double right = 0) =>
        [new Curve([x], [f.Value(x)]) { Marks = Marks.Points, Style = style },
            new Note(x + right, f.Value(x) + below, text)];
}
