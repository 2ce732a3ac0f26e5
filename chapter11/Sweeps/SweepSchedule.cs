using D2lOptim.Schedules;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>The schedules that a sweep knows, over all steps of a run.</summary>
public static class SweepSchedule
{
    private static readonly Dictionary<string, Func<double, int, ISchedule?>> s_all = new()
    {
        ["constant"] = (_, _) => null,
        ["cosine"] = (lr, steps) => new Cosine { Lr = lr, Steps = steps },
        ["linear"] = (lr, steps) => new Polynomial { Lr = lr, Steps = steps },
        ["root"] = (lr, _) => new SquareRoot { Lr = lr },
        ["warmup"] = (lr, steps) => new WarmUp(new Cosine { Lr = lr, Steps = steps - WarmUpOf(steps) })
        {
            Steps = WarmUpOf(steps),
            Begin = lr / WarmUpOf(steps),
        },
    };

    /// <summary>Makes the schedule of a run; null for a constant rate.</summary>
    /// <exception cref="BadInputException">There is none of this name.</exception>
    public static Func<double, int, ISchedule?> Find(string name) => s_all.GetValueOrDefault(name)
        ?? throw new BadInputException($"there is no schedule '{name}'; there are {string.Join(", ", s_all.Keys)}");

    // A tenth of the way.
    private static int WarmUpOf(int steps) => Math.Max(1, steps / 10);
}
