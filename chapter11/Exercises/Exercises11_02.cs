using D2lOptim.Descent;
using D2lOptim.Numerics;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
using MathNet.Numerics.LinearAlgebra;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Convexity.</summary>
internal static class Exercises11_02
{
    // Random polygons around 0: corners at growing angles, at distances that are alike or differ.
    internal static void ChordsOfASet(Work work)
    {
        const int polygons = 200, corners = 8;
        var random = work.Random();
        int convex = 0, boundary = 0, vertices = 0;
        for (var k = 0; k < polygons; k++)
        {
            var uneven = k % 2 == 0 ? 0.02 : 0.8;
            Point2[] polygon = [.. Enumerable.Range(0, corners).Select(i =>
            {
                var (angle, r) = (2 * Math.PI * (i + 0.3 * random.Uniform()) / corners, 1 - uneven * random.Uniform());
                return (r * Math.Cos(angle), r * Math.Sin(angle));
            })];
            var truth = Enumerable.Range(0, corners).All(i =>
                Turn(polygon[i], polygon[(i + 1) % corners], polygon[(i + 2) % corners]) >= 0);
            bool In(Point2 p) => Enumerable.Range(0, corners).Any(i =>
                Turn((0, 0), polygon[i], p) >= -1e-12 && Turn(polygon[(i + 1) % corners], (0, 0), p) >= -1e-12
                && Turn(polygon[i], polygon[(i + 1) % corners], p) >= -1e-12);
            bool Chords(Point2[] points) => points.All(a => points.All(b =>
                Enumerable.Range(1, 9).All(t => In((a.X1 + t * (b.X1 - a.X1) / 10, a.X2 + t * (b.X2 - a.X2) / 10)))));
            Point2[] edge = [.. Enumerable.Range(0, corners * 5).Select(i =>
            {
                var (a, b, part) = (polygon[i / 5], polygon[(i / 5 + 1) % corners], i % 5 / 5.0);
                return (a.X1 + part * (b.X1 - a.X1), a.X2 + part * (b.X2 - a.X2));
            })];
            if (truth) convex++;
            if (Chords(edge) == truth) boundary++;
            if (Chords(polygon) == truth) vertices++;
        }
        work.Value("polygons", polygons);
        work.Value("convex", convex);
        work.Check("chords between boundary points decide every polygon rightly", boundary == polygons);
        work.Check("chords between vertices decide every polygon rightly", vertices == polygons);
        work.Check("some polygons are convex and some are not", convex is > 10 and < polygons - 10);
    }

    private static double Turn(Point2 a, Point2 b, Point2 c) =>
        (b.X1 - a.X1) * (c.X2 - b.X2) - (b.X2 - a.X2) * (c.X1 - b.X1);

    // ‖λx + (1 − λ)y‖ₚ ≤ λ‖x‖ₚ + (1 − λ)‖y‖ₚ
    internal static void Balls(Work work)
    {
        var random = work.Random();
        double[] ps = [0.5, 1, 1.5, 2, 4, double.PositiveInfinity];
        foreach (var p in ps)
        {
            var outside = 0;
            for (var k = 0; k < 10_000; k++)
            {
                var (x, y, part) = (OnBall(random, p), OnBall(random, p), random.Uniform());
                if ((part * x + (1 - part) * y).Norm(p) > 1 + 1e-12) outside++;
            }
            if (p < 1) work.Value("outside", outside / 10_000.0);
            work.Check(FormattableString.Invariant($"p = {p}: {(p < 1 ? "some" : "no")} chord leaves the ball"),
                p < 1 == outside > 0);
        }
        work.Value("middle", Vector<double>.Build.Dense([0.5, 0.5]).Norm(0.5));
        work.Draw(new Figure("exercise-11.2.2", "The balls of radius 1 by four norms; that of p = ½ is not convex",
            new Panel([.. new[] { 0.5, 1, 2, 4 }.Select(p => Outline(p))])
            { X = new("x₁", -1.2, 1.2), Y = new("x₂", -1.2, 1.2), EqualScales = true }));
    }

    private static Vector<double> OnBall(SplitMix64 random, double p)
    {
        var x = Vector<double>.Build.Dense(3, _ => random.Gaussian());
        return x / x.Norm(p);
    }

    private static Curve Outline(double p)
    {
        Vector<double>[] points = [.. new Interval(0, 2 * Math.PI).Spaced(361)
            .Select(angle => Vector<double>.Build.Dense([Math.Cos(angle), Math.Sin(angle)]))];
        return new([.. points.Select(x => x[0] / x.Norm(p))], [.. points.Select(x => x[1] / x.Norm(p))])
        { Label = FormattableString.Invariant($"p = {p}") };
    }

