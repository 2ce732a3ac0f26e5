using D2lOptim.Objectives;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11;

/// <summary>The kinds of figure that the book repeats.</summary>
public static class ChapterFigures
{
    /// <summary>Loss against epochs, from 0.22 to 0.35 as in the book.</summary>
    public static Figure Loss(string name, LossCurve curve, int epochs) => new(FileName(name), $"Training loss of {name} over {epochs} epochs",
        new Panel(new Curve(curve.Epoch, curve.Loss)) { X = new("epoch", 0, epochs), Y = new("loss", 0.22, 0.35) });

    /// <summary>A descent in the plane over lines of equal height.</summary>
    public static Figure Trace(RunRecord run, Objective objective)
    {
        var (left, right, bottom, top) = objective.Bounds;
        var lists = run.Lists.ToDictionary();
        return new Figure(FileName($"{run.Section}-{run.Name}-{run.Label}"), $"{lists["x1"].Count - 1} steps of {run.Name}, {run.Label}, on {objective.Name}",
            new Panel(
                new Contours(Grid.Sample(objective.Value, new(left, right), new(bottom, top))),
                new Curve(lists["x1"], lists["x2"]) { Marks = Marks.LineAndPoints, Style = 1 })
            {
                X = new("x₁", left, right),
                Y = new("x₂", bottom, top),
            });
    }

    /// <summary>A key as the name of a file.</summary>
    public static string FileName(string key) => key.Replace('/', '-').Replace(',', '-').Replace('=', '-');
}
