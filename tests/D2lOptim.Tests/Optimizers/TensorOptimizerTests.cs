using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>What an optimizer that computes with tensors has beside what the table's rows show of all.</summary>
public class TensorOptimizerTests
{
    [Fact]
    public void State_begins_as_the_algorithm_says_and_is_saved_whatever_its_shape()
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(tensor([1.0, 2])), new(tensor([1.0, 2]))];
        using var one = new Falling(x[..1], 0.5);
        using var other = new Falling(x[1..], 0.25);
        Assert.Equal([0.5], one.StateOf(x[0]).Single().Tensor.Doubles());

        x[0].grad = tensor([1.0, -1]);
        one.step();
        Assert.Equal([0.5, 2.5], x[0].Doubles()); // x − 0.5·g, and the rate halves
        Assert.Equal([0.25], one.StateOf(x[0]).Single().Tensor.Doubles());

        other.load_state_dict(one.state_dict());
        using (no_grad())
            foreach (var p in x) p.copy_(p.grad = tensor([4.0, 4]));
        foreach (var optimizer in (OptimizerBase[])[one, other]) optimizer.step(zero_grad: true);
        Assert.Equal([3.0, 3], x[0].Doubles());
        Assert.Equal([3.0, 3], x[1].Doubles());
        Assert.Equal([0.0, 0], x[0].grad!.Doubles());
    }

    // x ← x − η·g, η ← η/2
    private sealed class Falling(IEnumerable<Parameter> parameters, double lr)
        : TensorOptimizer<OptimizerOptions>(
            [new ParamGroup { Parameters = parameters }], new() { LearningRate = lr }, "eta")
    {
        protected override void Check(OptimizerOptions o)
        {
        }

        protected override Tensor Start(Parameter x, OptimizerOptions o, int number) => tensor(o.LearningRate!.Value);

        protected override void Update(Tensor x, Tensor g, IReadOnlyList<Tensor> s, OptimizerOptions o, long t)
        {
            x.sub_(s[0] * g);
            s[0].mul_(0.5);
        }
    }
}