    // Convex functions: the greatest of three random parabolas.
    internal static void MaximumAndMinimum(Work work)
    {
        var random = work.Random();
        var (violated, minimum) = (0, 0);
        for (var k = 0; k < 10_000; k++)
        {
            var (f, g) = (Parabola(random), Parabola(random));
            var (x, y, part) = (random.Gaussian(), random.Gaussian(), random.Uniform());
            if (Above(t => Math.Max(f(t), g(t)), x, y, part)) violated++;
            if (Above(t => Math.Min(f(t), g(t)), x, y, part)) minimum++;
        }
        double left(double x) => (x + 1) * (x + 1);
        double right(double x) => (x - 1) * (x - 1);
        work.Value("violated", violated);
        work.Value("minimum", minimum);
        work.Check("max(f, g) lies above no chord of 10,000", violated == 0);
        work.Check("min(f, g) lies above some", minimum > 0);
        work.Check("min((x + 1)², (x − 1)²) is 1 in the middle of a chord at height 0",
            Math.Min(left(0), right(0)) == 1 && Math.Min(left(-1), right(-1)) == 0 && Math.Min(left(1), right(1)) == 0);
        work.Draw(new Figure("exercise-11.2.3",
            "The larger of two parabolas is convex; the smaller is not, as the chord between its two minima shows",
            new Panel(ChapterFigures.Function(x => Math.Max(left(x), right(x)), -2, 2) with { Label = "max" },
                ChapterFigures.Function(x => Math.Min(left(x), right(x)), -2, 2) with { Label = "min", Style = 1 },
                new Curve([-1, 1], [0, 0]) { Label = "chord", Marks = Marks.LineAndPoints, Style = 2 })
            { X = new("x", -2, 2), Y = new("", -0.5, 6) }));
    }

    private static Func<double, double> Parabola(SplitMix64 random)
    {
        var (a, b, c) = (Math.Abs(random.Gaussian()), random.Gaussian(), random.Gaussian());
        return x => a * x * x + b * x + c;
    }

    private static bool Above(Func<double, double> f, double x, double y, double part) =>
        f(part * x + (1 - part) * y) > part * f(x) + (1 - part) * f(y) + 1e-12;

    // ∇² log Σ exp(xᵢ) = diag(p) − p·pᵀ,  p = softmax(x)
    internal static void LogSumExp(Work work)
    {
        var random = work.Random();
        double smallest = double.PositiveInfinity, along = 0;
        for (var k = 0; k < 1000; k++)
        {
            double[] e = [.. Enumerable.Range(0, 5).Select(_ => Math.Exp(3 * random.Gaussian()))];
            double[] p = [.. e.Select(v => v / e.Sum())];
            var H = new double[5, 5];
            for (var i = 0; i < 5; i++)
                for (var j = 0; j < 5; j++) H[i, j] = (i == j ? p[i] : 0) - p[i] * p[j];
            smallest = Math.Min(smallest, SymmetricEigen.Of(H).Values[0]);
            along = Math.Max(along, Enumerable.Range(0, 5).Max(i =>
                Math.Abs(Enumerable.Range(0, 5).Sum(j => H[i, j]))));
        }
        work.Value("smallest", smallest);
        work.Value("along", along);
        work.Check("no eigenvalue of 1,000 Hessians is negative beyond rounding", smallest > -1e-14);
        work.Check("the Hessian times (1, …, 1) is 0: along it the function is linear", along < 1e-14);
    }

    internal static void Subspace(Work work)
    {
        var random = work.Random();
        var worst = 0.0;
        for (var k = 0; k < 1000; k++)
        {
            var W = Matrix<double>.Build.Dense(2, 5, (_, _) => random.Gaussian());
            var b = Vector<double>.Build.Dense(2, _ => random.Gaussian());
            Vector<double> Solution()
            {
                var x = Vector<double>.Build.Dense(5, _ => random.Gaussian());
                return x - W.Transpose() * (W * W.Transpose()).Solve(W * x - b);
            }
            var (x, y, part) = (Solution(), Solution(), random.Uniform());
            worst = Math.Max(worst, (W * (part * x + (1 - part) * y) - b).L2Norm());
        }
        work.Value("worst", worst);
        work.Check("W·(λx + (1 − λ)y) = b, to rounding, for 1,000 random W and b", worst < 1e-9);
    }

    // M = I − Wᵀ(WWᵀ)⁻¹W
    internal static void ProjectionMatrix(Work work)
    {
        var random = work.Random();
        double twice = 0, skew = 0, nearer = 0;
        for (var k = 0; k < 200; k++)
        {
            var W = Matrix<double>.Build.Dense(2, 5, (_, _) => random.Gaussian());
            var M = Matrix<double>.Build.DenseIdentity(5) - W.Transpose() * (W * W.Transpose()).Inverse() * W;
            var x = Vector<double>.Build.Dense(5, _ => random.Gaussian());
            twice = Math.Max(twice, (M * M - M).FrobeniusNorm());
            skew = Math.Max(skew, (M - M.Transpose()).FrobeniusNorm());
            for (var other = 0; other < 20; other++)
                if ((x - M * Vector<double>.Build.Dense(5, _ => random.Gaussian())).L2Norm() < (x - M * x).L2Norm())
                    nearer++;
        }
        work.Value("twice", twice);
        work.Check("M·M = M and M = Mᵀ, to rounding", Math.Max(twice, skew) < 1e-9);
        work.Check("of 4,000 other points of the subspaces none is nearer to x than M·x", nearer == 0);
    }

