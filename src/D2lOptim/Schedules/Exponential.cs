using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>One factor every so many steps; with <see cref="Every"/> = 1 the rate decays exponentially.</summary>
public sealed record Exponential : ISchedule
{
    /// <summary>η₀ ≥ 0.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.1;

    /// <summary>γ in [0, 1].</summary>
    public double Gamma { get; init => field = Require.UnitInterval(value); } = 0.9;

    /// <summary>k ≥ 1.</summary>
    public int Every { get; init => field = Require.Positive(value); } = 1;

    // η(t) = η₀ · γ^⌊t/k⌋
    /// <inheritdoc/>
    public double At(int step) => Lr * Math.Pow(Gamma, Require.Step(step) / Every);

    /// <summary>The same from torch.optim, for an optimizer whose rate is <see cref="Lr"/>.</summary>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) => Every == 1
        ? optim.lr_scheduler.ExponentialLR(optimizer, Gamma)
        : optim.lr_scheduler.StepLR(optimizer, Every, Gamma);
}
