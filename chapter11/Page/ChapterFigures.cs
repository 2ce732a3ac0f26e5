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
        return new Figure(RunKey.FileNameOf($"{run.Section}-{run.Name}-{run.Label}"), $"{lists["x1"].Count - 1} steps of {run.Name}, {run.Label}, on {objective.Name}",
            new Panel(
                new Contours(Grid.Sample(objective.Value, new(left, right), new(bottom, top))),
                new Curve(lists["x1"], lists["x2"]) { Marks = Marks.LineAndPoints, Style = 1 })
            {
                X = new("x₁", left, right),
                Y = new("x₂", bottom, top),
            });
    }

    /// <summary>A descent on a line, over a function drawn as wide as the descent went.</summary>
    public static Figure Trace(RunRecord run, Objective1D objective) =>
        Trace(RunKey.FileNameOf($"{run.Section}-{run.Name}-{run.Label}"), $"{run.Lists[0].Value.Count - 1} steps of {run.Name}, {run.Label}, on {objective.Name}", objective, run.Lists[0].Value);

    /// <summary>The same under a name of its own.</summary>
    public static Figure Trace(string name, string alt, Objective1D objective, IReadOnlyList<double> positions)
    {
        var widest = Math.Max(10, positions.Max(Math.Abs));
        return new Figure(name, alt, new Panel(
            Function(objective, -widest, widest),
            new Curve(positions, [.. positions.Select(objective.Value)]) { Marks = Marks.LineAndPoints, Style = 1 })
        {
            X = new("x"),
            Y = new("f(x)"),
        });
    }

    /// <summary>A function as a line.</summary>
    public static Curve Function(Objective1D objective, double min, double max, int count = 401) => Function(objective.Value, min, max, count);

    /// <inheritdoc cref="Function(Objective1D, double, double, int)"/>
    public static Curve Function(Func<double, double> f, double min, double max, int count = 401)
    {
        var x = new Interval(min, max).Spaced(count);
        return new Curve(x, [.. x.Select(f)]) { Style = 0 };
    }
}
