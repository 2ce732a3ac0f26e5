using D2lOptim.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>What holds for every optimizer, whatever its options.</summary>
public class InvariantTests
{
    [Theory]
    [MemberData(nameof(OptimizerTable.Cases), MemberType = typeof(OptimizerTable))]
    public void A_zero_gradient_leaves_a_parameter_as_it_is_but_for_weight_decay(string optimizer, int number)
    {
        using var scope = NewDisposeScope();
        var options = OptimizerTable.Row(optimizer).Cases[number];
        var x = new Parameter(tensor([1.0, -2.0]));
        using var ours = options.Ours(x);
        for (var t = 0; t < 5; t++)
        {
            x.grad = zeros(2, dtype: float64);
            ours.step();
        }
        if (options.Decays) Assert.NotEqual([1.0, -2.0], x.Doubles());
        else Assert.Equal([1.0, -2.0], x.Doubles());
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_parameter_without_a_gradient_is_skipped_and_counts_its_own_steps(string optimizer)
    {
        foreach (var options in Moving(optimizer))
        {
            using var scope = NewDisposeScope();
            Parameter[] x = [new(tensor([1.0])), new(tensor([1.0]))];
            using var ours = options.Ours(x);
            x[0].grad = tensor([0.5]);
            ours.step();
            Assert.NotEqual(1.0, x[0].item<double>());
            Assert.Equal(1.0, x[1].item<double>());

            (x[0].grad, x[1].grad) = (null, tensor([0.5]));
            ours.step();
            Assert.Equal(x[0].item<double>(), x[1].item<double>()); // its first step, though the optimizer's second
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Parameters_and_state_keep_their_type_and_shape(string optimizer)
    {
        foreach (var options in OptimizerTable.Row(optimizer).Cases)
            foreach (var dtype in (ScalarType[])[float32, float64])
            {
                using var scope = NewDisposeScope();
                var x = Problem.Noise.Parameters(dtype);
                using var ours = options.Ours(x);
                Problem.Noise.SetGradients(x, x, 1);
                ours.step();
                Assert.All(x, p => Assert.Equal(dtype, p.dtype));
                // NAdam and ASGD keep a number too, in float32 as PyTorch does.
                foreach (var p in x)
                    Assert.All(ours.StateOf(p),
                        s => Assert.Equal(s.Name is "eta" or "mu_product" ? (float32, "")
                            : (dtype, string.Join(',', p.shape)), (s.Tensor.dtype, string.Join(',', s.Tensor.shape))));
            }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_step_keeps_the_gradient_unless_it_is_to_clear_it(string optimizer)
    {
        foreach (var options in Moving(optimizer))
            foreach (var width in (int?[])[Lanes.Widest, null])
            {
                using var scope = NewDisposeScope();
                Parameter[] x = [new(ones(37)), new(ones(37))];
                using var keeps = options.Ours(x[0]);
                using var clears = options.Ours(x[1]);
                keeps.UseWidth(width);
                clears.UseWidth(width);
                for (var t = 1; t <= 3; t++)
                {
                    var g = arange(0, 37, 1, float32) / t;
                    (x[0].grad, x[1].grad) = (g.clone(), g.clone());
                    keeps.step();
                    clears.step(zero_grad: true);
                    Assert.Equal(g.Doubles(), x[0].grad!.Doubles());
                    Assert.All(x[1].grad!.Doubles(), cleared => Assert.Equal(0, cleared));
                    Near.Same(x[0].Doubles(), x[1].Doubles(), $"{options}, step {t}");
                }
            }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void No_live_tensor_is_left_behind_after_10000_steps(string optimizer)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(tensor([1f, 2f]));
        x.grad = zeros(2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var ours = Moving(optimizer)[^1].Ours(x))
        {
            ours.step();
            var first = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (var t = 1; t < 10_000; t++) ours.step();
            Assert.Equal(first, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void State_outlives_the_scope_in_which_the_optimizer_was_made_and_stepped(string optimizer)
    {
        using var outer = NewDisposeScope();
        var x = new Parameter(tensor([1f, 2f]));
        x.grad = ones(2);
        OptimizerBase ours;
        using (NewDisposeScope())
        {
            ours = Moving(optimizer)[^1].Ours(x);
            ours.step();
        }
        ours.step();
        Assert.NotEmpty(ours.StateOf(x));
        ours.Dispose();
        Assert.Empty(ours.StateOf(x));
        Assert.Throws<ObjectDisposedException>(() => ours.step());
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void An_empty_list_and_a_parameter_given_twice_are_refused(string optimizer)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(zeros(2));
        var options = Moving(optimizer)[0];
        Assert.Contains("the list is empty", Assert.Throws<ArgumentException>(() => options.Ours()).Message);
        Assert.Contains("stands in the list twice",
            Assert.Throws<ArgumentException>(() => options.Ours(x, new(zeros(1)), x)).Message);
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_gradient_of_another_shape_or_type_is_refused_and_nothing_is_changed(string optimizer)
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(ones(2)), new(ones(2, 3))];
        using var ours = Moving(optimizer)[0].Ours(x);
        foreach (var (gradient, kind) in new[] { (ones(3, 2), "Float32 of shape [3, 2]"),
            (ones(6), "Float32 of shape [6]"), (ones([2, 3], float64), "Float64 of shape [2, 3]") })
        {
            x[0].grad = ones(2);
            var thrown = Assert.ThrowsAny<Exception>(() =>
            {
                x[1].grad = gradient; // libtorch's Python and SystemTorch look here, TorchSharp does not
                ours.step();
            });
            if (thrown is ArgumentException)
                Assert.Equal($"{optimizer}: the gradient of parameter 1 is {kind}, the parameter is Float32 of "
                + $"shape [2, 3]", thrown.Message);
            Assert.All(x.SelectMany(p => p.Doubles()), value => Assert.Equal(1, value));
        }
        x[1].grad = ones(2, 3);
        ours.step();
        Assert.All(x.SelectMany(p => p.Doubles()), value => Assert.NotEqual(1, value));
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_rate_out_of_range_is_refused_whenever_it_is_set(string optimizer)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(ones(2));
        x.grad = ones(2);
        using var ours = Moving(optimizer)[0].Ours(x);
        foreach (var value in (double[])[double.NaN, double.PositiveInfinity, -1])
        {
            // By TorchSharp's group where it looks, by the step where it does not.
            Assert.ThrowsAny<ArgumentException>(() =>
            {
                ours.ParamGroups.Single().LearningRate = value;
                ours.step();
            });
            Assert.Equal([1.0, 1], x.Doubles());
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_closure_is_called_with_gradients_on_and_its_loss_comes_back(string optimizer)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(ones(1));
        using var ours = Moving(optimizer)[0].Ours(x);
        var loss = ours.step(() =>
        {
            ours.zero_grad();
            var value = (x * 3).sum();
            value.backward();
            return value;
        });
        Assert.Equal(3, loss!.item<float>());
        Assert.Equal(3, x.grad!.item<float>());
        Assert.NotEqual(1, x.item<float>());
    }

    /// <summary>Cases whose learning rate is not 0, the last with state.</summary>
    private static IReadOnlyList<OptimizerCase> Moving(string optimizer) =>
        [.. OptimizerTable.Row(optimizer).Cases.Where(c => c.Options.GetValueOrDefault("lr", 1) != 0)];
}
