using D2lOptim.Objectives;
using D2lOptim.Parity;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11;

/// <summary>The kinds of figure that the book repeats.</summary>
public static class ChapterFigures
{
    /// <summary>A descent in the plane over lines of equal height.</summary>
    public static Figure Trace(RunRecord run, Objective objective)
    {
        var (left, right, bottom, top) = objective.Bounds;
        var lists = run.Lists.ToDictionary();
        Interval x = Held(new(left, right), lists["x1"]), y = Held(new(bottom, top), lists["x2"]);
        return new Figure(
            RunKey.FileNameOf($"{run.Section}-{run.Name}-{run.Label}"),
            $"{lists["x1"].Count - 1} steps of {Method(run)}, down {Formula(objective)}",
            new Panel([
                new Contours(Grid.Sample(objective.Value, x, y, 201)),
                new Curve(lists["x1"], lists["x2"]) { Marks = Marks.LineAndPoints, Style = 1 },
                .. Ends((lists["x1"][0], lists["x2"][0]), (lists["x1"][^1], lists["x2"][^1]), objective.Minima)])
            {
                X = new("x₁", x.Min, x.Max),
                Y = new("x₂", y.Min, y.Max),
                // A step stands upright on its contour, unless the descent flew away and one axis had to follow it.
                EqualScales = x.Length < 3 * y.Length && y.Length < 3 * x.Length,
            });
    }

    // a·x₁² + b·x₂² is known by its second derivatives.
    private static string Formula(Objective objective)
    {
        if (objective is not Quadratic) return objective.Name;
        var hessian = objective.Hessian(0, 0);
        static string Factor(double f) => f == 1 ? "" : Label.Number(f);
        return $"{Factor(hessian.H11 / 2)}x₁² + {Factor(hessian.H22 / 2)}x₂²";
    }

    /// <summary>A run's method in words, with its hyperparameters.</summary>
    public static string Method(RunRecord run)
    {
        var name = run.Name switch
        {
            "gd" or "gd-2d" or "gd-nonconvex" => "gradient descent",
            "newton-cosh" or "newton-nonconvex" => "Newton's method",
            "sgd-constant" => "SGD at a constant rate",
            "sgd-exponential" => "SGD at an exponential rate",
            "sgd-polynomial" => "SGD at a polynomial rate",
            "minibatch-sgd" => "minibatch SGD",
            "sgd" => "SGD",
            "momentum-2d" => "momentum",
            "adagrad" or "adagrad-2d" => "AdaGrad",
            "rmsprop" or "rmsprop-2d" => "RMSProp",
            "adadelta" => "Adadelta",
            "adam" => "Adam",
            "yogi" => "Yogi",
            _ => run.Name,
        };
        string[] own = [.. Written(run.Label).Split(", ")
            .Where(part => part.Split(' ')[0] is not ("steps" or "t" or "epochs"))];
        return $"{name}, {string.Join(", ", own)}";
    }

    /// <summary>Where descents start and end, and what they look for; each kind stands once in the legend.</summary>
    public static IEnumerable<Series> Ends(
        Point2 start, Point2? end, IReadOnlyList<Point2> minima)
    {
        foreach (var (i, minimum) in minima.Index())
            yield return new Marker(minimum.X1, minimum.X2, Sign.Minimum) { Label = i == 0 ? "minimum" : "" };
        yield return new Marker(start.X1, start.X2, Sign.Start) { Label = "start" };
        if (end is var (x1, x2) && double.IsFinite(x1) && double.IsFinite(x2))
            yield return new Marker(x1, x2, Sign.End) { Label = "end" };
    }

    // As far as a descent went, be it away.
    private static Interval Held(Interval usual, IReadOnlyList<double> went)
    {
        var far = Interval.Around(went) ?? usual;
        var held = new Interval(Math.Min(usual.Min, far.Min), Math.Max(usual.Max, far.Max));
        var margin = held.Length * 0.03;
        return new(held.Min < usual.Min ? held.Min - margin : usual.Min,
            held.Max > usual.Max ? held.Max + margin : usual.Max);
    }

    /// <summary>A descent on a line, over a function drawn as wide as the descent went.</summary>
    public static Figure Trace(RunRecord run, Objective1D objective) =>
        Trace(
            RunKey.FileNameOf($"{run.Section}-{run.Name}-{run.Label}"),
            $"{run.Lists[0].Value.Count - 1} steps of {Method(run)}, down {objective.Name}",
            objective,
            run.Lists[0].Value);

    /// <summary>The same under a name of its own.</summary>
    public static Figure Trace(string name, string alt, Objective1D objective, IReadOnlyList<double> positions)
    {
        var widest = Math.Max(10, positions.Max(Math.Abs));
        (double, double) At(double x) => (x, objective.Value(x));
        return new Figure(name, alt, new Panel([
            Function(objective, -widest, widest),
            new Curve(positions, [.. positions.Select(objective.Value)]) { Marks = Marks.LineAndPoints, Style = 1 },
            .. Ends(At(positions[0]), At(positions[^1]), [.. objective.Minima.Select(At)])])
        {
            X = new("x"),
            Y = new("f(x)"),
        });
    }

    /// <summary>A function as a line.</summary>
    public static Curve Function(Objective1D objective, double min, double max, int count = 401) =>
        Function(objective.Value, min, max, count);

    /// <inheritdoc cref="Function(Objective1D, double, double, int)"/>
    public static Curve Function(Func<double, double> f, double min, double max, int count = 401)
    {
        var x = new Interval(min, max).Spaced(count);
        return new Curve(x, [.. x.Select(f)]) { Style = 0 };
    }

    /// <summary>A part of a key as the book writes it: β = 0.5 for <c>beta=0.5</c>.</summary>
    public static string Written(string label) =>
        string.Join(", ", label.Split(',').Select(part => part.Split('=') switch
    {
        [var name, var value] =>
            $"{Letters.GetValueOrDefault(name, name)} = {value.Replace("e-0", "e-").Replace('-', '−')}",
        _ => part,
    }));

    private static readonly Dictionary<string, string> Letters = new()
    {
        ["lr"] = "η",
        ["momentum"] = "β",
        ["eta"] = "η",
        ["beta"] = "β",
        ["beta1"] = "β₁",
        ["beta2"] = "β₂",
        ["gamma"] = "γ",
        ["alpha"] = "α",
        ["rho"] = "ρ",
        ["eps"] = "ε",
        ["lambda"] = "λ",
        ["batch_size"] = "batch size",
    };
}
