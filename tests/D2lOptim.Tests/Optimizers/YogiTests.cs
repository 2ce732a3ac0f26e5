using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Yogi from scratch and concise share one formula, so both are held against a computation that shares nothing with them.</summary>
public class YogiTests
{
    [Theory]
    [InlineData(0.01, 0.9, 0.999, 1e-3, 0)]
    [InlineData(0.02, 0.5, 0.9, 1e-6, 0.1)]
    [InlineData(0.3, 0, 0, 0.5, 0)]
    public void Both_follow_the_paper_number_by_number(double lr, double beta1, double beta2, double eps, double decay)
    {
        using var scope = NewDisposeScope();
        var x = tensor([2.0, -1.0, 0.5]);
        var y = new Parameter(tensor([2.0, -1.0, 0.5]));
        using var scratch = new Yogi([x], new() { Lr = lr, Beta1 = beta1, Beta2 = beta2, Eps = eps, WeightDecay = decay });
        using var concise = new YogiOptimizer([y], lr, beta1, beta2, eps, decay);
        double[] w = [2, -1, 0.5], m = new double[3], s = new double[3];
        for (var t = 1; t <= 300; t++)
        {
            double[] g = [.. w.Select((_, i) => Math.Sin(t * (i + 1)) * (i + 1))];
            (x.grad, y.grad) = (tensor(g), tensor(g));
            scratch.Step();
            concise.step();
            for (var i = 0; i < 3; i++)
            {
                var gi = g[i] + decay * w[i];
                m[i] = beta1 * m[i] + (1 - beta1) * gi;
                s[i] -= (1 - beta2) * Math.Sign(s[i] - gi * gi) * gi * gi;
                w[i] -= lr * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(s[i] / (1 - Math.Pow(beta2, t))) + eps);
            }
            Near.Relative(w, x.Doubles(), 1e-12, $"scratch, step {t}");
            Near.Relative(w, y.Doubles(), 1e-12, $"concise, step {t}");
        }
    }

    [Fact]
    public void Groups_have_options_of_their_own_and_take_the_optimizers_for_the_rest()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(zeros(2)), new(zeros(2))];
        using var yogi = new YogiOptimizer([new YogiOptimizer.ParamGroup([p[0]]), new YogiOptimizer.ParamGroup([p[1]], new() { LearningRate = 0.5, beta1 = 0.5 })], lr: 0.1);
        var groups = yogi.ParamGroups.Cast<YogiOptimizer.ParamGroup>().ToList();
        Assert.Equal([(0.1, (0.9, 0.999)), (0.5, (0.5, 0.999))], groups.Select(g => (g.LearningRate, g.Betas)));
        Assert.Equal([0.1, 0.5], groups.Select(g => g.InitialLearningRate));

        foreach (var x in p) x.grad = ones(2);
        yogi.step();
        // The first step is −η·g/(|g| + ε), with ε = 1e-3.
        Near.Relative([-0.1 / 1.001, -0.1 / 1.001], p[0].Doubles(), 1e-6, $"first group");
        Near.Relative([-0.5 / 1.001, -0.5 / 1.001], p[1].Doubles(), 1e-6, $"second group");
        Assert.Equal(p, yogi.parameters());
    }

    [Fact]
    public void A_group_may_be_added_later_but_not_a_parameter_twice()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(zeros(2)), new(zeros(2))];
        using var yogi = new YogiOptimizer([p[0]]);
        yogi.add_param_group(new YogiOptimizer.ParamGroup([p[1]], new() { LearningRate = 1 }));
        p[1].grad = ones(2);
        yogi.step();
        Assert.All(p[1].Doubles(), x => Assert.True(x < -0.9));
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => yogi.add_param_group(new YogiOptimizer.ParamGroup([p[0]]))).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => new YogiOptimizer(Array.Empty<Parameter>())).Message);
        Assert.StartsWith("beta1 must be in [0, 1), was 1", Assert.Throws<ArgumentOutOfRangeException>(() => new YogiOptimizer([p[0]], beta1: 1)).Message);
        Assert.StartsWith("lr must be ≥ 0 and finite, was NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new YogiOptimizer([new YogiOptimizer.ParamGroup([p[0]], new() { LearningRate = double.NaN })])).Message);
    }

    [Fact]
    public void A_schedule_sets_the_learning_rate_and_zero_grad_zeroes_in_place()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(zeros(1));
        using var yogi = new YogiOptimizer([p], lr: 0.1);
        p.grad = ones(1);
        foreach (var group in yogi.ParamGroups) group.LearningRate = 0;
        yogi.step();
        Assert.Equal(0, p.item<float>());
        yogi.ParamGroups.Single().LearningRate = 0.2;
        yogi.step();
        Assert.NotEqual(0, p.item<float>());
        yogi.zero_grad();
        Assert.Equal(0, p.grad!.item<float>());
    }

    [Fact]
    public void A_closure_is_called_with_gradients_on_and_its_loss_comes_back()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(ones(1));
        using var yogi = new YogiOptimizer([p], lr: 0.1);
        var loss = yogi.step(() =>
        {
            yogi.zero_grad();
            var value = (p * 3).sum();
            value.backward();
            return value;
        });
        Assert.Equal(3, loss!.item<float>());
        Assert.Equal(3, p.grad!.item<float>());
        Assert.True(p.item<float>() < 1);
    }
}
