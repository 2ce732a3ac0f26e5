using D2lOptim.Numerics;
using D2lOptim.Objectives;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Descends a surface from a random place of the middle of its bounds.</summary>
internal sealed class SurfaceSolver(SweepSpec spec, Func<int, Objective> make) : ISweepSolver
{
    // Beyond it a descent has left the surface.
    private const double Far = 1e6;

    // As good as there: what lies below is how a descent ends, not whether it arrives.
    private const double Least = 1e-4;

    private (int Seed, Objective Surface, (double X1, double X2) Start)? _last;

    public SweepRun Solve(SweepRun run, SweepOptimizer optimizer)
    {
        if (_last is not { } last || last.Seed != run.Seed)
        {
            var surface = make(run.Seed);
            _last = last = (run.Seed, surface, Start(surface, run.Seed));
        }
        var (f, start) = (last.Surface, last.Start);
        var schedule = SweepSchedule.Find(run.Schedule)(run.Rate, spec.Steps);
        var end = FusedPlane.End(p => optimizer.Make(p, run.Rate, true), f, start, spec.Steps, schedule, Far);
        if (end is not var (x1, x2)) return run with { Loss = double.PositiveInfinity };
        var (lowest, first) = (f.Value(f.Minima[0].X1, f.Minima[0].X2), f.Value(start.X1, start.X2));
        return run with { Loss = Math.Max(Least, (f.Value(x1, x2) - lowest) / (first - lowest)) };
    }

    private static (double X1, double X2) Start(Objective f, int seed)
    {
        var random = new SplitMix64(seed);
        var (left, right, bottom, top) = f.Bounds;
        double Within(double low, double high) => low + (0.1 + 0.8 * random.Uniform()) * (high - low);
        return (Within(left, right), Within(bottom, top));
    }
}
