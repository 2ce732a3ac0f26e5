using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>
/// Any schedule after a linear rise to its first rate; book section 11.11.3.4. The rate of step 0 is where the rise
/// begins, 0 in the book. Its training loop asks a schedule of its own only after an epoch: 0.3, which the optimizer
/// was made with, then 0, 0.06, …
/// </summary>
/// <param name="After">What follows; its step 0 comes after the warm-up.</param>
public sealed record WarmUp(ISchedule After) : ISchedule
{
    /// <summary>W ≥ 1.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 5;

    /// <summary>η_w ≥ 0, the rate of step 0.</summary>
    public double Begin { get; init => field = Require.NonNegative(value); }

    // η(t) = η_w + (η(W) − η_w)·t/W,  t < W
    /// <inheritdoc/>
    public double At(int step) =>
        Require.Step(step) < Steps ? Begin + (After.At(0) - Begin) * step / Steps : After.At(step - Steps);

    /// <summary>The same from torch.optim, for an optimizer whose rate is the first of <see cref="After"/>. torch
    /// multiplies its way up, so it cannot begin at 0.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="after">Makes the twin of <see cref="After"/>.</param>
    /// <exception cref="ArgumentException"><see cref="Begin"/> or the first rate of <see cref="After"/> is
    /// 0.</exception>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer,
        Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> after)
    {
        if (Begin == 0) throw new ArgumentException("torch's LinearLR cannot begin at a rate of 0", nameof(Begin));
        if (After.At(0) == 0) throw new ArgumentException("torch's LinearLR cannot rise to a rate of 0", nameof(After));
        var rise = optim.lr_scheduler.LinearLR(optimizer, Begin / After.At(0), 1, Steps);
        return optim.lr_scheduler.SequentialLR(optimizer, [rise, after(optimizer)], [Steps]);
    }
}
