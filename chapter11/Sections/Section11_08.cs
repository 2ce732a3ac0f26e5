using D2lOptim.Objectives;
using D2lOptim.Plotting;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.8 RMSProp.</summary>
public static class Section11_08
{
    private static readonly Quadratic f_2d = new(0.1, 2);

    // 11.8.2
    internal static (double, double, double, double) rmsprop_2d(
        double x1, double x2, double s1, double s2, Hyperparameters h)
    {
        const double eps = 1e-6;
        var (eta, gamma) = (h["eta"], h["gamma"]);
        var (g1, g2) = f_2d.Gradient(x1, x2);
        s1 = gamma * s1 + (1 - gamma) * Math.Pow(g1, 2);
        s2 = gamma * s2 + (1 - gamma) * Math.Pow(g2, 2);
        x1 -= eta / Math.Sqrt(s1 + eps) * g1;
        x2 -= eta / Math.Sqrt(s2 + eps) * g2;
        return (x1, x2, s1, s2);
    }

    internal static Tensor[] init_rmsprop_states(int feature_dim) => [zeros(feature_dim, 1), zeros(1)];

    internal static void rmsprop(Tensor[] parameters, Tensor[] states, Hyperparameters h)
    {
        var (gamma, eps) = (h["gamma"], h["eps"]);
        using var _ = no_grad();
        foreach (var (p, s) in parameters.Zip(states))
        {
            var g = p.grad!;
            s.mul_(gamma).add_((1 - gamma) * g.square());   // s ← γ·s + (1 − γ)·g²
            p.sub_(h["lr"] * g / (s + eps).sqrt());         // x ← x − η·g / √(s + ε)
            g.zero_();
        }
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.8.1 The algorithm: a gradient's part in s, x steps later");
        double[] steps = [.. Enumerable.Range(0, 40)];
        page.Draw(new Figure("11.8-weights", "(1 − γ)γᵗ for four γ",
            new Panel([.. new[] { 0.95, 0.9, 0.8, 0.7 }.Select(gamma =>
                page.Curve("weights", FormattableString.Invariant($"gamma={gamma:F2}"), steps,
                    x => (1 - gamma) * Math.Pow(gamma, x)))])
            { X = new("step"), Y = new("weight (1 − γ)γᵗ") }));

        page.Heading("11.8.2 Implementation from scratch");
        page.Trace("rmsprop-2d", rmsprop_2d, new() { ["eta"] = 0.4, ["gamma"] = 0.9 }, f_2d);
        Hyperparameters o = new() { ["lr"] = 0.01, ["gamma"] = 0.9, ["eps"] = 1e-6 };
        page.Scratch("rmsprop", rmsprop, init_rmsprop_states, o);

        page.Heading("11.8.3 Concise implementation");
        page.Concise("rmsprop", (p, h) => optim.RMSProp(p, h["lr"], h["alpha"]),
            new() { ["lr"] = 0.01, ["alpha"] = 0.9 });
        page.LossesTogether();

        optim.Optimizer torch(IEnumerable<Parameter> p, Hyperparameters h) =>
            optim.RMSProp(p, h["lr"], h["gamma"], h["eps"]);
        page.BookAgainstTorch(
            Agreement.Of("ε = 0", rmsprop, init_rmsprop_states, new(o) { ["eps"] = 0 }, torch),
            Agreement.Of("ε = 1e-6: √(s + ε), √s + ε", rmsprop, init_rmsprop_states, o, torch));
    }
}
