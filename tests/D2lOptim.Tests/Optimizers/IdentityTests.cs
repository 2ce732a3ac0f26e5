using D2lOptim.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Where one optimizer is another.</summary>
public class IdentityTests
{
    private const int Steps = 200;

    [Fact]
    public void Momentum_with_beta_zero_is_sgd() => RequireSame(
        p => new Momentum(p, new() { Lr = 0.05, Momentum = 0, WeightDecay = 0.01 }), p => new Sgd(p, new() { Lr = 0.05, WeightDecay = 0.01 }), 0);

    [Fact]
    public void Momentum_that_lets_nothing_of_the_gradient_in_goes_on_as_it_began()
    {
        using var scope = NewDisposeScope();
        Tensor[] x = [tensor([1.0])];
        using var momentum = new Momentum(x, new() { Lr = 1, Momentum = 0.5, Dampening = 1 });
        double[] expected = [1 - 8, 1 - 8 - 4, 1 - 8 - 4 - 2];
        foreach (var position in expected)
        {
            x[0].grad = tensor([8.0]);
            momentum.Step();
            Assert.Equal(position, x[0].item<double>());
        }
    }

    [Fact]
    public void AdamW_without_decay_is_adam() => RequireSame(
        p => new AdamW(p, new() { WeightDecay = 0, Eps = 1e-6 }), p => new Adam(p, new() { Lr = 0.001, Eps = 1e-6 }), 0);

    // Without β₁, and ε only against 0/0, Adam's step is η·√(1 − β₂ᵗ)·g/√s, and RMSProp's η·g/√s.
    [Theory]
    [InlineData(Convention.D2l)]
    [InlineData(Convention.Torch)]
    public void RmsProp_is_adam_without_a_mean_gradient_and_without_bias_correction(Convention convention) => RequireSame(
        p => new Adam(p, new() { Beta1 = 0, Beta2 = 0.9, Eps = 1e-100 }), p => new RmsProp(p, new() { Gamma = 0.9, Eps = 1e-100, Convention = convention }), 1e-14,
        (adam, rmsProp, t) => adam.Lr = rmsProp.Lr / Math.Sqrt(1 - Math.Pow(0.9, t)));

    [Fact]
    public void Adams_first_step_is_the_learning_rate_along_the_gradients_sign()
    {
        using var scope = NewDisposeScope();
        Tensor[] x = [zeros(4, dtype: float64)];
        using var adam = new Adam(x, new() { Lr = 0.01, Eps = 1e-8 });
        x[0].grad = tensor([1e-3, -5, 1e6, 0]);
        adam.Step();
        Near.Relative([-0.01, 0.01, -0.01, 0], x[0].Doubles(), 0.01 * 1e-8 / 1e-3, $"first step");
    }

    // sign(g² − s)·g² is g² − s where s = 0, at the first step, and where g² = s, here at the second: s = ¼·2² = 1².
    [Fact]
    public void Yogi_is_adam_where_the_second_moments_coincide()
    {
        using var scope = NewDisposeScope();
        Tensor[] x = [zeros(3, dtype: float64)], y = [zeros(3, dtype: float64)];
        using var yogi = new Yogi(x, new() { Beta2 = 0.75, Eps = 1e-3 });
        using var adam = new Adam(y, new() { Beta2 = 0.75, Eps = 1e-3 });
        foreach (double[] g in (double[][])[[2, -2, 4], [1, 1, -2]])
        {
            x[0].grad = tensor(g);
            y[0].grad = tensor(g);
            yogi.Step();
            adam.Step();
            Near.Same(y[0].Doubles(), x[0].Doubles(), $"parameters");
            Near.Same(adam.State.Single(s => s.Name == "s").Tensor.Doubles(), yogi.State.Single(s => s.Name == "s").Tensor.Doubles(), $"second moments");
        }
        x[0].grad = y[0].grad = tensor([3.0, 3, 3]);
        yogi.Step();
        y[0].grad = tensor([3.0, 3, 3]);
        adam.Step();
        Assert.NotEqual(y[0].Doubles(), x[0].Doubles());
    }

