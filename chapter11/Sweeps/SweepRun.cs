namespace D2lOptim.Chapter11.Sweeps;

/// <summary>One run of a sweep, and what came of it: a row of the file.</summary>
/// <param name="Number">Its place in the sweep.</param>
/// <param name="Problem">What is minimised.</param>
/// <param name="Optimizer">By what.</param>
/// <param name="Schedule">How the rate goes.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Batch">Samples a step.</param>
/// <param name="Seed">Where random numbers begin.</param>
public sealed record SweepRun(
    int Number, string Problem, string Optimizer, string Schedule, double Rate, int Batch, int Seed)
{
    /// <summary>What is to be small: +∞ where the run left the numbers.</summary>
    public double Loss { get; init; }

    /// <summary>The test accuracy of a network; NaN of what has none.</summary>
    public double Accuracy { get; init; } = double.NaN;
}

/// <summary>All runs of a sweep, numbered; those of one seed stand together.</summary>
/// <param name="Spec">What it is made of.</param>
public sealed record SweepPlan(SweepSpec Spec)
{
    private readonly (string Optimizer, string Schedule, double Rate)[] _settings =
        [.. Spec.Optimizers.SelectMany(optimizer => Spec.Schedules.SelectMany(schedule =>
            Spec.Rates.Append(SweepOptimizer.Parse(optimizer).DefaultRate).Distinct().Order()
            .Select(rate => (optimizer, schedule, rate))))];

    /// <summary>How many.</summary>
    public int Count => Spec.Problems.Count * Spec.Seeds * Spec.Batches.Count * _settings.Length;

    /// <summary>Runs of a part, the unit that is written, skipped and counted.</summary>
    public int PartSize => Spec.Problems.Min(problem => SweepProblem.Find(problem).PartSize);

    /// <summary>Whether it trains by autograd, one training a process.</summary>
    public bool OwnProcess => Spec.Problems.Any(problem => SweepProblem.Find(problem).OwnProcess);

    /// <summary>How many parts.</summary>
    public int Parts => (Count + PartSize - 1) / PartSize;

    /// <summary>The runs of a part.</summary>
    public IEnumerable<SweepRun> Part(int part) => Enumerable
        .Range(part * PartSize, Math.Min(PartSize, Count - part * PartSize)).Select(Run);

    private SweepRun Run(int number)
    {
        var (rest, setting) = Math.DivRem(number, _settings.Length);
        (rest, var batch) = Math.DivRem(rest, Spec.Batches.Count);
        var (problem, seed) = Math.DivRem(rest, Spec.Seeds);
        var (optimizer, schedule, rate) = _settings[setting];
        return new(number, Spec.Problems[problem], optimizer, schedule, rate, Spec.Batches[batch], seed);
    }
}
