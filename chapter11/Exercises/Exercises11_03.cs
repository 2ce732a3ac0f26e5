using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>Gradient descent.</summary>
internal static class Exercises11_03
{
    private const int Most = 100_000;
    private static readonly double s_half = Math.Sqrt(0.5);

    // On x² from 10; and on x⁴, whose curvature is not the same everywhere.
    internal static void Rates(Work work)
    {
        static int Steps(Objective1D f, double eta, double x)
        {
            var t = 0;
            for (; t < Most && Math.Abs(x) > 0.01 && Math.Abs(x) < 1e6; t++) x -= eta * f.Gradient(x);
            return Math.Abs(x) <= 0.01 ? t : Most;
        }
        double[] rates = [.. Enumerable.Range(1, 99).Select(k => k * 0.01)];
        int[] steps = [.. rates.Select(eta => Steps(Functions1D.Square, eta, 10))];
        work.Value("least", steps.Min());
        work.Value("best", rates[Array.IndexOf(steps, steps.Min())]);
        work.Value("small", steps[0]);
        work.Value("quartic", Steps(Functions1D.Quartic, 0.1, 1));
        work.Check("η = 0.5 arrives in one step", Steps(Functions1D.Square, 0.5, 10) == 1);
        work.Check("steps are ln(1000)/−ln|1 − 2η|, rounded up", rates.Zip(steps).All(pair => pair.First == 0.5
            || Math.Abs(pair.Second - Math.Log(1000) / -Math.Log(Math.Abs(1 - 2 * pair.First))) <= 1.001));
        work.Check("η = 1 and more never arrives", new[] { 1, 1.1, 2 }.All(eta =>
            Steps(Functions1D.Square, eta, 10) == Most));
        work.Check("on x⁴ η = 0.1 arrives from 1, but flies away from 5, where the curvature is 300",
            Steps(Functions1D.Quartic, 0.1, 1) < Most && Steps(Functions1D.Quartic, 0.1, 5) == Most);
        work.Draw(new Figure("exercise-11.3.1", "Steps from 10 to 0.01 on x² against the learning rate: one at ½",
            new Panel(new Curve(rates, [.. steps.Select(s => (double)s)]))
            { X = new("η", 0, 1), Y = new("steps", Log: true) }));
    }

    // f = log(eˣ + e^(−2x−3)),  f′ = (eˣ − 2e^(−2x−3)) / (eˣ + e^(−2x−3)) = 0 at x = (ln 2 − 3)/3
    internal static void LineSearchOnAnInterval(Work work)
    {
        static double Value(double x) => Math.Log(Math.Exp(x) + Math.Exp(-2 * x - 3));
        static double Slope(double x) => Math.Exp(x) - 2 * Math.Exp(-2 * x - 3);
        var truth = (Math.Log(2) - 3) / 3;
        var (a, b, halvings) = (-10.0, 10.0, 0);
        for (; b - a > 1e-6; halvings++)
            if (Slope((a + b) / 2) > 0) b = (a + b) / 2;
            else a = (a + b) / 2;
        work.Value("x", (a + b) / 2);
        work.Value("halvings", halvings);
        work.Check("halving by the sign of the slope ends at (ln 2 − 3)/3", Math.Abs((a + b) / 2 - truth) < 1e-6);
        work.Check("it takes log₂(20/10⁻⁶) steps, rounded up",
            halvings == (int)Math.Ceiling(Math.Log2(20 / 1e-6)));

        var golden = (Math.Sqrt(5) - 1) / 2;
        (a, b) = (-10, 10);
        var cuts = 0;
        for (; b - a > 1e-6; cuts++)
            if (Value(b - golden * (b - a)) < Value(a + golden * (b - a))) b = a + golden * (b - a);
            else a = b - golden * (b - a);
        work.Value("cuts", cuts);
        work.Check("without the slope two values a step leave 0.618 of the interval, and end there too",
            Math.Abs((a + b) / 2 - truth) < 1e-6);
        // x and 1 − x have the same value in the middle, and their minima on different sides of it.
        work.Check("the value in the middle alone does not tell the side: (x − 0.2)² and (x − 0.8)² agree at 0.5",
            Math.Abs(Math.Pow(0.5 - 0.2, 2) - Math.Pow(0.5 - 0.8, 2)) < 1e-15);
    }

