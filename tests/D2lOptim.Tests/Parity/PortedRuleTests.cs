using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

/// <summary>Updates as people write them by hand, against torch's: what is written otherwise is named, and nothing
/// else.</summary>
public class PortedRuleTests
{
    /// <summary>A hand-written update of one parameter.</summary>
    /// <param name="x">The parameter, changed.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="s">Its state, two tensors of zeros at first, changed.</param>
    /// <param name="t">Counts the steps, from 1.</param>
    /// <param name="i">The parameter's place.</param>
    private delegate void Rule(Tensor x, Tensor g, Tensor[] s, int t, int i);

    private const double Lr = 0.01;
    private static readonly PlantedRun s_adam = new() { Optimizer = p => optim.Adam(p, Lr) };
    private static readonly PlantedRun s_adamW = new() { Optimizer = p => optim.AdamW(p, Lr, weight_decay: 0.01) };
    private static readonly PlantedRun s_rmsProp = new() { Optimizer = p => optim.RMSProp(p, Lr) };
    private static readonly PlantedRun s_adagrad = new() { Optimizer = p => optim.Adagrad(p, Lr) };
    private static readonly PlantedRun s_sgd = new() { Optimizer = p => optim.SGD(p, Lr) };
    private static readonly Rule s_plain = (x, g, s, t, i) => x.sub_(Lr * g);

