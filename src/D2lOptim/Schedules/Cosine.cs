using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>Half a period of the cosine, then constant (Loshchilov and Hutter, 2016); book section 11.11.3.3.</summary>
public sealed record Cosine : ISchedule
{
    /// <summary>η₀ ≥ 0.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.01;

    /// <summary>η_T ≥ 0.</summary>
    public double FinalLr { get; init => field = Require.NonNegative(value); }

    /// <summary>T ≥ 1, the step at which η_T is reached.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 20;

    // η(t) = η_T + (η₀ − η_T)·(1 + cos(πt/T)) / 2,  t ≤ T
    /// <inheritdoc/>
    public double At(int step) =>
        FinalLr + (Lr - FinalLr) * (1 + Math.Cos(Math.PI * Math.Min(Require.Step(step), Steps) / Steps)) / 2;

    /// <summary>The same from torch.optim, for an optimizer whose rate is <see cref="Lr"/>; torch's goes up again after
    /// T.</summary>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) =>
        optim.lr_scheduler.CosineAnnealingLR(optimizer, Steps, FinalLr);
}
