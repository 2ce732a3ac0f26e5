using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Runs the chapter's linear regression, with no tensor in a step.</summary>
internal sealed class LinearSolver(SweepSpec spec) : ISweepSolver
{
    private static readonly Lazy<AirfoilData> s_data =
        new(() => Airfoil.Open(source: new AirfoilSource(Repository.Data)));

    // All settings of a seed begin with the same weights and go through the rows in the same order.
    private (int Batch, int Seed, LinearDraws Draws)? _last;

    public SweepRun Solve(SweepRun run, SweepOptimizer optimizer)
    {
        var data = s_data.Value;
        if (_last is not { } last || (last.Batch, last.Seed) != (run.Batch, run.Seed))
            _last = last = (run.Batch, run.Seed, LinearDraws.Of(data.Rows, run.Batch, spec.Epochs, run.Seed));
        var steps = spec.Epochs * ((data.Rows + run.Batch - 1) / run.Batch);
        var schedule = SweepSchedule.Find(run.Schedule)(run.Rate, steps);
        try
        {
            return run with
            {
                Loss = FusedLinear.LastLoss(p => optimizer.Make(p, run.Rate, true), data, last.Draws, schedule),
            };
        }
        catch (DivergedException)
        {
            return run with { Loss = double.PositiveInfinity };
        }
    }
}
