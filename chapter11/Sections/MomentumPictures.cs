using D2lOptim.Chapter11.Beyond;
using D2lOptim.Descent;
using D2lOptim.Numerics;
using D2lOptim.Objectives;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11;

/// <summary>Section 11.6 further: Nesterov's look ahead, and a quadratic form seen along its eigenvectors.</summary>
public static class MomentumPictures
{
    /// <summary>Momentum looks at the gradient where it stands, Nesterov's where the velocity will take it.</summary>
    public static void Nesterov(Page page)
    {
        var f = new Quadratic();
        const double eta = 0.15, beta = 0.8;
        var momentum = Race.Run("momentum", x => fused.SGD([x], eta, beta), eta, f, 20);
        var nesterov = Race.Run("Nesterov", x => fused.SGD([x], eta, beta, nesterov: true), eta, f, 20);
        double Value(Point2 x) => f.Value(x.X1, x.X2);
        page.Print($"20 steps at η = {eta}, β = {beta}: "
            + $"momentum ends at f = {Value(momentum.Path[^1]):G3}, Nesterov's at {Value(nesterov.Path[^1]):G3}");

        // A step of momentum's path: what the velocity alone would do, and the gradient before and after that.
        var (from, at) = (momentum.Path[2], momentum.Path[3]);
        Point2 carried = (beta * (at.X1 - from.X1), beta * (at.X2 - from.X2)),
            ahead = (at.X1 + carried.X1, at.X2 + carried.X2);
        var (here, there) = (f.Gradient(at.X1, at.X2), f.Gradient(ahead.X1, ahead.X2));
        static Arrows Arrow(Point2 x, double by, Point2 d, string label, int style) =>
            new([x.X1], [x.X2], [by * d.X1], [by * d.X2]) { Label = label, Style = style };
        page.Draw(new Figure("11.6-nesterov",
            "One step on 0.1x₁² + 2x₂² taken apart, and twenty steps: momentum adds the gradient of the place where it "
            + "stands, Nesterov's that of the place where the velocity leads", [
            new Panel(new Contours(Grid.Sample(f.Value, new(-4.8, -3.6), new(-0.2, 2.4), 201)),
                Arrow(at, 1, carried, "velocity, β(xₜ − xₜ₋₁)", 0),
                Arrow(ahead, -eta, here, "−η∂f(xₜ): momentum", 1),
                Arrow(ahead, -eta, there, "−η∂f there: Nesterov", 2),
                new Marker(at.X1, at.X2, Sign.Start) { Label = "xₜ" })
            { Title = "one step", X = new("x₁", -4.8, -3.6), Y = new("x₂", -0.2, 2.4) },
            new Panel([new Contours(Grid.Sample(f.Value, new(-5.5, 1), new(-3, 3), 201)),
                Line(momentum.Path, "momentum", 1), Line(nesterov.Path, "Nesterov", 2),
                .. ChapterFigures.Ends(f.Start, null, f.Minima)])
            { Title = "twenty steps", X = new("x₁", -5.5, 1), Y = new("x₂", -3, 3) }]));
    }

    // x = U·z:  ½xᵀQx = ½Σ λᵢzᵢ², and one step of descent is zᵢ ← (1 − ηλᵢ)·zᵢ
    /// <summary>A turned valley falls apart into two scalar problems along the eigenvectors of its Hessian.</summary>
    public static void ChangeOfVariables(Page page)
    {
        const double eta = 0.4;
        const int steps = 20;
        var f = new Rotated(new Quadratic(), Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        var q = f.Hessian(0, 0);
        var eigen = SymmetricEigen.Of(new[,] { { q.H11, q.H12 }, { q.H12, q.H22 } });
        Point2 Along(Point2 x) =>
            (eigen.Vectors[0][0] * x.X1 + eigen.Vectors[0][1] * x.X2,
                eigen.Vectors[1][0] * x.X1 + eigen.Vectors[1][1] * x.X2);
        var path = LineSearch.Run(f, LineSearch.Constant(eta), f.Start, steps, until: 0);
        Point2[] z = [.. path.Select(Along)];
        var apart = z.Select((p, t) => Math.Max(
            Math.Abs(p.X1 - z[0].X1 * Math.Pow(1 - eta * eigen.Values[0], t)),
            Math.Abs(p.X2 - z[0].X2 * Math.Pow(1 - eta * eigen.Values[1], t)))).Max();
        page.Print($"Q = ({q.H11:F2}, {q.H12:F2}; {q.H12:F2}, {q.H22:F2}) has eigenvalues {eigen.Values[0]:F2} and "
            + $"{eigen.Values[1]:F2}; along them {steps} steps are zᵢ·(1 − ηλᵢ)ᵗ to within {apart:G1}");
        Panel Seen(string title, string a, string b, Func<double, double, double> value,
            IReadOnlyList<Point2> places, params Series[] more)
        {
            var held = new Interval(-6, 3);
            return new([new Contours(Grid.Sample(value, held, held, 201)), Line(places, "descent", 1), .. more,
                .. ChapterFigures.Ends(places[0], places[^1], [(0, 0)])])
            { Title = title, X = new(a, -6, 3), Y = new(b, -6, 3), EqualScales = true };
        }
        page.Draw(new Figure("11.6-variables",
            "Gradient descent down a turned valley, and the same along the eigenvectors of its Hessian: there each "
            + "coordinate is a problem by itself",
            Seen("x", "x₁", "x₂", f.Value, path, new Arrows([0, 0], [0, 0],
                [.. eigen.Vectors.Select(v => 2 * v[0])], [.. eigen.Vectors.Select(v => 2 * v[1])])
            { Label = "eigenvectors" }),
            Seen("z, along the eigenvectors", "z₁", "z₂",
                (a, b) => (eigen.Values[0] * a * a + eigen.Values[1] * b * b) / 2, z)));
    }

    private static Curve Line(IReadOnlyList<Point2> path, string label, int style) =>
        new([.. path.Select(p => p.X1)], [.. path.Select(p => p.X2)])
        {
            Label = label,
            Style = style,
            Marks = Marks.LineAndPoints,
        };
}
