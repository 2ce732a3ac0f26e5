using D2lOptim.Objectives;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>What a sweep minimises.</summary>
/// <param name="Name">Its name in a spec.</param>
/// <param name="About">What it is, for a report.</param>
/// <param name="Solver">Makes what solves runs, one for every thread.</param>
public sealed record SweepProblem(string Name, string About, Func<SweepSpec, ISweepSolver> Solver)
{
    private const int Hills = 4;

    /// <summary>Runs of a part: about a second of work.</summary>
    public int PartSize { get; private init; } = 250;

    /// <summary>How many seeds have one surface; the bootstrap draws them together.</summary>
    public int Cluster { get; private init; } = 1;

    /// <summary>Whether it trains by autograd, one training a process.</summary>
    public bool OwnProcess { get; private init; }

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<SweepProblem> All { get; } =
    [
        new("linear", "linear regression on the chapter's table; the loss after the last pass",
            spec => new LinearSolver(spec)),
        Surface("valley", "0.1x₁² + 2x₂²", _ => new Quadratic()),
        Surface("turned", "the same valley turned by 45°", _ =>
            new Rotated(new Quadratic(), Math.Sqrt(0.5), Math.Sqrt(0.5))),
        Surface("rosenbrock", "Rosenbrock's bent valley", _ => new Rosenbrock()),
        Surface("beale", "Beale's plain with steep edges", _ => new Beale()),
        Surface("himmelblau", "Himmelblau's four hollows", _ => new Himmelblau()),
        Surface("hills", "random hills and hollows, another surface for every four seeds, each from four starts",
            seed => new GaussianHills(seed / Hills)) with { Cluster = Hills },
        new("mlp", "a network of two hidden layers with layer norm, on 6,000 images of Fashion-MNIST",
            spec => new NetworkSolver(spec, lenet: false)) { PartSize = 4, OwnProcess = true },
        new("lenet", "LeNet on 6,000 images of Fashion-MNIST", spec => new NetworkSolver(spec, lenet: true))
        {
            PartSize = 4,
            OwnProcess = true,
        },
    ];

    /// <summary>The one of that name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static SweepProblem Find(string name) => All.FirstOrDefault(problem => problem.Name == name)
        ?? throw new BadInputException(
            $"there is no problem '{name}'; there are {string.Join(", ", All.Select(problem => problem.Name))}");

    private static SweepProblem Surface(string name, string about, Func<int, Objective> make) =>
        new(name, $"{about}; the part of the start's height that is left, where less than 10⁻⁴ counts as 10⁻⁴",
            spec => new SurfaceSolver(spec, make));
}

/// <summary>Makes runs of one problem.</summary>
public interface ISweepSolver
{
    /// <summary>Makes a run.</summary>
    SweepRun Solve(SweepRun run, SweepOptimizer optimizer);
}
