using System.Globalization;
using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.2 Convexity.</summary>
public static class Section11_02
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        using var scope = NewDisposeScope();
        page.Aside("11.2.1.1 Convex sets", () => ConvexSets(page));

        page.Heading("11.2.1.2 Convex functions: no chord lies below the function");
        var (x, ends) = (arange(-2, 2, 0.01, float32), tensor([-1.5f, 1f]));
        foreach (var (letter, f, evaluate) in new (string, Objective1D, Func<Tensor, Tensor>)[]
        {
            ("f", Functions1D.HalfSquare, x => 0.5 * x.pow(2)),
            ("g", Functions1D.Cosine, x => (Math.PI * x).cos()),
            ("h", Functions1D.Exponential, x => (0.5 * x).exp()),
        })
        {
            Chord(page, "convex", letter, f.Name, x, ends, evaluate);
            page.Print($"{f.Name,-8} on [−2, 2]: {Describe(Convexity.Check(f, -2, 2))}");
        }

        page.Aside("11.2.1.3 Jensen's inequality: E f(X) ≥ f(E X) for convex f, on 1,000 samples of N(0, 1)",
            () => Jensen(page));

        page.Heading("11.2.2.1 A local minimum of a convex function is a global one");
        Chord(page, "localmin", "f", "(x − 1)²", x, ends, x => (x - 1).pow(2));

        page.Aside("11.2.2.3 Convexity and second derivatives", () =>
        {
            page.Print($"x⁴ on [−2, 2]: {Describe(Convexity.Check(Functions1D.Quartic, -2, 2))}");
            page.Print($"x³ on [−2, 2]: {Describe(Convexity.Check(Functions1D.Cube, -2, 2))}; on [0.1, 2]: "
                + $"{Describe(Convexity.Check(Functions1D.Cube, 0.1, 2))}");
            foreach (var f in new Objective[] { new Quadratic(), new Saddle(), new Rosenbrock(), new Himmelblau(),
                new Beale() })
                page.Print($"{f.Name,-10} on its bounds: {Describe(Convexity.Check(f))}");
        });
        page.Aside("11.2.3 Constraints: (x₁ − 2)² + 2(x₂ − 1.5)² made least on three sets, three ways",
            () => Constraints(page));
    }

    private static void Chord(Page page, string name, string letter, string formula, Tensor x, Tensor ends,
        Func<Tensor, Tensor> f) =>
        page.Draw(new Figure($"11.2-{name}-{letter}", $"{formula} and its chord from −1.5 to 1", new Panel(
            page.Curve(name, letter, x, f) with { Label = formula },
            page.Curve(name, $"{letter}-seg", ends, f) with { Label = "chord" })
        { X = new("x", -2, 2), Y = new($"{letter}(x)") }));

    private static string Describe(ConvexityResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"smallest eigenvalue {result.SmallestEigenvalue:G3}, ")
        + result.Verdict switch
        {
            Verdict.Convex => "convex",
            Verdict.Undecided => "undecided",
            _ => $"not convex, f lies above the middle of its chord from {At(result.Witness!.Value.A)} to "
                + $"{At(result.Witness!.Value.B)}",
        };

    private static string At(double[] x) =>
        $"({string.Join(", ", x.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v:F2}")))})";

    private static void Jensen(Page page)
    {
        manual_seed(page.Options.Seed);
        var sample = randn(1000).data<float>().ToArray();
        foreach (var f in new[] { Functions1D.HalfSquare, Functions1D.Exponential, Functions1D.Quartic,
            Functions1D.Cosine })
        {
            var (outside, inside) = (sample.Average(x => f.Value(x)), f.Value(sample.Average(x => (double)x)));
            page.Print($"{f.Name,-8} E f(X) = {outside,7:F4}, f(E X) = {inside,7:F4}: "
                + $"{(outside >= inside ? "holds" : "does not hold, and f is not convex")}");
        }
    }

    // Where two discs overlap, every chord stays inside; in both together, one that joins their far edges does not.
    private static void ConvexSets(Page page)
    {
        Point2 left = (-0.7, 0), right = (0.7, 0);
        bool In(Point2 p, Point2 centre) =>
            double.Hypot(p.X1 - centre.X1, p.X2 - centre.X2) <= 1;
        bool Intersection(Point2 p) => In(p, left) && In(p, right);
        bool Union(Point2 p) => In(p, left) || In(p, right);
        var grid = new Interval(-1.7, 1.7).Spaced(35);
        Point2[] points = [.. grid.SelectMany(x1 => grid.Select(x2 => (x1, x2)))],
            lens = [.. points.Where(Intersection)];
        var (a, b) = PlaneSet.ChordThatLeaves(Union, [.. points.OrderByDescending(p => p.X2)])!.Value;
        page.Print($"two discs: the chord from ({a.X1:F1}, {a.X2:F1}) to ({b.X1:F1}, {b.X2:F1}) has both ends in "
            + $"their union, but not its middle: it is not convex");
        page.Print($"their intersection: "
            + $"{(PlaneSet.ChordThatLeaves(Intersection, points) is null ? "none" : "one")} of the {lens.Length}² "
            + $"chords between its grid points leaves it");
        page.Draw(new Figure("11.2-sets",
            "Two discs: their intersection is convex, their union is not, as the chord shows that leaves it", new Panel(
            Outline(PlaneSet.Circle(left.X1, left.X2, 1)) with { Style = 0, Dash = Dash.Solid },
                Outline(PlaneSet.Circle(right.X1, right.X2, 1)) with { Style = 0, Dash = Dash.Solid },
            new Curve([.. lens.Select(p => p.X1)], [.. lens.Select(p => p.X2)])
            {
                Marks = Marks.Points,
                Style = 2,
                Label = "intersection"
            },
            new Curve([a.X1, b.X1], [a.X2, b.X2])
            {
                Marks = Marks.LineAndPoints,
                Style = 1,
                Label = "chord of the union"
            })
            { X = new("x₁", -2, 2), Y = new("x₂", -1.3, 1.3), EqualScales = true, Legend = LegendPlace.Below }));
    }

    private static void Constraints(Page page)
    {
        var f = new Quadratic(1, 2, 2, 1.5);
        Point2 start = (-0.8, -0.6);
        foreach (var set in new[] { PlaneSet.Ball(1), PlaneSet.Box((-1, -1), (1.2, 0.8)), PlaneSet.Simplex })
        {
            (string Name, IReadOnlyList<Point2> Path)[] ways =
            [
                ("Lagrangian", ConstrainedMinimum.Lagrangian(f, set, start)),
                ("penalty", ConstrainedMinimum.Penalty(f, set, start)),
                ("projection", ConstrainedMinimum.Projected(f, set, start)),
            ];
            page.Print($"{set.Name,-8} "
                + $"{string.Join(", ", ways.Select(way => string.Create(CultureInfo.InvariantCulture,
                $"{way.Name} ({way.Path[^1].X1:F6}, {way.Path[^1].X2:F6})")))}");
            page.Draw(new Figure($"11.2-{set.Name}",
                $"(x₁ − 2)² + 2(x₂ − 1.5)² made least on the {set.Name} three ways, all ending at one point",
                new Panel([
                new Contours(Grid.Sample(f.Value, new(-1.6, 2.9), new(-1.2, 1.5))),
                Outline(set.Outline) with { Style = 6, Dash = Dash.Solid, Label = set.Name },
                .. ways.Select((way, i) =>
                    Outline([.. way.Path.Take(400)])
                    with { Style = i + 1, Marks = way.Path.Count > 1000 ? Marks.Line : Marks.LineAndPoints,
                    Dash = Dash.Solid, Label = way.Name }),
                .. ChapterFigures.Ends(start, ways[^1].Path[^1], [])])
                { X = new("x₁", -1.6, 2.9), Y = new("x₂", -1.2, 1.5), EqualScales = true }));
        }
        var clipped = Projection.OntoBall([3, 4], 1);
        page.Print($"gradient clipping is a projection too: (3, 4) clipped to length 1 is ({clipped[0]:F1}, "
            + $"{clipped[1]:F1})");
    }

    private static Curve Outline(IReadOnlyList<Point2> points) =>
        new([.. points.Select(p => p.X1)], [.. points.Select(p => p.X2)]);
}