    private static readonly (string Name, PlantedRun A, PlantedRun B, CauseKind Kind, string Text)[] s_cases =
    [
        ("Adam against plain descent", s_adam, Hand(s_plain), CauseKind.Algorithm,
            "Adam in the first, plain gradient descent, x − lr·g in the second"),
        ("AdamW against plain descent", s_adamW, Hand(s_plain), CauseKind.Algorithm,
            "AdamW in the first, plain gradient descent"),
        ("RMSProp against plain descent", s_rmsProp, Hand(s_plain), CauseKind.Algorithm,
            "RMSProp in the first, plain gradient descent"),
        ("AdaGrad against plain descent", s_adagrad, Hand(s_plain), CauseKind.Algorithm,
            "AdaGrad in the first, plain gradient descent"),
        ("plain descent against Adam", Hand(s_plain), s_adam, CauseKind.Algorithm,
            "plain gradient descent, x − lr·g in the first, Adam in the second"),
        ("Adam against AdaBelief", s_adam, Hand((x, g, s, t, i) =>
        {
            s[0].mul_(0.9).add_(0.1 * g);
            s[1].mul_(0.999).add_(0.001 * (g - s[0]).square()).add_(1e-16);
            Descend(x, s[0], s[1], t);
        }), CauseKind.Algorithm, "Adam in the first, AdaBelief in the second"),
        ("Adam against Lion", s_adam, Hand((x, g, s, t, i) =>
        {
            x.sub_(Lr * (0.9 * s[0] + 0.1 * g).sign());
            s[0].mul_(0.99).add_(0.01 * g);
        }), CauseKind.Algorithm, "Adam in the first, Lion in the second"),
        ("Adam against ASGD", s_adam,
            Hand((x, g, s, t, i) => x.sub_(Lr / Math.Pow(1 + 1e-4 * Lr * (t - 1), 0.75) * (1e-4 * x + g))),
            CauseKind.Algorithm, "Adam in the first, ASGD in the second"),
        ("ε before the bias correction", s_adam with { Optimizer = p => optim.Adam(p, Lr, eps: 1e-3) },
            Hand((x, g, s, t, i) =>
        {
            Moments(s, g);
            x.sub_(Lr * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t)) * s[0] / (s[1].sqrt() + 1e-3));
        }), CauseKind.EpsPlace, "ε added before the bias correction"),
        ("missing root", s_adam, Hand((x, g, s, t, i) =>
        {
            Moments(s, g);
            x.sub_(Lr * s[0] / (1 - Math.Pow(0.9, t)) / (s[1] / (1 - Math.Pow(0.999, t)) + 1e-8));
        }), CauseKind.EpsPlace, "no root, s + ε in the second"),
        ("t counted per parameter", s_adam, Hand((x, g, s, t, i) =>
        {
            Moments(s, g);
            Descend(x, s[0], s[1], (t - 1) * 2 + i + 1);
        }), CauseKind.BiasCorrection, "a t that counts parameters, not steps"),
        ("state lost at step 8", s_adam, Hand((x, g, s, t, i) =>
        {
            if (t == 8) foreach (var state in s) state.zero_();
            Moments(s, g);
            Descend(x, s[0], s[1], t < 8 ? t : t - 7);
        }), CauseKind.History, "state and count of steps lost before step 8"),
        ("squares of the first moment", s_adam, Hand((x, g, s, t, i) =>
        {
            s[0].mul_(0.9).add_(0.1 * g);
            s[1].mul_(0.999).add_(0.001 * s[0].square());
            Descend(x, s[0], s[1], t);
        }), CauseKind.History, "squares of the first moment, m²"),
        ("β swapped", s_adam, s_adam with { Optimizer = p => optim.Adam(p, Lr, 0.999, 0.9), Traced = Undeclared(Lr) },
            CauseKind.Momentum, "β₁ = 0.9 and β₂ = 0.999 in the first, the two swapped in the second"),
        ("squares that start at 1e-6", s_adam, Hand((x, g, s, t, i) =>
        {
            if (t == 1) s[1].fill_(1e-6);
            Moments(s, g);
            Descend(x, s[0], s[1], t);
        }), CauseKind.Init, "squares that start at 0 in the first, at 1E-06 in the second"),
        ("one parameter never updated", s_sgd, Hand((x, g, s, t, i) => x.sub_(i == 1 ? 0 * g : Lr * g)),
            CauseKind.Target, "an update that does not reach the parameter in the second, of b alone"),
        ("one parameter never updated, Adam", s_adam, Hand((x, g, s, t, i) =>
        {
            Moments(s, g);
            if (i == 0) Descend(x, s[0], s[1], t);
        }), CauseKind.Target, "an update that does not reach the parameter in the second, of b alone"),
        ("one parameter not zeroed", s_sgd, s_sgd with { Before = Unzeroed() }, CauseKind.ZeroGrad, "of b alone"),
        ("clipped to norm 1", s_sgd, s_sgd with { Before = (_, p) => Clip(p, 1) }, CauseKind.Clipped,
            "clipped to a norm of 1 in the second"),
        ("not clipped", s_sgd with { Before = (_, p) => Clip(p, 0.5) }, s_sgd, CauseKind.Clipped,
            "clipped to a norm of 0.5 in the first"),
        ("clipped by value", s_sgd,
            s_sgd with { Before = (_, p) =>
            Array.ForEach(p, x => x.grad!.copy_(-(-x.grad!.maximum(tensor(-0.25f))).maximum(tensor(-0.25f)))) },
            CauseKind.Clipped, "clipped to ±0.25 in the second"),
        ("four batches without the division", s_sgd,
            s_sgd with { Before = (_, p) => Array.ForEach(p, x => x.grad!.mul_(4)) }, CauseKind.Scaled,
            "of 4 calls of backward() add up without the division by 4"),
        ("a schedule one step late", Scheduled(k => k), Scheduled(k => k - 1), CauseKind.LearningRate,
            "the second's schedule is 1 step late"),
        ("a schedule one epoch late", Scheduled(k => k / 10 * 10), Scheduled(k => (k - 10) / 10 * 10),
            CauseKind.LearningRate, "the second's schedule is 10 steps late"),
    ];

    public static TheoryData<string> Cases => [.. s_cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_written_otherwise_is_named(string name)
    {
        var (_, a, b, kind, text) = s_cases.Single(c => c.Name == name);
        var cause = Assert.Single(PlantedRun.Compare(a, b).Causes);
        Assert.True(kind == cause.Kind && cause.Text.Contains(text), $"{cause.Kind}: {cause.Text}");
    }

    [Fact]
    public void A_rate_that_was_a_float32_tensor_is_no_other_rate()
    {
        var exact = s_sgd with { Optimizer = p => optim.SGD(p, 0.002) };
        Assert.Equal(CauseKind.Rounding,
            Assert.Single(PlantedRun.Compare(exact, exact with { Optimizer = p => optim.SGD(p, 0.002f) }).Causes).Kind);
    }

    [Fact]
    public void Adadeltas_rounding_is_no_mistake()
    {
        var run = s_sgd with { Optimizer = p => optim.Adadelta(p, 1.0), Steps = 200 };
        Assert.Equal(CauseKind.Rounding,
            Assert.Single(PlantedRun.Compare(run, run with { Reversed = true }).Causes).Kind);
    }

    [Fact]
    public void A_gradient_that_is_rounding_alone_is_no_divergence()
    {
        // As of a bias in front of a batch normalisation: 0 in exact numbers, whatever rounding leaves in each run.
        PlantedRun Noisy(double noise) =>
            s_adam with
            {
                Loss = (p, y, all) => nn.functional.mse_loss(p - p.mean(), y - y.mean()),
                Before = (_, p) => p[1].grad!.fill_(noise)
            };
        var (comparison, causes) = PlantedRun.Compare(Noisy(0), Noisy(1e-8));
        Assert.Null(comparison.Beyond);
        Assert.Equal(CauseKind.Rounding, Assert.Single(causes).Kind);
        Assert.Contains(comparison.Notes, note => note.Contains("rounding alone"));
    }

    [Fact]
    public void What_is_no_known_algorithm_is_said_with_what_was_ruled_out()
    {
        var odd = Hand((x, g, s, t, i) => x.sub_(Lr * g * (1 + g.abs())));
        var cause = Assert.Single(PlantedRun.Compare(s_adam, odd).Causes);
        Assert.Equal(CauseKind.NotExplained, cause.Kind);
        Assert.Contains("the first's steps are Adam's", cause.Text);
        Assert.Contains("none of plain gradient descent", cause.Text);
    }

    private static PlantedRun Hand(Rule rule) => s_sgd with
    {
        Traced = o =>
        {
            Parameter[] parameters = [.. o.parameters()];
            var state = Array.ConvertAll(parameters, p => new[] { zeros_like(p).detach(), zeros_like(p).detach() });
            var t = 0;
            return TracedOptimizer.Of(null, () =>
            {
                using var noGrad = no_grad();
                t++;
                for (var i = 0; i < parameters.Length; i++) rule(parameters[i], parameters[i].grad!, state[i], t, i);
            }, () => Lr);
        },
    };

    private static Func<optim.Optimizer, TracedOptimizer> Undeclared(double rate) => o =>
        TracedOptimizer.Of(null, () => o.step(), () => rate);

    private static PlantedRun Scheduled(Func<int, int> at)
    {
        static double Rate(int k) => 0.01 * Math.Pow(0.9, Math.Max(0, k));
        return s_sgd with
        {
            Optimizer = p => optim.SGD(p, Rate(at(0))),
            After = (k, o) => o.ParamGroups.Single().LearningRate = Rate(at(k))
        };
    }

    private static void Moments(Tensor[] s, Tensor g)
    {
        s[0].mul_(0.9).add_(0.1 * g);
        s[1].mul_(0.999).add_(0.001 * g.square());
    }

    private static void Descend(Tensor x, Tensor m, Tensor v, int t) =>
        x.sub_(Lr * (m / (1 - Math.Pow(0.9, t))) / ((v / (1 - Math.Pow(0.999, t))).sqrt() + 1e-8));

    // b's gradients add up, w's do not.
    private static Action<int, Parameter[]> Unzeroed()
    {
        Tensor? last = null;
        return (k, p) =>
        {
            if (k > 1) p[1].grad!.add_(last!);
            last = p[1].grad!.clone().DetachFromDisposeScope();
        };
    }

    private static void Clip(Parameter[] p, double norm)
    {
        var whole = Math.Sqrt(p.Sum(x => x.grad!.square().sum().item<float>()));
        if (whole > norm) Array.ForEach(p, x => x.grad!.mul_(norm / (whole + 1e-6)));
    }
}
