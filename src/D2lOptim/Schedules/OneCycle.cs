using System.Globalization;
using static TorchSharp.torch;

namespace D2lOptim.Schedules;

/// <summary>One rise to a high rate and one long fall far below the start, both along a cosine (Smith and Topin,
/// 2017).</summary>
public sealed record OneCycle : ISchedule
{
    /// <summary>ηmax ≥ 0.</summary>
    public double MaxLr { get; init => field = Require.NonNegative(value); } = 0.1;

    /// <summary>T ≥ 1, all steps; none may follow.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 100;

    /// <summary>The part of the steps that rises, in (0, 1); more than 1/T, which is asked when the cycle is
    /// used.</summary>
    public double Rise { get; init => field = Require.OpenFraction(value); } = 0.3;

    /// <summary>d > 0: the first rate is ηmax/d.</summary>
    public double DivFactor { get; init => field = Require.Positive(value); } = 25;

    /// <summary>f > 0: the last rate is the first one over f.</summary>
    public double FinalDivFactor { get; init => field = Require.Positive(value); } = 1e4;

    // c(a, b, p) = b + (a − b)·(1 + cos πp) / 2,  m = Rise·T − 1
    // η(t) = c(ηmax/d, ηmax, t/m)                    t ≤ m
    // η(t) = c(ηmax, ηmax/d/f, (t − m)/(T − 1 − m))  t > m
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The step lies outside the cycle, or the rise is no longer than a
    /// step.</exception>
    public double At(int step)
    {
        if (Require.Step(step) >= Steps)
            throw new ArgumentOutOfRangeException(nameof(step), $"step must be < {Steps}, was {step}");
        var first = MaxLr / DivFactor;
        var top = LongRise * Steps - 1;
        return step <= top ? Along(first, MaxLr, step / top)
            : Along(MaxLr, first / FinalDivFactor, (step - top) / (Steps - 1 - top));
    }

    /// <summary>The same from torch.optim. The optimizer's own rate does not count; its momentum stays as it
    /// is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rise is no longer than a step.</exception>
    public optim.lr_scheduler.LRScheduler Concise(optim.Optimizer optimizer) => optim.lr_scheduler.OneCycleLR(
        optimizer, MaxLr, Steps, pct_start: LongRise, cycle_momentum: false, div_factor: DivFactor,
            final_div_factor: FinalDivFactor);

    private double LongRise => Rise * Steps > 1
        ? Rise
        : throw new ArgumentOutOfRangeException(nameof(Rise),
            string.Create(CultureInfo.InvariantCulture, $"rise must be > 1/{Steps}, longer than a step, was {Rise}"));

    private static double Along(double a, double b, double p) => b + (a - b) / 2 * (Math.Cos(Math.PI * p) + 1);
}