    // Were there a learning rate, a loss in other units would need another; here ε is the only scale.
    [Fact]
    public void Adadelta_needs_no_learning_rate_its_steps_do_not_depend_on_the_gradients_size()
    {
        using var scope = NewDisposeScope();
        Tensor[] x = [zeros(5, dtype: float64)], y = [zeros(5, dtype: float64)];
        using var small = new Adadelta(x, new() { Eps = 1e-14 });
        using var large = new Adadelta(y, new() { Eps = 1e-14 });
        for (var t = 1; t <= Steps; t++)
        {
            double[] g = [.. Enumerable.Range(0, 5).Select(i => Math.Cos(t + i))];
            x[0].grad = tensor(g);
            y[0].grad = tensor(g) * 1000;
            small.Step();
            large.Step();
            Near.Relative([.. y[0].Doubles().Select(v => v * 1e6)], [.. x[0].Doubles().Select(v => v * 1e6)], 1e-4, $"step {t}, in millionths");
        }
        Assert.All(x[0].Doubles(), v => Assert.NotEqual(0, v));
    }

    // θ ← θ − v with v ← γ·v + η·∇J(θ − γ·v), in plain doubles; PyTorch's x is θ − γ·v.
    [Fact]
    public void Nesterov_in_PyTorchs_form_gives_the_iterates_of_the_look_ahead_form()
    {
        const double η = 0.05, γ = 0.9;
        using var scope = NewDisposeScope();
        var problem = Trajectories.Ring;
        var x = problem.Tensors(float64);
        using var nesterov = new Nesterov(x, new() { Lr = η, Momentum = γ });
        double[][] θ = [.. problem.Start.Select(s => s.ToArray())], v = [.. problem.Start.Select(s => new double[s.Length])];
        for (var t = 1; t <= Steps; t++)
        {
            problem.SetGradients(x, x, t);
            nesterov.Step();
            for (var k = 0; k < θ.Length; k++)
            {
                double[] ahead = [.. θ[k].Zip(v[k], (θi, vi) => θi - γ * vi)];
                v[k] = [.. v[k].Zip(problem.Gradient(ahead, k, t), (vi, gi) => γ * vi + η * gi)];
                θ[k] = [.. θ[k].Zip(v[k], (θi, vi) => θi - vi)];
                Near.Relative([.. θ[k].Zip(v[k], (θi, vi) => θi - γ * vi)], x[k].Doubles(), 1e-13, $"step {t}, the point ahead");
                var velocity = nesterov.State.Single(s => s.Parameter == k).Tensor.Doubles();
                Near.Relative(θ[k], [.. x[k].Doubles().Zip(velocity, (xi, vi) => xi + η * γ * vi)], 1e-13, $"step {t}, θ");
            }
        }
    }

    /// <summary>Every optimizer works on each element by itself, so a tensor in two pieces goes the way of the whole.</summary>
    [Theory]
    [MemberData(nameof(OptimizerTable.PythonCases), MemberType = typeof(OptimizerTable))]
    public void A_tensor_split_in_two_goes_the_same_way(string optimizer, int number)
    {
        using var scope = NewDisposeScope();
        var options = OptimizerTable.Row(optimizer).Python[number].Optimizer;
        double[] start = [.. Enumerable.Range(0, 11).Select(i => Math.Sin(i))];
        Tensor[] whole = [tensor(start)], pieces = [tensor(start[..4]), tensor(start[4..])];
        using var one = options.Scratch(whole);
        using var two = options.Scratch(pieces);
        for (var t = 1; t <= 50; t++)
        {
            double[] g = [.. Enumerable.Range(0, 11).Select(i => Math.Cos(t * (i + 1)))];
            whole[0].grad = tensor(g);
            (pieces[0].grad, pieces[1].grad) = (tensor(g[..4]), tensor(g[4..]));
            one.Step();
            two.Step();
            // A kernel's last elements, too few for a vector register, may be rounded otherwise.
            Near.Relative(whole[0].Doubles(), [.. pieces[0].Doubles(), .. pieces[1].Doubles()], 1e-14, $"step {t}");
        }
    }

    private static void RequireSame(Func<Tensor[], ScratchOptimizer> one, Func<Tensor[], ScratchOptimizer> other, double bound, Action<ScratchOptimizer, ScratchOptimizer, int>? before = null)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Trajectories.Ring.Tensors(float64), Trajectories.Ring.Tensors(float64));
        using var a = one(x);
        using var b = other(y);
        for (var t = 1; t <= Steps; t++)
        {
            Trajectories.Ring.SetGradients(y, x, t);
            Trajectories.Ring.SetGradients(x, x, t);
            before?.Invoke(a, b, t);
            a.Step();
            b.Step();
            for (var k = 0; k < x.Length; k++)
                if (bound == 0) Assert.Equal(y[k].Doubles(), x[k].Doubles());
                else Near.Relative(y[k].Doubles(), x[k].Doubles(), bound, $"step {t}");
        }
    }
}
