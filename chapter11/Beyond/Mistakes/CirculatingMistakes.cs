using D2lOptim.Parity.Causes;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>The slips that circulate in tutorials.</summary>
public static class CirculatingMistakes
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Eps = 1e-6;

    private static readonly string[] s_moments = ["exp_avg", "exp_avg_sq"];
    private static readonly object s_adam = new { lr = 0.01, beta1 = Beta1, beta2 = Beta2, eps = Eps };
    private static readonly object s_rmsProp = new { lr = 0.01, alpha = 0.9, eps = 0.0, eps_root = Eps };
    private static readonly object s_momentum = new { lr = 0.02, momentum = 0.9 };
    private static readonly object s_sgd = new { lr = 0.05 };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("adam-eps", "Adam's ε outside the division: (η/√ŝ + ε)·v̂", "Adam", s_adam,
            p => fused.Adam(p, 0.01, eps: Eps),
            p => new Miswritten(p, 0.01, s_moments,
                (x, g, η, t, s) => x.sub_((η * Second(s, g, t).pow(-0.5) + Eps) * First(s, g, t))),
            CauseKind.EpsPlace, 1, "parameter/w"),
        new("adam-t0", "Adam's bias correction from t = 0", "Adam", s_adam, p => fused.Adam(p, 0.01, eps: Eps),
            p => new Miswritten(p, 0.01, s_moments,
                (x, g, η, t, s) => x.sub_(η * First(s, g, t - 1) / (Second(s, g, t - 1).sqrt() + Eps))),
            CauseKind.BiasCorrection, 1, "parameter/w"),
        new("adadelta-delta", "Adadelta accumulates Δ instead of Δ²", "Adadelta",
            new { lr = 1.0, rho = 0.9, eps = 1e-5 }, p => fused.Adadelta(p, eps: 1e-5),
            p => new Miswritten(p, 1, ["square_avg", "acc_delta"], (x, g, η, t, s) =>
            {
                s[0].mul_(0.9).add_(0.1 * g.square());
                var change = (s[1] + 1e-5).sqrt() / (s[0] + 1e-5).sqrt() * g;
                x.sub_(change);
                s[1].mul_(0.9).add_(0.1 * change);
            }),
            CauseKind.History, 1, "state/acc_delta/w"),
        new("rmsprop-after", "RMSProp's history updated after its use", "RMSprop", s_rmsProp,
            p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: Eps),
            p => new Miswritten(p, 0.01, ["square_avg"], (x, g, η, t, s) =>
            {
                x.sub_(η * g / (s[0] + Eps).sqrt());
                s[0].mul_(0.9).add_(0.1 * g.square());
            }),
            CauseKind.History, 1, "parameter/w"),
        new("rmsprop-never", "RMSProp's history never updated: a trailing underscore forgotten", "RMSprop", s_rmsProp,
            p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: Eps),
            p => new Miswritten(p, 0.01, ["square_avg"], (x, g, η, t, s) =>
            {
                _ = s[0].mul(0.9).add(0.1 * g.square());
                x.sub_(η * g / (s[0] + Eps).sqrt());
            }),
            CauseKind.History, 1, "state/square_avg/w"),
        new("sgd-gradient", "The update goes to the gradient instead of the parameter", "SGD", s_sgd,
            p => fused.SGD(p, 0.05),
            p => new Miswritten(p, 0.05, [], (x, g, η, t, s) => g.sub_(η * g)),
            CauseKind.Target, 1, "parameter/w"),
        new("adagrad-epoch", "AdaGrad's sum starts anew every epoch", "Adagrad",
            new { lr = 0.1, eps = 0.0, eps_root = Eps },
            p => fused.Adagrad(p, 0.1, eps: 0, eps_root: Eps), null,
            CauseKind.History, 151, "state/sum/w") { WrongLoop = Loop.RestartsPerEpoch },
        new("adamw-l2", "L2 inside Adam called AdamW", "AdamW", new { lr = 0.01, weight_decay = 0.1 },
            p => fused.AdamW(p, 0.01, weight_decay: 0.1),
            p => new Miswritten(p, 0.01, s_moments, (x, g, η, t, s) =>
            {
                var decayed = g + 0.1 * x;
                x.sub_(η * First(s, decayed, t) / (Second(s, decayed, t).sqrt() + 1e-8));
            }),
            CauseKind.DecayKind, 1, "state/exp_avg/w"),
        new("momentum-mean", "Momentum with (1 − β) taken for momentum without", "SGD", s_momentum,
            p => fused.SGD(p, 0.02, 0.9),
            p => new Miswritten(p, 0.02, ["momentum_buffer"],
                (x, g, η, t, s) => x.sub_(η * s[0].mul_(0.9).add_(0.1 * g))),
            CauseKind.Dampening, 1, "state/momentum_buffer/w"),
        new("zero-grad", "zero_grad forgotten", "SGD", s_sgd, p => fused.SGD(p, 0.05), null,
            CauseKind.ZeroGrad, 2, "gradient/w") { WrongLoop = Loop.KeepsGradients },
        new("lr-batch", "The learning rate decayed after every batch, not every epoch", "SGD", s_sgd,
            p => fused.SGD(p, 0.05), null,
            CauseKind.LearningRatePerBatch, 2, "lr") { WrongLoop = Loop.DecaysPerBatch, Gamma = 0.9 },
    ];

    private static Tensor First(IReadOnlyList<Tensor> s, Tensor g, int t) =>
        s[0].mul_(Beta1).add_((1 - Beta1) * g) / (1 - Math.Pow(Beta1, t));

    private static Tensor Second(IReadOnlyList<Tensor> s, Tensor g, int t) =>
        s[1].mul_(Beta2).add_((1 - Beta2) * g.square()) / (1 - Math.Pow(Beta2, t));
}