    // The place where f″ has the value that the rest asks for is found by bisection, since f″ is monotone here.
    internal static void Taylor(Work work)
    {
        var random = work.Random();
        var found = 0;
        var farthest = 0.0;
        foreach (var f in new[] { Functions1D.Exponential, Functions1D.Quartic, Functions1D.Cosh })
            for (var k = 0; k < 1000; k++)
            {
                // From 0.1 on, where the second derivative of each of the three rises.
                var (x, eps) = (0.1 + 2 * random.Uniform(), 0.01 + 2 * random.Uniform());
                var asked = 2 * (f.Value(x + eps) - f.Value(x) - eps * f.Gradient(x)) / (eps * eps);
                double low = 0, high = eps;
                for (var t = 0; t < 100; t++)
                    if (f.Curvature(x + (low + high) / 2) < asked) low = (low + high) / 2;
                    else high = (low + high) / 2;
                if (Math.Abs(f.Curvature(x + low) / asked - 1) < 1e-6) found++;
                farthest = Math.Max(farthest, low / eps);
            }
        work.Value("found", found);
        work.Value("farthest", farthest);
        work.Check("in all 3,000 cases there is such a ξ between 0 and ε", found == 3000);
        work.Check("ξ lies in the first half of it, since the second derivative rises", farthest < 0.5);
    }

    // w′ᵢ = sign(wᵢ)·max(0, |wᵢ| − λ/2), with the λ at which ‖w′‖₁ = 1
    internal static void OntoL1Ball(Work work)
    {
        var random = work.Random();
        double[] Project(double[] w) =>
            [.. Projection.OntoSimplex([.. w.Select(Math.Abs)]).Zip(w, (size, v) => Math.CopySign(size, v))];
        var (nearer, worst) = (0, 0.0);
        for (var k = 0; k < 500; k++)
        {
            double[] w = [.. Enumerable.Range(0, 4).Select(_ => 2 * random.Gaussian())];
            if (w.Sum(Math.Abs) <= 1) continue;
            var p = Project(w);
            var lambda = 2 * w.Zip(p).Where(pair => pair.Second != 0)
                .Select(pair => Math.Abs(pair.First) - Math.Abs(pair.Second)).Average();
            worst = Math.Max(worst, w.Zip(p).Max(pair =>
                Math.Abs(Math.CopySign(Math.Max(0, Math.Abs(pair.First) - lambda / 2), pair.First) - pair.Second)));
            worst = Math.Max(worst, Math.Abs(p.Sum(Math.Abs) - 1));
            for (var other = 0; other < 100; other++)
            {
                double[] q = [.. Enumerable.Range(0, 4).Select(_ => random.Gaussian())];
                var size = q.Sum(Math.Abs);
                if (Distance(w, [.. q.Select(v => v / size)]) < Distance(w, p)) nearer++;
            }
        }
        double[] example = Project([1, 0.5, -0.2]);
        foreach (var (i, v) in example.Index()) work.Value($"w{i + 1}", v);
        work.Value("lambda", 2 * (1 - example[0]));
        work.Check("one λ shrinks every coordinate alike, and ‖w′‖₁ = 1", worst < 1e-12);
        work.Check("no random point of the ball's edge is nearer", nearer == 0);
        work.Check("(1, 0.5, −0.2) goes to (0.75, 0.25, 0)", Distance(example, [0.75, 0.25, 0]) < 1e-12);
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    internal static void ProjectionsShrink(Work work)
    {
        var random = work.Random();
        Point2 Point() => (3 * random.Gaussian(), 3 * random.Gaussian());
        double Stretch(Func<Point2, Point2> project) => Enumerable.Range(0, 10_000)
            .Max(_ =>
            {
                var (x, y) = (Point(), Point());
                var (p, q) = (project(x), project(y));
                return double.Hypot(p.X1 - q.X1, p.X2 - q.X2) / double.Hypot(x.X1 - y.X1, x.X2 - y.X2);
            });
        foreach (var set in new[] { PlaneSet.Ball(1), PlaneSet.Box((-1, -1), (1.2, 0.8)), PlaneSet.Simplex })
            work.Check($"onto the {set.Name} no distance of 10,000 grows", Stretch(set.Project) <= 1 + 1e-12);
        // Of a circle, which is not convex, the nearest point is x / ‖x‖: from within it moves apart.
        var circle = Stretch(x => (x.X1 / double.Hypot(x.X1, x.X2), x.X2 / double.Hypot(x.X1, x.X2)));
        work.Value("circle", circle);
        work.Check("onto a circle, which is not convex, some do", circle > 1);
    }
}
