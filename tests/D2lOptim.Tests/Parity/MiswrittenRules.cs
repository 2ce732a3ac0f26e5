using D2lOptim.Chapter11.Beyond;
using D2lOptim.Parity.Causes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

/// <summary>Rules written otherwise than meant, beside those of the gallery.</summary>
public static class MiswrittenRules
{
    private static readonly string[] s_moments = ["exp_avg", "exp_avg_sq"];
    private static readonly Mistake s_adam = Gallery("adam-eps"), s_rmsProp = Gallery("rmsprop-after"),
        s_momentum = Gallery("momentum-mean"), s_adamW = Gallery("adamw-l2");
    private static readonly Mistake s_adaGrad = Gallery("adagrad-epoch") with { WrongLoop = Loop.Right, Step = 1 },
        s_sgd = Gallery("sgd-gradient");

    public static IReadOnlyList<Mistake> All { get; } =
    [
        s_rmsProp with { Name = "RMSProp's ε beside the root", Wrong = p => fused.RMSProp(p, 0.01, 0.9, 1e-6),
            Cause = CauseKind.EpsPlace },
        s_rmsProp with { Name = "RMSProp without decay",
            Wrong = Rule(0.01, ["square_avg"],
            (x, g, η, t, s) => x.sub_(η * g / (s[0].add_(g.square()) + 1e-6).sqrt())), Cause = CauseKind.History,
            Array = "state/square_avg/w" },
        s_rmsProp with { Name = "RMSProp's ε of another size",
            Wrong = p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: 1e-4), Cause = CauseKind.EpsValue },
        s_adaGrad with { Name = "AdaGrad's ε beside the root", Wrong = p => fused.Adagrad(p, 0.1, eps: 1e-6),
            Cause = CauseKind.EpsPlace, Array = "parameter/w" },
        s_adaGrad with { Name = "AdaGrad of |g|",
            Wrong = Rule(0.1, ["sum"], (x, g, η, t, s) => x.sub_(η * g / (s[0].add_(g.abs()) + 1e-6).sqrt())),
            Cause = CauseKind.History, Array = "state/sum/w" },
        s_adam with { Name = "Adam without bias correction", Wrong = Adam((m, v, t) => (m, v)),
            Cause = CauseKind.BiasCorrection },
        s_adam with { Name = "Adam's bias correction one step ahead",
            Wrong = Adam((m, v, t) => (m / (1 - Math.Pow(0.9, t + 1)), v / (1 - Math.Pow(0.999, t + 1)))),
            Cause = CauseKind.BiasCorrection },
        s_adam with { Name = "Adam's first moment alone corrected",
            Wrong = Adam((m, v, t) => (m / (1 - Math.Pow(0.9, t)), v)), Cause = CauseKind.BiasCorrection },
        s_adam with { Name = "Yogi for Adam", Wrong = p => fused.Yogi(p, 0.01, eps: 1e-6), Cause = CauseKind.Algorithm,
            Array = "state/exp_avg_sq/w", Step = 2 },
        s_adamW with { Name = "AdamW's decay without the learning rate",
            Wrong = Rule(0.01, s_moments, (x, g, η, t, s) => Step(x.mul_(0.9), Moments(s, g), η, t)),
            Cause = CauseKind.DecayKind, Array = "parameter/w" },
        s_adamW with { Name = "AdamW without decay", Wrong = p => fused.AdamW(p, 0.01, weight_decay: 0),
            Cause = CauseKind.WeightDecay, Array = "parameter/w" },
        s_momentum with { Name = "The learning rate in the velocity",
            Wrong = Rule(0.02, ["momentum_buffer"], (x, g, η, t, s) => x.sub_(s[0].mul_(0.9).add_(η * g))),
            Cause = CauseKind.Dampening },
        s_momentum with { Name = "Nesterov for momentum", Wrong = p => fused.SGD(p, 0.02, 0.9, nesterov: true),
            Cause = CauseKind.Nesterov, Array = "parameter/w" },
        s_sgd with { Name = "Ascent", Wrong = Rule(0.05, [], (x, g, η, t, s) => x.add_(η * g)),
            Cause = CauseKind.Target },
    ];

    public static TheoryData<string> Names => [.. All.Select(m => m.Name)];

    private static Mistake Gallery(string name) => CirculatingMistakes.All.Single(m => m.Name == name);

    private static Func<IReadOnlyList<Parameter>, OptimizerHelper> Rule(double lr, string[] states,
        Miswritten.Rule rule) => p => new Miswritten(p, lr, states, rule);

    private static Func<IReadOnlyList<Parameter>, OptimizerHelper> Adam(
        Func<Tensor, Tensor, int, (Tensor, Tensor)> correct) => Rule(0.01, s_moments, (x, g, η, t, s) =>
    {
        Moments(s, g);
        var (m, v) = correct(s[0], s[1], t);
        x.sub_(η * m / (v.sqrt() + 1e-6));
    });

    private static IReadOnlyList<Tensor> Moments(IReadOnlyList<Tensor> s, Tensor g)
    {
        s[0].mul_(0.9).add_(0.1 * g);
        s[1].mul_(0.999).add_(0.001 * g.square());
        return s;
    }

    private static void Step(Tensor x, IReadOnlyList<Tensor> s, double η, int t) =>
        x.sub_(η * (s[0] / (1 - Math.Pow(0.9, t))) / ((s[1] / (1 - Math.Pow(0.999, t))).sqrt() + 1e-8));
}
