namespace D2lOptim.Schedules;

/// <summary>The same rate for ever, mostly to be warmed up to.</summary>
public sealed record ConstantRate : ISchedule
{
    /// <summary>η ≥ 0.</summary>
    public double Lr { get; init => field = Require.NonNegative(value); } = 0.1;

    // η(t) = η
    /// <inheritdoc/>
    public double At(int step)
    {
        Require.Step(step);
        return Lr;
    }
}