    // ½(x₁² + x₂²/κ) from (1, 1), at the best constant rate 2/(1 + 1/κ).
    internal static void Slow(Work work)
    {
        double[] kappas = [10, 100, 1000, 10_000];
        double[] steps = [.. kappas.Select(kappa =>
            LineSearch.Run(new Quadratic(0.5, 0.5 / kappa), LineSearch.Constant(2 / (1 + 1 / kappa)), (1, 1), Most)
                .TakeWhile(x => Math.Max(Math.Abs(x.X1), Math.Abs(x.X2)) > 0.01).Count() + 0.0)];
        foreach (var (k, count) in steps.Index()) work.Value($"steps{k}", count);
        work.Check("ten times as ill-conditioned takes nine to eleven times the steps", steps.Zip(steps.Skip(1))
            .All(pair => pair.Second / pair.First is > 9 and < 11));
        work.Draw(new Figure("exercise-11.3.3", "Steps of gradient descent grow with the condition number",
            new Panel(new Curve(kappas, steps) { Marks = Marks.LineAndPoints })
            { X = new("κ", Log: true), Y = new("steps", Log: true) }));
    }

    // xᵢ ← xᵢ − η·∂ᵢf / Hᵢᵢ, and with |Hᵢᵢ|.
    internal static void Diagonal(Work work)
    {
        var slow = LineSearch.Preconditioned(new Quadratic(0.5, 0.5e-4), (1, 1), 10, 1e-12);
        work.Value("steps", slow.Count - 1);
        work.Check("on the slow valley of exercise 3 one step arrives", slow.Count - 1 == 1);

        var wave = Functions1D.Wave;
        var signed = Descent1D.Run(Descent1D.Newton(wave), 10, 50)[^1];
        var absolute = Descent1D.Run(Descent1D.AbsoluteNewton(wave, 0.5), 10, 50)[^1];
        work.Value("signed", signed);
        work.Value("signedCurvature", wave.Curvature(signed));
        work.Value("absolute", absolute);
        work.Check("with its sign the curvature leads to a maximum", wave.Curvature(signed) < 0);
        work.Check("with its absolute value to a minimum",
            wave.Curvature(absolute) > 0 && Math.Abs(wave.Gradient(absolute)) < 1e-6);
    }

    // Steps until ‖∇f‖ < 10⁻⁶ on each function, and on the same turned by 45°.
    internal static void Turned(Work work)
    {
        (string Name, Objective F)[] surfaces =
            [("bowl", new Quadratic(1, 2)), ("valley", new Quadratic()), ("rosenbrock", new Rosenbrock())];
        foreach (var (name, f) in surfaces)
        {
            var turned = new Rotated(f, s_half, s_half);
            int Diagonal(Objective g) => LineSearch.Preconditioned(g, g.Start, Most, 1e-6).Count - 1;
            IReadOnlyList<Point2> Plain(Objective g) =>
                LineSearch.Run(g, LineSearch.Constant(name == "rosenbrock" ? 1e-3 : 0.2), g.Start, 500);
            work.Value($"{name}", Diagonal(f));
            work.Value($"{name}Turned", Diagonal(turned));
            var (path, image) = (Plain(f), Plain(turned));
            var apart = path.Zip(image).Max(pair => double.Hypot(
                s_half * (pair.First.X1 - pair.First.X2) - pair.Second.X1,
                s_half * (pair.First.X1 + pair.First.X2) - pair.Second.X2));
            work.Check($"{name}: gradient descent's path turns along, to rounding", apart < 1e-9);
        }
        work.Check("Rosenbrock's valley, on the axes, is not done after 100,000 steps",
            work.Values["rosenbrock"] == Most);
        work.Check("on the axes the diagonal arrives in one step, down the valley turned by 45° it takes over 20",
            work.Values["valley"] == 1 && work.Values["valleyTurned"] > 20);
    }
}
