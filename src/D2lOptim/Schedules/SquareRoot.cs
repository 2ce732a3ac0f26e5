using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>Decay with the square root of the step; book section 11.11.2.</summary>
public sealed record SquareRoot : ISchedule
{
    /// <summary>η₀ ≥ 0.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.1;

    // η(t) = η₀ · (t + 1)^−½
    /// <inheritdoc/>
    public double At(int step) => Lr * Math.Pow(Require.Step(step) + 1.0, -0.5);

    /// <summary>The same from torch.optim, for an optimizer whose rate is <see cref="Lr"/>.</summary>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) =>
        optim.lr_scheduler.LambdaLR(optimizer, t => Math.Pow(t + 1.0, -0.5));
}
