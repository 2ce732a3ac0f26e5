using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>A power of the part that is still to go, down to 0; named in book section 11.11.3.</summary>
public sealed record Polynomial : ISchedule
{
    /// <summary>η₀ ≥ 0.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.1;

    /// <summary>T ≥ 1, the step at which the rate is 0.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 5;

    /// <summary>p ≥ 0.</summary>
    public double Power { get; init => field = Require.NonNegative(value); } = 1;

    // η(t) = η₀ · (1 − t/T)^p,  t ≤ T
    /// <inheritdoc/>
    public double At(int step) => Lr * Math.Pow(1 - (double)Math.Min(Require.Step(step), Steps) / Steps, Power);

    /// <summary>The same from torch.optim, for an optimizer whose rate is <see cref="Lr"/>.</summary>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) =>
        optim.lr_scheduler.PolynomialLR(optimizer, Steps, Power);
}
