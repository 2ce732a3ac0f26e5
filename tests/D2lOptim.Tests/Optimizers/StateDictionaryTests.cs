using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>A concise optimizer whose state was taken over by another goes on with it, to the last bit.</summary>
public class StateDictionaryTests
{
    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void State_goes_over_in_memory(string optimizer) => GoesOn(optimizer, (from, to) => to.load_state_dict(from.state_dict()));

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void State_goes_over_in_a_file(string optimizer) => GoesOn(optimizer, (from, to) =>
    {
        using var folder = new Data.TemporaryFolder();
        var path = Path.Combine(folder.Root, "state.dat");
        from.save_state_dict(path);
        to.load_state_dict(path);
    });

    [Fact]
    public void Another_optimizers_file_is_refused()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        using var adam = optim.Adam([new Parameter(zeros(1))]);
        using var sgd = optim.SGD([new Parameter(zeros(1))], 0.1);
        adam.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Contains("'Adam'", Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(reader)).Message);
    }

    [Fact]
    public void State_of_other_parameters_is_refused()
    {
        using var scope = NewDisposeScope();
        using var one = optim.Adam([new Parameter(zeros(1))]);
        using var two = optim.Adam([new Parameter(zeros(1)), new Parameter(zeros(1))]);
        Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict()));
    }

    private static void GoesOn(string optimizer, Action<OptimizerHelper, OptimizerHelper> carry)
    {
        var row = OptimizerTable.Row(optimizer);
        if (row.State.Count == 0) return; // nothing to carry, and TorchSharp's own cannot carry nothing
        foreach (var options in row.Agreeing)
        {
            using var scope = NewDisposeScope();
            var problem = Trajectories.Ring;
            var x = problem.Parameters(float64);
            using var first = (OptimizerHelper)options.Concise(x);
            first.ParamGroups.Single().LearningRate = 0.03125;
            Walk(x, first, 1, 10);

            Parameter[] y = [.. x.Select(p => new Parameter(p.detach().clone()))];
            using var second = (OptimizerHelper)options.Concise(y);
            carry(first, second);
            Assert.Equal(0.03125, second.ParamGroups.Single().LearningRate);
            Walk(x, first, 11, 20);
            Walk(y, second, 11, 20);
            for (var k = 0; k < x.Length; k++)
            {
                Near.Same(x[k].Doubles(), y[k].Doubles(), $"{options}, parameter {k}");
                Assert.True(first.state_dict().State[k].ApproximatelyEquals(second.state_dict().State[k]), $"{options}, state {k}");
            }

            void Walk(Parameter[] parameters, optim.Optimizer stepped, int from, int to)
            {
                for (var t = from; t <= to; t++)
                {
                    problem.SetGradients(parameters, parameters, t);
                    stepped.step();
                }
            }
        }
    }
}
