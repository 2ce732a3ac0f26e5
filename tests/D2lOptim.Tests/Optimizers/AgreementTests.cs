using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>The library's optimizers and torch.optim's on identical gradients, step by step: parameters and
/// state.</summary>
public class AgreementTests
{
    private const int Steps = 1001;

    // A step rounds a parameter about ten times, each time by at most u = 2⁻⁵³ (2⁻²⁴ in float32) of its size. Gradients
    // are the same for both, so an error stays as it is, and as errors have either sign they add up like a random walk:
    // 10·u·√1001.
    private static readonly double s_float64Bound = 10 * Math.ScaleB(1, -53) * Math.Sqrt(Steps),
        s_float32Bound = 10 * Math.ScaleB(1, -24) * Math.Sqrt(Steps);

    [Fact]
    public void The_bound_is_as_narrow_as_was_asked_for() => Assert.InRange(s_float64Bound, 0, 1e-12);

    [Theory]
    [MemberData(nameof(OptimizerTable.NamesInTorch), MemberType = typeof(OptimizerTable))]
    public void Over_1001_steps_in_float64_both_agree_on_noise(string optimizer) =>
        Walk(optimizer, Problem.Noise, float64, s_float64Bound);

    [Theory]
    [MemberData(nameof(OptimizerTable.NamesInTorch), MemberType = typeof(OptimizerTable))]
    public void Over_1001_steps_in_float64_both_agree_on_the_ring(string optimizer) =>
        Walk(optimizer, Trajectories.Ring, float64, s_float64Bound);

    [Theory]
    [MemberData(nameof(OptimizerTable.NamesInTorch), MemberType = typeof(OptimizerTable))]
    public void Over_1001_steps_in_float32_both_agree_on_noise(string optimizer) =>
        Walk(optimizer, Problem.Noise, float32, s_float32Bound);

    private static void Walk(string optimizer, Problem problem, ScalarType dtype, double bound)
    {
        OptimizerCase[] cases =
            [.. OptimizerTable.Row(optimizer).Goldens.Where(golden => !golden.Book).Select(golden => golden.Optimizer)];
        Assert.NotEmpty(cases);
        foreach (var options in cases)
        {
            using var scope = NewDisposeScope();
            var (x, y) = (problem.Parameters(dtype), problem.Parameters(dtype));
            using var ours = options.Ours(x);
            using var torchs = options.Torchs(y);
            for (var t = 1; t <= Steps; t++)
            {
                using var step = NewDisposeScope();
                problem.SetGradients(x, x, t);
                for (var k = 0; k < x.Length; k++) y[k].grad = x[k].grad!.clone();
                ours.step();
                torchs.step();
                for (var k = 0; k < x.Length; k++)
                {
                    Near.Relative(y[k].Doubles(), x[k].Doubles(), bound, $"{options}, step {t}, parameter {k}");
                    var state = torchs.StateTensors(k);
                    foreach (var (name, tensor) in ours.StateOf(x[k]))
                        Near.Relative(state[name].Doubles(), tensor.Doubles(), bound,
                            $"{options}, step {t}, {name} of parameter {k}");
                }
            }
        }
    }
}
