using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Every optimizer, with options of its row, ends at a minimum: the place is asserted, not that the loss
/// fell.</summary>
public class MinimumTests
{
    private const double Near = 1e-3;

    public static TheoryData<string, int> Descents
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var row in OptimizerTable.Rows)
                for (var k = 0; k < row.Descents.Count(); k++) data.Add(row.Name, k);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Descents))]
    public void A_descent_from_the_usual_start_ends_at_a_minimum(string optimizer, int number)
    {
        var (objective, options, steps) = OptimizerTable.Row(optimizer).Descents.ElementAt(number);
        using var scope = NewDisposeScope();
        var x = new Parameter(tensor([objective.Start.X1, objective.Start.X2]));
        using var ours = options.Ours(x);
        var group = ours.ParamGroups.Single();
        var lr = group.LearningRate;
        for (var t = 0; t < steps; t++)
        {
            using var step = NewDisposeScope();
            var at = x.Doubles();
            var (g1, g2) = objective.Gradient(at[0], at[1]);
            x.grad = tensor([g1, g2]);
            group.LearningRate = lr * (1 - (double)t / steps);
            ours.step();
        }
        var end = x.Doubles();
        Assert.True(objective.Minima.Min(m => double.Hypot(end[0] - m.X1, end[1] - m.X2)) <= Near,
            $"{options} on {objective.Name} ended at ({end[0]}, {end[1]})");
    }

    [Fact]
    public void Every_optimizer_descends_every_objective() =>
        Assert.All(OptimizerTable.Rows,
            row => Assert.Equal(["Beale", "Himmelblau", "Quadratic", "Rosenbrock"],
            row.Descents.Select(d => d.Objective.Name).Order()));
}
