using D2lOptim.Numerics;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>
/// What a training run leaves: the recorded losses, the time they took, and the parameters at the end.
/// </summary>
/// <param name="Animator">The recorded losses over passes: the mean of ½(ŷ − y)² over a whole pass each.</param>
/// <param name="Seconds">Training time until each of them, the clock stopped while the loss is recorded.</param>
/// <param name="SecondsPerEpoch">Training time over the number of passes.</param>
/// <param name="Weights">w at the end, in row-major order.</param>
/// <param name="Bias">b at the end.</param>
public sealed record LossCurve(
    d2l.Animator Animator, IReadOnlyList<double> Seconds, double SecondsPerEpoch, IReadOnlyList<float> Weights,
    IReadOnlyList<float> Bias)
{
    /// <summary>Of a run that was not made.</summary>
    public static LossCurve Empty { get; } = new(new d2l.Animator("", "", (0, 1), (0, 1)), [], 0, [], []);

    /// <summary>Where in the run each loss was recorded, in passes over the data.</summary>
    public IReadOnlyList<double> Epoch => Animator.X;

    /// <summary>The losses at those places.</summary>
    public IReadOnlyList<double> Loss => Animator.Y;

    /// <summary>Of a run that has just ended, while its timer runs.</summary>
    /// <exception cref="DivergedException">A parameter is not finite.</exception>
    internal static LossCurve Of(d2l.Animator animator, d2l.Timer timer, int epochs, Tensor w, Tensor b)
    {
        using var scope = NewDisposeScope();
        var seconds = timer.cumsum();
        timer.stop();
        foreach (var (name, tensor) in new[] { ("weight", w), ("bias", b) })
            if (tensor.Values().FirstOrDefault(value => !float.IsFinite(value), 0) is not 0 and var value)
                throw DivergedException.At(name, value, "at the end");
        return new LossCurve(animator, seconds, timer.sum() / epochs, w.Values(), b.Values());
    }
}
