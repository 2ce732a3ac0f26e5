using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Groups are torch.optim's.</summary>
public class GroupTests
{
    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_group_may_be_added_later_with_a_rate_of_its_own_but_not_a_parameter_twice(string optimizer)
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(ones(2)), new(ones(2)), new(ones(2))];
        var options = OptimizerTable.Row(optimizer).Cases[0];
        using var ours = options.Ours(x[0]);
        using var alone = new OptimizerCase(options.Row, options.Options.With("lr", 0.0625)).Ours(x[2]);
        var lr = ours.ParamGroups.Single().LearningRate;
        ours.add_param_group(new ParamGroup
        {
            Parameters = [x[1]],
            Options = new OptimizerOptions { LearningRate = 0.0625 }
        });
        Assert.Equal([lr, 0.0625], ours.ParamGroups.Select(g => g.LearningRate));
        Assert.Equal(0.0625, ours.ParamGroups.Last().InitialLearningRate);
        foreach (var p in x) p.grad = arange(1, 3, 1, float32);
        ours.step();
        alone.step();
        Assert.Equal(x[2].Doubles(), x[1].Doubles());
        Assert.Equal(x[..2], ours.parameters());
        Assert.Contains("twice",
            Assert.Throws<ArgumentException>(() =>
            ours.add_param_group(new ParamGroup { Parameters = [x[0]] })).Message);
    }

    [Fact]
    public void TorchSharps_own_groups_are_taken_with_their_options()
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(zeros(2)), new(zeros(2))];
        using var adam =
            fused.Adam([new Adam.ParamGroup { Parameters = [x[0]] },
            new Adam.ParamGroup([x[1]], new Adam.Options { LearningRate = 0.5, beta1 = 0.5 })], lr: 0.1);
        var groups = adam.ParamGroups.Cast<Adam.ParamGroup>().ToList();
        Assert.Equal([(0.1, (0.9, 0.999)), (0.5, (0.5, 0.999))], groups.Select(g => (g.LearningRate, g.Betas)));
        foreach (var p in x) p.grad = ones(2);
        adam.step();
        // The first step is −η·g/(|g| + ε).
        Near.Relative([-0.1, -0.1], x[0].Doubles(), 1e-6, $"first group");
        Near.Relative([-0.5, -0.5], x[1].Doubles(), 1e-6, $"second group");
    }

    // Compiles: TorchSharp, its modules, torch's functions and ours, without an alias.
    [Fact]
    public void Names_stand_beside_TorchSharps()
    {
        using var scope = NewDisposeScope();
        using Linear net = nn.Linear(2, 1);
        using Fused.AdamW ours = fused.AdamW(net.named_parameters(), 0.1);
        using AdamW torchs = AdamW(net.parameters(), 0.1);
        Assert.Equal((torchs.GetType().Name, torchs.parameters().Count()),
            (ours.GetType().Name, ours.parameters().Count()));
    }
}
