using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Beyond;
using D2lOptim.Data;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

/// <summary>Every cause is planted and must be named, at its step and its array, and no other.</summary>
public class CauseTests
{
    private static readonly PlantedRun s_sgd = new();
    private static readonly PlantedRun s_momentum = new() { Optimizer = p => optim.SGD(p, 0.05, momentum: 0.9) };
    private static readonly PlantedRun s_adam = new() { Optimizer = p => optim.Adam(p, 0.01) };
    private static readonly PlantedRun s_rmsProp = new() { Optimizer = p => optim.RMSProp(p, 0.01) };

    private static readonly PlantedRun s_adaGrad = new() { Optimizer = p => optim.Adagrad(p, 0.05) };
    private static readonly Func<double, PlantedRun> s_groups = rate =>
        new()
        {
            Optimizer = p =>
        optim.SGD([new SGD.ParamGroup([p.First()], new SGD.Options()),
        new SGD.ParamGroup([p.Last()], new SGD.Options { LearningRate = rate })], 0.05)
        };

    private static readonly (string Name, PlantedRun A, PlantedRun B, CauseKind Kind, int Step,
        string Array)[] s_planted =
    [
        ("half", s_sgd, s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y) / 2 }, CauseKind.Half, 1, "loss"),
        ("no half", s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y) / 2 }, s_sgd, CauseKind.Half, 1,
            "loss"),
        ("sum", s_sgd, s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y, nn.Reduction.Sum) },
            CauseKind.SumAgainstMean, 1, "loss"),
        ("mean", s_sgd
            with { Loss = (p, y, _) => nn.functional.mse_loss(p, y, nn.Reduction.Sum),
            Optimizer = p => optim.SGD(p, 0.005) }, s_sgd with { Optimizer = p => optim.SGD(p, 0.005) },
            CauseKind.SumAgainstMean, 1, "loss"),
        ("half the sum", s_sgd, s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y, nn.Reduction.Sum) / 2 },
            CauseKind.SumAgainstMean, 1, "loss"),
        ("scaled", s_sgd, s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y) * 0.3 }, CauseKind.Scaled, 1,
            "loss"),
        ("L2 in the loss", s_sgd,
            s_sgd with { Loss = (p, y, all) => nn.functional.mse_loss(p, y) + all.Select(x => x.pow(2).sum())
            .Aggregate((a, b) => a + b) * 0.05 }, CauseKind.DecayInLoss, 1, "loss"),
        ("L2 in the first's loss",
            s_sgd with { Loss = (p, y, all) => nn.functional.mse_loss(p, y) + all.Select(x => x.pow(2).sum())
            .Aggregate((a, b) => a + b) * 0.05 }, s_sgd, CauseKind.DecayInLoss, 1, "loss"),
        ("sum over outputs", s_sgd with { Outputs = 3 },
            s_sgd with { Outputs = 3, Loss = (p, y, _) => nn.functional.mse_loss(p, y, nn.Reduction.Sum) },
            CauseKind.SumAgainstMean, 1, "loss"),
        ("gradients halved after the loss", s_sgd,
            s_sgd with { Before = (_, p) => Array.ForEach(p, x => x.grad!.mul_(0.5)) }, CauseKind.Scaled, 1,
            "gradient/w"),
        ("zero_grad", s_sgd, s_sgd with { ZeroGrad = false }, CauseKind.ZeroGrad, 2, "gradient/w"),
        ("shuffle", s_sgd, s_sgd with { Batches = k => k + 3 }, CauseKind.Batch, 1, "batch"),
        ("init", s_sgd, s_sgd with { Shift = 0.01 }, CauseKind.Init, 0, "parameter/w"),
        ("learning rate", s_sgd, s_sgd with { After = (k, o) => SetRate(o, k == 9 ? 0.02 : null) },
            CauseKind.LearningRate, 10, "lr"),
        ("learning rate by little, beside rounding",
            s_adam with { After = (k, o) => SetRate(o, k == 20 ? 0.005 : null) },
            s_adam with { Type = float64, After = (k, o) => SetRate(o, k == 20 ? 0.005000001 : null) },
            CauseKind.LearningRate, 21, "lr"),
        ("learning rate per batch", s_sgd with { After = (k, o) => SetRate(o, 0.05 * Math.Pow(0.9, k / 10)) },
            s_sgd with { After = (k, o) => SetRate(o, 0.05 * Math.Pow(0.9, k)) }, CauseKind.LearningRatePerBatch, 2,
            "lr"),
        ("learning rate that is meant to fall every step", s_sgd,
            s_sgd with { After = (k, o) => SetRate(o, 0.05 * Math.Pow(0.9, k)) }, CauseKind.LearningRate, 2, "lr"),
        ("learning rate of one group", s_groups(0.05), s_groups(0.02), CauseKind.LearningRate, 1, "lr/b"),
        ("one group for two", s_groups(0.02), s_sgd, CauseKind.LearningRate, 1, "lr/b"),
        ("AdaGrad's falling rate", s_adaGrad,
            s_adaGrad with { Optimizer = p => optim.Adagrad(p, 0.05, lr_decay: 0.01) }, CauseKind.LearningRate, 2,
            "parameter/w"),
        ("AdaGrad's initial sum", s_adaGrad,
            s_adaGrad with { Optimizer = p => optim.Adagrad(p, 0.05, initial_accumulator_value: 0.1) }, CauseKind.Init,
            0, "state/sum/w"),
        ("weight decay", s_sgd, s_sgd with { Optimizer = p => optim.SGD(p, 0.05, weight_decay: 0.01) },
            CauseKind.WeightDecay, 1, "parameter/w"),
        ("no momentum", s_sgd, s_momentum, CauseKind.Momentum, 1, "state/momentum_buffer/w"),
        ("another momentum", s_momentum, s_momentum with { Optimizer = p => optim.SGD(p, 0.05, momentum: 0.8) },
            CauseKind.Momentum, 2, "state/momentum_buffer/w"),
        ("dampening", s_momentum,
            s_momentum with { Optimizer = p => optim.SGD(p, 0.05, momentum: 0.9, dampening: 0.5) },
            CauseKind.Dampening, 2, "state/momentum_buffer/w"),
        ("Nesterov", s_momentum,
            s_momentum with { Optimizer = p => optim.SGD(p, 0.05, momentum: 0.9, nesterov: true) }, CauseKind.Nesterov,
            1, "parameter/w"),
        ("Adam's ε", s_adam, s_adam with { Optimizer = p => optim.Adam(p, 0.01, eps: 1e-3) }, CauseKind.EpsValue, 1,
            "parameter/w"),
        ("Adam's ε, double", s_adam with { Type = float64 },
            s_adam with { Type = float64, Optimizer = p => optim.Adam(p, 0.01, eps: 1e-7) }, CauseKind.EpsValue, 1,
            "parameter/w"),
        ("RMSProp's ε", s_rmsProp, s_rmsProp with { Optimizer = p => optim.RMSProp(p, 0.01, eps: 1e-5) },
            CauseKind.EpsValue, 1, "parameter/w"),
        ("RMSProp's decay", s_rmsProp, s_rmsProp with { Optimizer = p => optim.RMSProp(p, 0.01, alpha: 0.9) },
            CauseKind.Momentum, 1, "state/square_avg/w"),
        ("AdamW's default decay", s_adam with { Optimizer = p => optim.AdamW(p, 0.01, weight_decay: 0.01) },
            s_adam with { Optimizer = p => optim.AdamW(p, 0.01, weight_decay: 0) }, CauseKind.WeightDecay, 1,
            "parameter/w"),
        ("coupled", s_adam with { Optimizer = p => optim.AdamW(p, 0.01, weight_decay: 0.1) },
            s_adam with { Optimizer = p => optim.Adam(p, 0.01, weight_decay: 0.1) }, CauseKind.DecayKind, 1,
            "state/exp_avg/w"),
        ("amsgrad", s_adam with { Steps = 60 },
            s_adam with { Steps = 60, Optimizer = p => optim.Adam(p, 0.01, amsgrad: true) }, CauseKind.Algorithm, 0,
            ""),
        ("null against zero", s_momentum with { Before = (k, p) => p[1].grad = k < 5 ? p[1].grad : null },
            s_momentum with { Before = (k, p) => p[1].grad = k < 5 ? p[1].grad : zeros(1) }, CauseKind.NullGradient, 5,
            "state/momentum_buffer/b"),
        ("half beside null against zero", s_sgd with { Before = (_, p) => p[1].grad = null },
            s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y) / 2,
            Before = (_, p) => p[1].grad = zeros(1) }, CauseKind.Half, 1, "loss"),
        ("reported loss, one frozen", s_sgd with { Before = (_, p) => p[1].grad = null },
            s_sgd with { Before = (_, p) => p[1].grad = null, Loss = (p, y, _) => nn.functional.mse_loss(p, y) + 1 },
            CauseKind.ReportedLoss, 1, "loss"),
        ("reported loss", s_sgd, s_sgd with { Loss = (p, y, _) => nn.functional.mse_loss(p, y) + 1 },
            CauseKind.ReportedLoss, 1, "loss"),
    ];

    public static TheoryData<string> Planted => [.. s_planted.Select(p => p.Name)];

    public static TheoryData<string> Circulating => [.. CirculatingMistakes.All.Select(m => m.Name)];

    public static TheoryData<string> Replayed => [.. s_replayed.Keys];

    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, double, optim.Optimizer>> s_replayed = new()
    {
        ["SGD"] = (p, λ) => optim.SGD(p, 0.05, weight_decay: λ),
        ["momentum, dampened"] = (p, λ) => optim.SGD(p, 0.05, momentum: 0.9, dampening: 0.3, weight_decay: λ),
        ["Nesterov"] = (p, λ) => optim.SGD(p, 0.05, momentum: 0.9, nesterov: true, weight_decay: λ),
        ["Adagrad"] = (p, λ) => optim.Adagrad(p, 0.05, lr_decay: 0.1, weight_decay: λ, initial_accumulator_value: 0.5),
        ["RMSprop"] = (p, λ) => optim.RMSProp(p, 0.01, weight_decay: λ, momentum: 0.5, centered: true),
        ["Adadelta"] = (p, λ) => optim.Adadelta(p, 1, weight_decay: λ),
        ["Adam"] = (p, λ) => optim.Adam(p, 0.01, weight_decay: λ, amsgrad: true),
        ["AdamW"] = (p, λ) => optim.AdamW(p, 0.01, weight_decay: λ),
        ["Adamax"] = (p, λ) => optim.Adamax(p, 0.01, weight_decay: λ),
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_cause_is_named(string name)
    {
        var planted = s_planted.Single(p => p.Name == name);
        var (_, causes) = PlantedRun.Compare(planted.A, planted.B);
        var cause = Assert.Single(causes);
        Assert.Equal(planted.Kind, cause.Kind);
        if (planted.Array != "") Assert.Equal((planted.Step, planted.Array), (cause.Step, cause.Array));
    }

    [Theory]
    [MemberData(nameof(Circulating))]
    public void A_mistake_of_the_gallery_is_named(string name) =>
        RequireNamed(CirculatingMistakes.All.Single(m => m.Name == name));

    private static void RequireNamed(Mistake mistake)
    {
        using var folder = new TemporaryFolder();
        var (right, wrong) = (Path.Combine(folder.Root, "right.npz"), Path.Combine(folder.Root, "wrong.npz"));
        MistakeRun.Train(mistake, false, Airfoil.Open(), 0, CPU, right);
        MistakeRun.Train(mistake, true, Airfoil.Open(), 0, CPU, wrong);
        foreach (var causes in new[] { MistakesGallery.Compare(right, wrong).Causes,
            MistakesGallery.Compare(wrong, right).Causes })
        {
            var cause = Assert.Single(causes);
            Assert.Equal((mistake.Cause, mistake.Step, mistake.Array), (cause.Kind, cause.Step, cause.Array));
        }
    }

    [Theory]
    [MemberData(nameof(MiswrittenRules.Names), MemberType = typeof(MiswrittenRules))]
    public void A_miswritten_rule_is_named(string name) =>
        RequireNamed(MiswrittenRules.All.Single(m => m.Name == name));

    [Fact]
    public void Two_correct_runs_give_no_finding()
    {
        foreach (var run in new[] { s_sgd, s_momentum, s_adam, s_rmsProp, s_adam with { Type = float64 } })
        {
            var (comparison, causes) = PlantedRun.Compare(run, run);
            Assert.Null(comparison.First);
            Assert.Empty(causes);
        }
    }

    [Fact]
    public void A_fused_optimizer_and_torchs_differ_by_rounding_only()
    {
        var torchs = s_adam with { Optimizer = p => optim.AdamW(p, 0.01, weight_decay: 0.1) };
        var scratch = torchs with { Optimizer = p => fused.AdamW(p, 0.01, weight_decay: 0.1) };
        var (comparison, causes) = PlantedRun.Compare(scratch, torchs);
        Assert.NotNull(comparison.First);
        Assert.Null(comparison.Beyond);
        Assert.Equal(CauseKind.Rounding, Assert.Single(causes).Kind);
    }

    [Fact]
    public void What_no_alternative_gives_is_not_explained()
    {
        var (_, causes) = PlantedRun.Compare(s_sgd, s_sgd with { Loss = (p, y, _) => (p - y).abs().mean() });
        Assert.Equal(CauseKind.NotExplained, Assert.Single(causes).Kind);
    }

    [Fact]
    public void Rounding_that_the_runs_enlarge_is_no_mistake()
    {
        // Of one batch the gradient dies away, and RMSProp's steps keep their length: their signs are rounding's in the
        // end.
        var run = s_rmsProp with { Batches = _ => 0, Steps = 1500 };
        foreach (var (type, advised) in new[] { (float32, true), (float64, false) })
        {
            var (comparison, causes) =
                PlantedRun.Compare(run with { Type = type }, run with { Type = type, Reversed = true });
            Assert.NotNull(comparison.Beyond);
            var cause = Assert.Single(causes);
            Assert.Equal(CauseKind.Rounding, cause.Kind);
            Assert.StartsWith("no mistake is seen: replayed in 6 of the elements, every step of both is RMSProp's",
                cause.Text);
            Assert.Contains($"Rounding came in at step {comparison.First!.Step} and has grown", cause.Text);
            Assert.Equal(advised, cause.Text.Contains("record both in float64"));
        }
        var pushed = PlantedRun.Compare(run, run with { Reversed = true, Before = (k, p) => Push(k == 100, p) });
        Assert.True(pushed.Comparison.First!.Step < pushed.Comparison.Beyond!.Step);
        Assert.Equal(CauseKind.NotExplained, Assert.Single(pushed.Causes).Kind);
    }

    [Fact]
    public void Rounding_that_a_steep_loss_enlarges_may_be_a_mistake_of_the_loss()
    {
        var steep = s_sgd
            with
        { Loss = (p, y, _) => (5000 * (p - y)).sin().mean() / 5000, Optimizer = p => optim.SGD(p, 0.5) };
        var (comparison, causes) =
            PlantedRun.Compare(steep, steep with { Before = (k, p) => p[0].grad!.mul_(k == 1 ? 1 + 1e-6 : 1) });
        Assert.True(comparison.First!.Step < comparison.Beyond!.Step);
        var cause = Assert.Single(causes);
        Assert.Equal(CauseKind.NotExplained, cause.Kind);
        Assert.Contains($"here the {comparison.Beyond.Quantity} parts by more", cause.Text);
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(4, 2, 1)]
    [InlineData(1, 1, 2)]
    public void A_factor_of_several_readings_is_not_guessed_at(int rows, int divisor, int outputs)
    {
        var mean = s_sgd with { Rows = rows, Outputs = outputs, Optimizer = p => optim.SGD(p, 0.005) };
        var sum = mean with { Loss = (p, y, _) => (p - y).square().sum() / (divisor * (rows == 2 ? outputs : 1)) };
        foreach (var (a, b, half) in new[] { (mean, sum, "½ of the loss is missing"),
            (sum, mean, "has a factor ½ that") })
        {
            var cause = Assert.Single(PlantedRun.Compare(a, b).Causes);
            Assert.Equal(CauseKind.NotExplained, cause.Kind);
            Assert.Contains(half, cause.Text);
            Assert.Contains("sum in the", cause.Text);
        }
    }

    [Fact]
    public void Values_that_fit_alike_are_all_told()
    {
        var eps = s_adam with { Optimizer = p => optim.Adam(p, 0.01, eps: 1e-3) };
        var tiny = s_adam
            with
        {
            Optimizer = p => optim.Adam(p, 0.01, eps: 1e-9),
            Traced = o => TracedOptimizer.Of("Adam", () => o.step(), () => 0.01, new { eps = 1e-3 })
        };
        foreach (var causes in new[] { PlantedRun.Compare(eps, tiny).Causes, PlantedRun.Compare(tiny, eps).Causes })
        {
            var cause = Assert.Single(causes);
            Assert.Equal(CauseKind.EpsValue, cause.Kind);
            Assert.Matches("1E-10 in .*; or ", cause.Text);
            Assert.Contains("1E-08 in the ", cause.Text);
        }
    }

    [Fact]
    public void A_thinned_trace_tells_what_needs_no_replay()
    {
        var every = s_sgd with { Every = 5 };
        var lower = every with { After = (k, o) => SetRate(o, k == 10 ? 0.02 : null) };
        Assert.Equal([(CauseKind.LearningRate, 11L)],
            PlantedRun.Compare(every, lower).Causes.Select(c => (c.Kind, c.Step)));
        var perEpoch = every with { After = (k, o) => SetRate(o, 0.05 * Math.Pow(0.9, k / 10)) };
        var perBatch = every with { After = (k, o) => SetRate(o, 0.05 * Math.Pow(0.9, k / 5)) };
        Assert.Equal(CauseKind.LearningRate, Assert.Single(PlantedRun.Compare(perEpoch, perBatch).Causes).Kind);
        var other = every with { Batches = k => k == 10 ? 3 : k };
        Assert.Equal([(CauseKind.Batch, 11L)], PlantedRun.Compare(every, other).Causes.Select(c => (c.Kind, c.Step)));
        Assert.Equal(CauseKind.NotExplained,
            Assert.Single(PlantedRun.Compare(s_momentum with { Every = 5, Steps = 20 },
            s_momentum with
            {
                Every = 5,
                Steps = 20,
                Optimizer = p => optim.SGD(p, 0.05, momentum: 0.8)
            }).Causes).Kind);
    }

    [Fact]
    public void Two_causes_of_a_step_are_both_named()
    {
        var (_, causes) =
            PlantedRun.Compare(s_adam,
            s_adam with { Batches = k => k + 3, Optimizer = p => optim.Adam(p, 0.02, eps: 1e-3) });
        Assert.Equal([CauseKind.Batch, CauseKind.LearningRate, CauseKind.EpsValue], causes.Select(c => c.Kind));
    }

    [Fact]
    public void What_makes_no_difference_is_no_cause()
    {
        Assert.Empty(PlantedRun.Compare(s_groups(0.05), s_sgd).Causes);
        var (reversed, causes) = PlantedRun.Compare(s_adam, s_adam with { Reversed = true });
        Assert.Null(reversed.Beyond);
        Assert.All(causes, cause => Assert.Equal(CauseKind.Rounding, cause.Kind));
        Assert.Contains("other bytes from step 1, and yet the same loss", Assert.Single(reversed.Notes));
        Assert.Equal(CauseKind.EpsValue,
            Assert.Single(PlantedRun.Compare(s_adam,
            s_adam with { Reversed = true, Optimizer = p => optim.Adam(p, 0.01, eps: 1e-3) }).Causes).Kind);
        var (wider, rounding) = PlantedRun.Compare(s_adam, s_adam with { Type = float64 });
        Assert.Contains("one trace is in float32, the other in float64", Assert.Single(wider.Notes));
        Assert.Equal(CauseKind.Rounding, Assert.Single(rounding).Kind);
    }

    [Theory]
    [MemberData(nameof(Replayed))]
    public void Every_optimizer_of_torch_is_replayed(string name)
    {
        var make = s_replayed[name];
        var cause = Assert
            .Single(PlantedRun.Compare(s_sgd with { Optimizer = p => make(p, 0) },
            s_sgd with { Optimizer = p => make(p, 0.01) }).Causes);
        Assert.Equal((CauseKind.WeightDecay, 1L), (cause.Kind, cause.Step));
    }

    [Fact]
    public void A_parameter_in_no_group_is_expected_not_to_move()
    {
        static PlantedRun Frozen(double eps) => s_adam with { Optimizer = p => optim.Adam([p.Last()], 0.01, eps: eps) };
        var cause = Assert.Single(PlantedRun.Compare(Frozen(1e-8), Frozen(1e-3)).Causes);
        Assert.Equal((CauseKind.EpsValue, 1L, "parameter/b"), (cause.Kind, cause.Step, cause.Array));
        foreach (var (a, b,
            text) in new[] {
            (Frozen(1e-8), s_adam, "none of the optimizer's in the first, one that it changes in the second"),
            (s_adam, Frozen(1e-8),
            "one that it changes in the first, a parameter that is none of the optimizer's in the second") })
        {
            cause = Assert.Single(PlantedRun.Compare(a, b).Causes);
            Assert.Equal((CauseKind.Target, 1L, "parameter/w"), (cause.Kind, cause.Step, cause.Array));
            Assert.Contains(text, cause.Text);
        }
        // It moves all the same, by other hands.
        var moved = Assert
            .Single(PlantedRun.Compare(Frozen(1e-8), Frozen(1e-8) with { Before = (k, p) => Push(k == 3, p) }).Causes);
        Assert.Equal((CauseKind.NotExplained, 3L), (moved.Kind, moved.Step));
        // Beside groups with rates of their own, and against one group.
        var beside = s_groups(0.02)
            with
        {
            Optimizer = p =>
            optim.SGD([new SGD.ParamGroup([p.Last()], new SGD.Options { LearningRate = 0.02 }),
            new SGD.ParamGroup([new Parameter(zeros(1))], new SGD.Options())], 0.05)
        };
        Assert.Empty(PlantedRun.Compare(beside, beside with { Optimizer = p => optim.SGD([p.Last()], 0.02) }).Causes);
    }

    [Fact]
    public void What_cannot_be_replayed_is_said()
    {
        static PlantedRun Own(string name, double rate) =>
            s_sgd with
            {
                Optimizer = p => optim.SGD(p, rate),
                Traced = o => TracedOptimizer.Of(name, () => o.step(), () => 0.1)
            };
        Assert.Contains("the steps of LBFGS cannot be replayed",
            Assert.Single(PlantedRun.Compare(Own("LBFGS", 0.01), Own("LBFGS", 0.02)).Causes).Text);
        var warm = s_adam with { WarmUp = 3 };
        Assert.Contains("had made steps before",
            Assert.Single(PlantedRun.Compare(warm, warm with { Before = (k, p) => Push(k == 2, p) }).Causes).Text);
    }

    private static void Push(bool now, Parameter[] parameters)
    {
        using var noGrad = no_grad();
        if (now) parameters[0].add_(0.01);
    }

    private static void SetRate(optim.Optimizer optimizer, double? rate)
    {
        if (rate is { } value) optimizer.ParamGroups.Single().LearningRate = value;
    }
}
