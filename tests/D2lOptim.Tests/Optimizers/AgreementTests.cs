using D2lOptim.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>From scratch and concise on identical gradients, step by step: parameters and state.</summary>
public class AgreementTests
{
    private const int Steps = 1001;

    // A step rounds a parameter about ten times, each time by at most u = 2⁻⁵³ (2⁻²⁴ in float32) of its size. Gradients are the
    // same for both, so an error stays as it is, and as errors have either sign they add up like a random walk: 10·u·√1001.
    private static readonly double s_float64Bound = 10 * Math.ScaleB(1, -53) * Math.Sqrt(Steps), s_float32Bound = 10 * Math.ScaleB(1, -24) * Math.Sqrt(Steps);

    [Fact]
    public void The_bound_is_as_narrow_as_was_asked_for() => Assert.InRange(s_float64Bound, 0, 1e-12);

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Over_1001_steps_in_float64_scratch_and_concise_agree_on_noise(string optimizer) => Walk(optimizer, Problem.Noise, float64, s_float64Bound);

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Over_1001_steps_in_float64_scratch_and_concise_agree_on_the_ring(string optimizer) => Walk(optimizer, Trajectories.Ring, float64, s_float64Bound);

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Over_1001_steps_in_float32_scratch_and_concise_agree_on_noise(string optimizer) => Walk(optimizer, Problem.Noise, float32, s_float32Bound);

    // √(s + ε) and √s + ε differ by about √ε at most, where s is small, and hardly at all where it is large.
    [Theory]
    [InlineData("AdaGrad", 1e-9, 0.1)]
    [InlineData("RmsProp", 1e-9, 0.1)]
    [InlineData("Adadelta", 0, 1e-13)]
    [InlineData("Adam", 0, 1e-13)]
    public void Under_the_books_convention_only_the_place_of_epsilon_makes_a_difference(string optimizer, double least, double most)
    {
        foreach (var options in OptimizerTable.Row(optimizer).Python.Where(c => c.Convention == Convention.D2l).Select(c => c.Optimizer))
        {
            using var scope = NewDisposeScope();
            var (x, y) = (Trajectories.Ring.Tensors(float64), Trajectories.Ring.Parameters(float64));
            using var scratch = options.Scratch(x);
            using var concise = options.Concise(y);
            var difference = 0.0;
            for (var t = 1; t <= 100; t++)
            {
                Trajectories.Ring.SetGradients(x, x, t);
                for (var k = 0; k < x.Length; k++) y[k].grad = x[k].grad!.clone();
                scratch.Step();
                concise.step();
                for (var k = 0; k < x.Length; k++) difference = Math.Max(difference, x[k].Doubles().Zip(y[k].Doubles(), (a, b) => Math.Abs(a - b)).Max());
            }
            Assert.True(difference >= least && difference <= most, $"{options}: {difference}");
        }
    }

    private static void Walk(string optimizer, Problem problem, ScalarType dtype, double bound)
    {
        var row = OptimizerTable.Row(optimizer);
        var names = row.State.ToDictionary();
        Assert.NotEmpty(row.Agreeing);
        foreach (var options in row.Agreeing)
        {
            using var scope = NewDisposeScope();
            var (x, y) = (problem.Tensors(dtype), problem.Parameters(dtype));
            using var scratch = options.Scratch(x);
            using var concise = options.Concise(y);
            for (var t = 1; t <= Steps; t++)
            {
                using var step = NewDisposeScope();
                problem.SetGradients(x, x, t);
                for (var k = 0; k < x.Length; k++) y[k].grad = x[k].grad!.clone();
                scratch.Step();
                concise.step();
                for (var k = 0; k < x.Length; k++) Near.Relative(y[k].Doubles(), x[k].Doubles(), bound, $"{options}, step {t}, parameter {k}");
                var state = concise.StateTensors();
                foreach (var (name, k, tensor) in scratch.State)
                    Near.Relative(state(k, names[name]).Doubles(), tensor.Doubles(), bound, $"{options}, step {t}, {name} of parameter {k}");
            }
        }
    }
}
