using D2lOptim.Chapter11.Beyond;
using D2lOptim.Training;
using TorchSharp;

namespace D2lOptim.Tests.Chapter11.Beyond;

/// <summary>What the page of section hybrid says, on a smaller problem.</summary>
public class ClickContestTests
{
    private static readonly ClickSplit s_split =
        ClickSplit.Draw(steps: 150, batchSize: 256, judged: 10_000, ids: 1_000, seed: 0);

    private static ClickRun Run(ClickMethod method, int trial, ClickSplit split, long seed = 0)
    {
        torch.set_num_threads(1);
        return TrainClicks.Run(method.Trials[trial].Make, ClickContest.Schedule(split.Steps), method.Sparse, split,
            seed, torch.CPU);
    }

    [Fact]
    public void All_three_end_near_each_other_between_the_floor_and_the_rate_of_clicks()
    {
        // Trial 0 of the hybrid, 1 of AdaGrad, 2 of AdamW: within their rates.
        var runs = ClickContest.Methods.Take(3).Select((method, m) => Run(method, m, s_split)).ToList();
        var rate = s_split.Train.Labels.Average();
        var byRate = s_split.Test.Labels.Average(y => -Math.Log(y == 1 ? rate : 1 - rate));
        Assert.All(runs, run => Assert.InRange(run.Loss[^1], s_split.Test.Floor, byRate - 0.1));
        Assert.InRange(runs.Max(run => run.Loss[^1]) - runs.Min(run => run.Loss[^1]), 0, 0.02);
        Assert.All(runs, run => Assert.Equal(run.Loss[^1], run.TestLosses.Average(), 1e-12));

        // The rarer a sample's rarest id, the more is left to learn of it.
        var (seen, planted) = (s_split.RarestSeen(), s_split.Test.LogLosses.ToArray());
        Assert.All(runs, run =>
        {
            var over = run.TestLosses.Select((loss, i) => (Seen: seen[i], Over: loss - planted[i]))
                .ToLookup(sample => sample.Seen < 16, sample => sample.Over);
            Assert.True(over[true].Average() > 2 * over[false].Average());
        });
    }

    [Fact]
    public void AdamW_at_torchs_default_rate_is_far_behind() =>
        Assert.True(Run(ClickContest.Methods[2], 0, s_split).Loss[^1] > Run(ClickContest.Methods[2], 2,
            s_split).Loss[^1] + 0.03);

    [Fact]
    public void AdaGrad_learns_the_same_from_a_sparse_table()
    {
        var dense = Run(ClickContest.Methods[1], 1, s_split);
        var sparse = Run(ClickContest.Methods[3], 1, s_split);
        // float32 rounds at another place in each of 150 steps.
        Assert.All(dense.Loss.Zip(sparse.Loss), losses => Assert.Equal(losses.First, losses.Second, 1e-4));
        Assert.NotEqual(dense.Loss[^1], dense.Loss[0], 0.1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_to_the_bit()
    {
        var split = ClickSplit.Draw(steps: 20, batchSize: 64, judged: 100, ids: 50, seed: 1);
        Assert.Equal(Run(ClickContest.Methods[0], 0, split).TestLosses,
            Run(ClickContest.Methods[0], 0, split).TestLosses);
        Assert.NotEqual(Run(ClickContest.Methods[0], 0, split).TestLosses,
            Run(ClickContest.Methods[0], 0, split, seed: 2).TestLosses);
    }

    [Fact]
    public void A_dense_step_of_a_large_table_takes_longer_than_a_sparse_one()
    {
        var split = ClickSplit.Draw(steps: 30, batchSize: 256, judged: 100, ids: 50_000, seed: 0);
        Assert.True(Median(Run(ClickContest.Methods[2], 0, split)) > Median(Run(ClickContest.Methods[0], 0, split)));

        static double Median(ClickRun run) => run.StepSeconds.Order().ElementAt(run.StepSeconds.Count / 2);
    }

    [Fact]
    public void Each_has_as_many_trials_and_the_schedule_rises_then_falls_to_nothing()
    {
        Assert.Single(ClickContest.Methods.Select(method => method.Trials.Count).Distinct());
        var schedule = ClickContest.Schedule(100);
        Assert.Equal([0.2, 0.36, 0.52, 0.68, 0.84, 1], Enumerable.Range(0, 6)
            .Select(t => Math.Round(schedule.At(t), 12)));
        Assert.InRange(schedule.At(99), 1e-9, 1e-3);
    }

    [Fact]
    public void The_rarest_id_counts()
    {
        var seen = s_split.RarestSeen();
        for (var i = 0; i < 20; i++)
            Assert.Equal(s_split.Test.Rows[(4 * i)..(4 * i + 4)].Min(row => s_split.Train.Rows.Count(r => r == row)),
                seen[i]);
    }
}
