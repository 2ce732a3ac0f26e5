using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>
/// Piecewise constant: one factor at each milestone; book section 11.11.3.2. The book draws the curve by stepping the
/// very scheduler that then trains its network, so there training begins at step 30 of this function, at 0.125, and
/// stays.
/// </summary>
public sealed record MultiFactor : ISchedule
{
    /// <summary>η₀ ≥ 0.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.5;

    /// <summary>γ in [0, 1].</summary>
    public double Gamma { get; init => field = Require.UnitInterval(value); } = 0.5;

    /// <summary>The steps at which the factor acts, from 1, each once.</summary>
    /// <exception cref="ArgumentException">A milestone stands twice, or is less than 1.</exception>
    public IReadOnlyList<int> Milestones
    {
        get;
        init => field = value.Distinct().Count() == value.Count && value.All(m => m > 0)
            ? [.. value]
            : throw new ArgumentException($"milestones must be ≥ 1 and differ, were {string.Join(", ", value)}",
                nameof(Milestones));
    } = [15, 30];

    // η(t) = η₀ · γ^#{milestones ≤ t}
    /// <inheritdoc/>
    public double At(int step)
    {
        Require.Step(step);
        var η = Lr;
        foreach (var milestone in Milestones) if (milestone <= step) η *= Gamma;
        return η;
    }

    /// <summary>The same from torch.optim, for an optimizer whose rate is <see cref="Lr"/>.</summary>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) =>
        optim.lr_scheduler.MultiStepLR(optimizer, [.. Milestones], Gamma);
}
