namespace D2lOptim.Training;

/// <summary>What a training run leaves: the recorded losses, the time they took, and the parameters at the end.</summary>
/// <param name="Epoch">Where in the run each loss was recorded, in passes over the data.</param>
/// <param name="Loss">The mean of ½(ŷ − y)² over a whole pass, at those places.</param>
/// <param name="Seconds">Training time until then, the clock stopped while the loss is recorded.</param>
/// <param name="Weights">w at the end, in row-major order.</param>
/// <param name="Bias">b at the end.</param>
/// <param name="SecondsPerEpoch">Training time over the number of passes.</param>
public sealed record LossCurve(
    IReadOnlyList<double> Epoch, IReadOnlyList<double> Loss, IReadOnlyList<double> Seconds,
    IReadOnlyList<float> Weights, IReadOnlyList<float> Bias, double SecondsPerEpoch);
