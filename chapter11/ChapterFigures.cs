using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11;

/// <summary>The kinds of figure that the book repeats.</summary>
public static class ChapterFigures
{
    /// <summary>Loss against epochs, from 0.22 to 0.35 as in the book.</summary>
    public static Figure Loss(string name, LossCurve curve, int epochs) => new(FileName(name), $"Training loss of {name} over {epochs} epochs",
        new Panel(new Curve(curve.Epoch, curve.Loss)) { X = new("epoch", 0, epochs), Y = new("loss", 0.22, 0.35) });

    /// <summary>A key as the name of a file.</summary>
    public static string FileName(string key) => key.Replace('/', '-').Replace(',', '-').Replace('=', '-');
}
