using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Tests.Optimizers;

/// <summary>
/// What decoupling does (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019), on f = ½·h·(x − 1)².
/// Adam divides by the size of its gradient. A decay that is part of the gradient is divided with it, so its strength
/// depends on the loss; a decoupled one is a factor 1 − ηλ a step, whatever the loss. Curvatures and decays are powers
/// of two and ε is 0, so what is scaled stays the same to the bit.
/// </summary>
public class DecayTests
{
    private const double Lr = 0.01;
    private const int Steps = 1000;

    public static TheoryData<string, string> Twins => new() { { "adam", "adamw" }, { "torch adam", "torch adamw" } };

    [Theory]
    [MemberData(nameof(Twins))]
    public void Without_a_loss_L2_takes_the_same_path_for_every_decay_and_decoupled_decay_shrinks_by_its_own_factor(
        string l2, string decoupled)
    {
        Assert.Equal(Run(l2, decay: 0.125, h: 0), Run(l2, decay: 0.5, h: 0));
        foreach (var decay in (double[])[0.125, 0.5])
        {
            // Each of the steps rounds twice, by 10⁻¹⁶ of a number below 3.
            Assert.Equal(3 * Math.Pow(1 - Lr * decay, Steps), Run(decoupled, decay, h: 0, eps: 1e-8), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void A_loss_1024_times_as_large_leaves_decoupled_decay_as_it_is_and_all_but_switches_L2_off(string l2,
        string decoupled)
    {
        Assert.Equal(Run(decoupled, decay: 0.5, h: 1), Run(decoupled, decay: 0.5, h: 1024));

        // L2 ends where h(x − 1) + λx = 0; a thousand steps of at most about 0.01 end within one of them.
        Assert.Equal(1 / 1.5, Run(l2, decay: 0.5, h: 1), Lr);
        Assert.Equal(1024 / 1024.5, Run(l2, decay: 0.5, h: 1024), Lr);
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void Half_the_decay_at_twice_the_rate_is_the_same_decoupled_decay_and_twice_the_way_of_L2(string l2,
        string decoupled)
    {
        Assert.Equal(Run(decoupled, decay: 0.5, h: 0, eps: 1e-8),
            Run(decoupled, decay: 0.25, h: 0, eps: 1e-8, lr: 2 * Lr));

        // As far as steps of nearly η go: 3 less a thousand of them, which get shorter as the gradient λx does.
        double Way(double decay, double lr) => 3 - Run(l2, decay, h: 0, lr: lr);
        Assert.InRange(Way(0.25, Lr / 8) / Way(0.5, Lr / 16), 1.6, 2);
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void With_a_loss_too_a_step_decays_by_its_own_factor_whatever_the_rate_and_L2_by_nothing(string l2,
        string decoupled)
    {
        // One step, since over many the rate moves Adam's own way too. Adam's first is the rate's length, whatever the
        // gradient.
        double Decayed(string kind, double decay, double lr) =>
            Run(kind, 0, h: 1, lr: lr, steps: 1) - Run(kind, decay, h: 1, lr: lr, steps: 1);
        foreach (var (decay, lr) in new[] { (0.5, Lr), (0.25, 2 * Lr), (0.125, 4 * Lr) })
        {
            // Some roundings of numbers below 3, by 4·10⁻¹⁶ each.
            Assert.Equal(3 * 0.5 * Lr, Decayed(decoupled, decay, lr), 4e-15);
            Assert.Equal(0, Decayed(l2, decay, lr), 4e-15);
        }
    }

    private static double Run(string kind, double decay, double h, double eps = 0, double lr = Lr, int steps = Steps)
    {
        using var scope = NewDisposeScope();
        using var x = new Parameter(tensor(3.0));
        Action step = kind switch
        {
            "adam" => Of(fused.Adam([x], lr, eps: eps, weight_decay: decay)),
            "adamw" => Of(fused.AdamW([x], lr, eps: eps, weight_decay: decay)),
            "torch adam" => Of(optim.Adam([x], lr, eps: eps, weight_decay: decay)),
            _ => Of(optim.AdamW([x], lr, eps: eps, weight_decay: decay)),
        };
        for (var t = 0; t < steps; t++)
        {
            using var inner = NewDisposeScope();
            x.grad = h * (x.detach() - 1);
            step();
        }
        return x.item<double>();
    }

    private static Action Of(optim.Optimizer optimizer) => () => optimizer.step();
}
