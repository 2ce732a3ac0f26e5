using D2lOptim.Schedules;

namespace D2lOptim.Chapter11;

/// <summary>The book's class of section 11.11.2.</summary>
internal sealed record SquareRootScheduler(double lr = 0.1) : ISchedule
{
    public double At(int num_update) => lr * Math.Pow(num_update + 1.0, -0.5);
}

/// <summary>
/// The book's class of section 11.11.3.1: the factor acts before a rate is used, in the first step too.
/// </summary>
internal sealed record FactorScheduler(double factor = 1, double stop_factor_lr = 1e-7, double base_lr = 0.1)
    : ISchedule
{
    // The book's object multiplies at every call; here the calls until num_update are made again.
    public double At(int num_update)
    {
        var lr = base_lr;
        for (var call = 0; call <= num_update; call++) lr = Math.Max(stop_factor_lr, lr * factor);
        return lr;
    }
}

/// <summary>
/// The book's class of sections 11.11.3.3 and 11.11.3.4: half a period of the cosine, after a linear rise where one is
/// asked for.
/// </summary>
internal sealed record CosineScheduler(
    int max_update, double base_lr = 0.01, double final_lr = 0, int warmup_steps = 0, double warmup_begin_lr = 0)
    : ISchedule
{
    private int max_steps => max_update - warmup_steps;

    private double get_warmup_lr(int epoch)
    {
        var increase = (base_lr - warmup_begin_lr) * epoch / warmup_steps;
        return warmup_begin_lr + increase;
    }

    public double At(int epoch)
    {
        if (epoch < warmup_steps) return get_warmup_lr(epoch);
        var update = Math.Min(epoch, max_update);
        return final_lr + (base_lr - final_lr) * (1 + Math.Cos(Math.PI * (update - warmup_steps) / max_steps)) / 2;
    }
}
