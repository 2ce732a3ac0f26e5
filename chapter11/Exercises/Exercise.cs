namespace D2lOptim.Chapter11.Exercises;

/// <summary>An exercise of the book's, worked. What it asks and answers stands in text/LANGUAGE/exercises.md.</summary>
/// <param name="Id">Its section and its place there, <c>11.7.2</c>.</param>
/// <param name="Solve">Computes the answer.</param>
/// <param name="Images">Whether it learns images, which takes seconds.</param>
public sealed record Exercise(string Id, Action<Work> Solve, bool Images = false)
{
    /// <summary>All that are worked, in the book's order.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("11.1.1", Exercises11_01.Permutations), new("11.1.2", Exercises11_01.RandomMatrices),
        new("11.1.3", Exercises11_01.Depth), new("11.1.4", Exercises11_01.BallOnSaddle),
        new("11.2.1", Exercises11_02.ChordsOfASet), new("11.2.2", Exercises11_02.Balls),
        new("11.2.3", Exercises11_02.MaximumAndMinimum), new("11.2.4", Exercises11_02.LogSumExp),
        new("11.2.5", Exercises11_02.Subspace), new("11.2.6", Exercises11_02.ProjectionMatrix),
        new("11.2.7", Exercises11_02.Taylor), new("11.2.8", Exercises11_02.OntoL1Ball),
        new("11.2.9", Exercises11_02.ProjectionsShrink),
        new("11.3.1", Exercises11_03.Rates), new("11.3.2", Exercises11_03.LineSearchOnAnInterval),
        new("11.3.3", Exercises11_03.Slow), new("11.3.4", Exercises11_03.Diagonal),
        new("11.3.5", Exercises11_03.Turned),
        new("11.4.1", Exercises11_04.Schedules), new("11.4.2", Exercises11_04.NoiseIsALoss),
        new("11.4.3", Exercises11_04.Replacement), new("11.4.4", Exercises11_04.OneLargeCoordinate),
        new("11.4.5", Exercises11_04.ManyMinima),
        new("11.5.1", Exercises11_05.BatchAndRate), new("11.5.2", Exercises11_05.Replacement),
        new("11.5.3", Exercises11_05.Genie),
        new("11.6.1", Exercises11_06.RateAndMomentum), new("11.6.2", Exercises11_06.ManyEigenvalues),
        new("11.6.3", Exercises11_06.MinimumOfAQuadratic), new("11.6.4", Exercises11_06.Stochastic),
        new("11.7.1", Exercises11_07.Orthogonal), new("11.7.2", Exercises11_07.Turned),
        new("11.7.3", Exercises11_07.Gershgorin), new("11.7.4", Exercises11_07.Preconditioned),
        new("11.7.5", Exercises11_07.LeNet, Images: true), new("11.7.6", Exercises11_07.LessAggressive),
        new("11.8.1", Exercises11_08.GammaOne), new("11.8.2", Exercises11_08.Turned),
        new("11.8.3", Exercises11_08.LeNet, Images: true), new("11.8.4", Exercises11_08.Sensitivity),
        new("11.9.1", Exercises11_09.Rho), new("11.9.2", Exercises11_09.WithoutTheStep),
        new("11.9.3", Exercises11_09.NoRate), new("11.9.4", Exercises11_09.Compared),
        new("11.10.1", Exercises11_10.Rates), new("11.10.2", Exercises11_10.WithoutCorrection),
        new("11.10.3", Exercises11_10.SmallerRates), new("11.10.4", Exercises11_10.AdamDiverges),
        new("11.11.1", Exercises11_11.FixedRates, Images: true), new("11.11.2", Exercises11_11.Exponents),
        new("11.11.3", Exercises11_11.Cosine, Images: true), new("11.11.4", Exercises11_11.WarmUpLengths),
        new("11.11.5", Exercises11_11.Langevin),
    ];

    /// <summary>Those with these numbers, in the book's order; all of them for <c>all</c>.</summary>
    /// <exception cref="BadInputException">There is no such exercise.</exception>
    public static IReadOnlyList<Exercise> Find(IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(id => id != "all" && All.All(e => e.Id != id)) is { } unknown)
            throw new BadInputException($"there is no exercise '{unknown}'; there are 11.1.1 to 11.11.5, list and all");
        return [.. All.Where(e => ids.Contains("all") || ids.Contains(e.Id))];
    }

    /// <summary>The section that it belongs to.</summary>
    public string Section => Id[..Id.LastIndexOf('.')];

    /// <summary>Solves it.</summary>
    public Work Worked(ChapterOptions options)
    {
        var work = new Work(options);
        Solve(work);
        return work;
    }
}
