using D2lOptim.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>What holds for every optimizer from scratch, whatever its options.</summary>
public class InvariantTests
{
    [Theory]
    [MemberData(nameof(OptimizerTable.PythonCases), MemberType = typeof(OptimizerTable))]
    public void A_zero_gradient_leaves_a_parameter_as_it_is_but_for_weight_decay(string optimizer, int number)
    {
        using var scope = NewDisposeScope();
        var options = OptimizerTable.Row(optimizer).Python[number].Optimizer;
        Tensor[] x = [tensor([1.0, -2.0])];
        using var scratch = options.Scratch(x);
        for (var t = 0; t < 5; t++)
        {
            x[0].grad = zeros(2, dtype: float64);
            scratch.Step();
        }
        if (options.Decays) Assert.NotEqual([1.0, -2.0], x[0].Doubles());
        else Assert.Equal([1.0, -2.0], x[0].Doubles());
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_parameter_without_a_gradient_is_skipped_and_counts_its_own_steps(string optimizer)
    {
        foreach (var options in Options(optimizer))
        {
            using var scope = NewDisposeScope();
            Tensor[] x = [tensor([1.0]), tensor([1.0])];
            using var scratch = options.Scratch(x);
            x[0].grad = tensor([0.5]);
            scratch.Step();
            Assert.NotEqual(1.0, x[0].item<double>());
            Assert.Equal(1.0, x[1].item<double>());

            (x[0].grad, x[1].grad) = (null, tensor([0.5]));
            scratch.Step();
            Assert.Equal(2, scratch.StepCount);
            Assert.Equal(x[0].item<double>(), x[1].item<double>()); // its first step, though the optimizer's second
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_non_contiguous_parameter_goes_the_same_way(string optimizer)
    {
        foreach (var options in Options(optimizer))
        {
            using var scope = NewDisposeScope();
            double[] values = [1, 2, 3, 4, 5, 6];
            Tensor[] plain = [tensor(values, [2, 3])], turned = [tensor([1.0, 4, 2, 5, 3, 6], [3, 2]).t()];
            Assert.False(turned[0].is_contiguous());
            using var one = options.Scratch(plain);
            using var other = options.Scratch(turned);
            for (var t = 1; t <= 20; t++)
            {
                double[] g = [.. values.Select(v => Math.Sin(v * t))];
                plain[0].grad = tensor(g, [2, 3]);
                turned[0].grad = tensor(g, [2, 3]);
                one.Step();
                other.Step();
            }
            Near.Relative(plain[0].Doubles(), turned[0].Doubles(), 1e-14, $"{options}");
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Parameters_and_state_keep_their_type_and_shape(string optimizer)
    {
        foreach (var options in Options(optimizer))
            foreach (var dtype in (ScalarType[])[float32, float64])
            {
                using var scope = NewDisposeScope();
                var x = Problem.Noise.Tensors(dtype);
                using var scratch = options.Scratch(x);
                Problem.Noise.SetGradients(x, x, 1);
                scratch.Step();
                Assert.All(x, p => Assert.Equal(dtype, p.dtype));
                Assert.All(scratch.State, s => Assert.Equal((dtype, string.Join(',', x[s.Parameter].shape)), (s.Tensor.dtype, string.Join(',', s.Tensor.shape))));
                Assert.Equal(scratch.State.Select(s => s.Name).Distinct().Count() * x.Length, scratch.State.Count());
            }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void The_same_seed_gives_the_same_result_and_the_gradient_is_zero_after_a_step(string optimizer)
    {
        foreach (var options in Options(optimizer)) Assert.Equal(Run(0), Run(0));
        Assert.NotEqual(Run(0), Run(1));

        double[] Run(long seed)
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            Tensor[] x = [randn(7)];
            using var scratch = Options(optimizer)[^1].Scratch(x);
            for (var t = 0; t < 20; t++)
            {
                x[0].grad = randn(7);
                scratch.Step();
                Assert.All(x[0].grad!.Doubles(), g => Assert.Equal(0, g));
            }
            return x[0].Doubles();
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void No_live_tensor_is_left_behind_after_10000_steps(string optimizer)
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]).requires_grad_();
        x.grad = zeros(2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var scratch = Options(optimizer)[^1].Scratch([x]))
        {
            scratch.Step();
            var first = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Assert.Equal(before + scratch.State.Count(), first);
            for (var t = 1; t < 10_000; t++) scratch.Step();
            Assert.Equal(first, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void State_outlives_the_scope_in_which_the_optimizer_was_made(string optimizer)
    {
        using var outer = NewDisposeScope();
        var x = tensor([1f, 2f]);
        ScratchOptimizer scratch;
        using (NewDisposeScope()) scratch = Options(optimizer)[^1].Scratch([x]);
        using (scratch)
        {
            x.grad = ones(2);
            scratch.Step();
            Assert.All(scratch.State, s => Assert.False(s.Tensor.IsInvalid));
        }
        Assert.All(scratch.State, s => Assert.True(s.Tensor.IsInvalid));
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void An_empty_list_and_a_parameter_given_twice_are_refused(string optimizer)
    {
        using var scope = NewDisposeScope();
        var x = zeros(2);
        var make = Options(optimizer)[0].Scratch;
        Assert.Contains("the list is empty", Assert.Throws<ArgumentException>(() => make([])).Message);
        Assert.Contains("stands in the list twice", Assert.Throws<ArgumentException>(() => make([x, zeros(1), x])).Message);
    }

    private static IReadOnlyList<OptimizerCase> Options(string optimizer) => [.. OptimizerTable.Row(optimizer).Python.Where(c => c.Golden.GetProperty("options").ToString() != "{\"lr\": 0.0}").Select(c => c.Optimizer)];
}
