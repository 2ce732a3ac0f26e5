using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Where one optimizer is another.</summary>
public class IdentityTests
{
    private const int Steps = 200;

    [Fact]
    public void Momentum_with_hardly_a_beta_is_sgd() => RequireSame(
        p => fused.SGD(p, 0.05, double.Epsilon, weight_decay: 0.01), p => fused.SGD(p, 0.05, weight_decay: 0.01), 0);

    [Fact]
    public void Momentum_that_lets_nothing_of_the_gradient_in_goes_on_as_it_began()
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(tensor([1.0]))];
        using var momentum = fused.SGD(x, 1, 0.5, dampening: 1);
        double[] expected = [1 - 8, 1 - 8 - 4, 1 - 8 - 4 - 2];
        foreach (var position in expected)
        {
            x[0].grad = tensor([8.0]);
            momentum.step();
            Assert.Equal(position, x[0].item<double>());
        }
    }

    [Fact]
    public void AdamW_without_decay_is_adam() => RequireSame(
        p => fused.AdamW(p, weight_decay: 0, eps: 1e-6), p => fused.Adam(p, eps: 1e-6), 0);

    // Without β₁, and ε only against 0/0, Adam's step is η·√(1 − β₂ᵗ)·g/√s, and RMSProp's η·g/√s.
    [Theory]
    [InlineData(0, 1e-100)]
    [InlineData(1e-100, 0)]
    public void RmsProp_is_adam_without_a_mean_gradient_and_without_bias_correction(double eps, double epsRoot) =>
        RequireSame(
        p => fused.Adam(p, 0.01, 0, 0.9, 1e-100), p => fused.RMSProp(p, 0.01, 0.9, eps, eps_root: epsRoot), 1e-14,
        (adam, t) => adam.ParamGroups.Single().LearningRate = 0.01 / Math.Sqrt(1 - Math.Pow(0.9, t)));

    [Fact]
    public void Adams_first_step_is_the_learning_rate_along_the_gradients_sign()
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(zeros(4, dtype: float64))];
        using var adam = fused.Adam(x, 0.01);
        x[0].grad = tensor([1e-3, -5, 1e6, 0]);
        adam.step();
        Near.Relative([-0.01, 0.01, -0.01, 0], x[0].Doubles(), 0.01 * 1e-8 / 1e-3, $"first step");
    }

    // sign(g² − s)·g² is g² − s where s = 0, at the first step, and where g² = s, here at the second: s = ¼·2² = 1².
    [Fact]
    public void Yogi_is_adam_where_the_second_moments_coincide()
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(zeros(3, dtype: float64))], y = [new(zeros(3, dtype: float64))];
        using var yogi = fused.Yogi(x, beta2: 0.75);
        using var adam = fused.Adam(y, 0.01, beta2: 0.75, eps: 1e-3);
        foreach (double[] g in (double[][])[[2, -2, 4], [1, 1, -2]])
        {
            x[0].grad = tensor(g);
            y[0].grad = tensor(g);
            yogi.step();
            adam.step();
            Near.Same(y[0].Doubles(), x[0].Doubles(), $"parameters");
            Near.Same(adam.StateTensors(0)["exp_avg_sq"].Doubles(), yogi.StateTensors(0)["exp_avg_sq"].Doubles(),
                $"second moments");
        }
        x[0].grad = y[0].grad = tensor([3.0, 3, 3]);
        yogi.step();
        y[0].grad = tensor([3.0, 3, 3]);
        adam.step();
        Assert.NotEqual(y[0].Doubles(), x[0].Doubles());
    }

    // Were there a learning rate, a loss in other units would need another; here ε is the only scale.
    [Fact]
    public void Adadelta_needs_no_learning_rate_its_steps_do_not_depend_on_the_gradients_size()
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(zeros(5, dtype: float64))], y = [new(zeros(5, dtype: float64))];
        using var small = fused.Adadelta(x, eps: 1e-14);
        using var large = fused.Adadelta(y, eps: 1e-14);
        for (var t = 1; t <= Steps; t++)
        {
            double[] g = [.. Enumerable.Range(0, 5).Select(i => Math.Cos(t + i))];
            x[0].grad = tensor(g);
            y[0].grad = tensor(g) * 1000;
            small.step();
            large.step();
            Near.Relative([.. y[0].Doubles().Select(v => v * 1e6)], [.. x[0].Doubles().Select(v => v * 1e6)], 1e-4,
                $"step {t}, in millionths");
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
        var x = problem.Parameters(float64);
        using var nesterov = fused.SGD(x, η, γ, nesterov: true);
        double[][] θ = [.. problem.Start.Select(s => s.ToArray())],
            v = [.. problem.Start.Select(s => new double[s.Length])];
        for (var t = 1; t <= Steps; t++)
        {
            problem.SetGradients(x, x, t);
            nesterov.step();
            for (var k = 0; k < θ.Length; k++)
            {
                double[] ahead = [.. θ[k].Zip(v[k], (θi, vi) => θi - γ * vi)];
                v[k] = [.. v[k].Zip(problem.Gradient(ahead, k, t), (vi, gi) => γ * vi + η * gi)];
                θ[k] = [.. θ[k].Zip(v[k], (θi, vi) => θi - vi)];
                Near.Relative([.. θ[k].Zip(v[k], (θi, vi) => θi - γ * vi)], x[k].Doubles(), 1e-13,
                    $"step {t}, the point ahead");
                var velocity = nesterov.StateTensors(k)["momentum_buffer"].Doubles();
                Near.Relative(θ[k], [.. x[k].Doubles().Zip(velocity, (xi, vi) => xi + η * γ * vi)], 1e-13,
                    $"step {t}, θ");
            }
        }
    }

    /// <summary>Every optimizer works on each element by itself, so a tensor in two pieces goes the way of the
    /// whole.</summary>
    [Theory]
    [MemberData(nameof(OptimizerTable.Cases), MemberType = typeof(OptimizerTable))]
    public void A_tensor_split_in_two_goes_the_same_way(string optimizer, int number)
    {
        using var scope = NewDisposeScope();
        var options = OptimizerTable.Row(optimizer).Cases[number];
        double[] start = [.. Enumerable.Range(0, 11).Select(i => Math.Sin(i))];
        Parameter[] whole = [new(tensor(start))], pieces = [new(tensor(start[..4])), new(tensor(start[4..]))];
        using var one = options.Ours(whole);
        using var two = options.Ours(pieces);
        for (var t = 1; t <= 50; t++)
        {
            double[] g = [.. Enumerable.Range(0, 11).Select(i => Math.Cos(t * (i + 1)))];
            whole[0].grad = tensor(g);
            (pieces[0].grad, pieces[1].grad) = (tensor(g[..4]), tensor(g[4..]));
            one.step();
            two.step();
            Near.Same(whole[0].Doubles(), [.. pieces[0].Doubles(), .. pieces[1].Doubles()], $"step {t}");
        }
    }

    private static void RequireSame(Func<Parameter[], optim.Optimizer> one, Func<Parameter[], optim.Optimizer> other,
        double bound, Action<optim.Optimizer, int>? before = null)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Trajectories.Ring.Parameters(float64), Trajectories.Ring.Parameters(float64));
        using var a = one(x);
        using var b = other(y);
        for (var t = 1; t <= Steps; t++)
        {
            Trajectories.Ring.SetGradients(y, x, t);
            Trajectories.Ring.SetGradients(x, x, t);
            before?.Invoke(a, t);
            a.step();
            b.step();
            for (var k = 0; k < x.Length; k++)
                if (bound == 0) Assert.Equal(y[k].Doubles(), x[k].Doubles());
                else Near.Relative(y[k].Doubles(), x[k].Doubles(), bound, $"step {t}");
        }
    }
}
