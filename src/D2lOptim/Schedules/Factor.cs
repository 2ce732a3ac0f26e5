using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>
/// One factor every step, down to a floor; book section 11.11.3.1. As in the book the factor acts before a rate is
/// used, in the first step too: from 2 by 0.9 the rates begin at 1.8.
/// </summary>
public sealed record Factor : ISchedule
{
    private const int OneByOne = 10_000;

    /// <summary>η₀ ≥ 0, which is never used itself.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.1;

    /// <summary>α in [0, 1].</summary>
    public double Alpha { get; init => field = Require.UnitInterval(value); } = 1;

    /// <summary>ηmin ≥ 0.</summary>
    public double Floor { get; init => field = Require.NonNegative(value); } = 1e-7;

    // η(t) = max(ηmin, α·η(t − 1)),  η(−1) = η₀
    /// <inheritdoc/>
    public double At(int step)
    {
        Require.Step(step);
        // Multiplied one by one, as the book does; α^(t+1) would round otherwise. Nobody sees that rounding beyond so
        // many steps.
        var η = Lr;
        for (var t = 0; t <= Math.Min(step, OneByOne); t++) η = Math.Max(Floor, η * Alpha);
        return step <= OneByOne ? η : Math.Max(Floor, η * Math.Pow(Alpha, step - OneByOne));
    }

    /// <summary>The same from torch.optim, for an optimizer whose rate is <see cref="Lr"/>. torch multiplies that rate,
    /// so it cannot be 0.</summary>
    /// <exception cref="ArgumentException"><see cref="Lr"/> is 0.</exception>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) => Lr > 0
        ? optim.lr_scheduler.LambdaLR(optimizer, t => At(t) / Lr)
        : throw new ArgumentException("torch's LambdaLR cannot leave a rate of 0", nameof(Lr));
}
