using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.9 Adadelta.</summary>
public static class Section11_09
{
    // 11.9.2
    internal static (Tensor s, Tensor delta)[] init_adadelta_states(int feature_dim)
    {
        var (s_w, s_b) = (zeros(feature_dim, 1), zeros(1));
        var (delta_w, delta_b) = (zeros(feature_dim, 1), zeros(1));
        return [(s_w, delta_w), (s_b, delta_b)];
    }

    internal static void adadelta(Tensor[] parameters, (Tensor s, Tensor delta)[] states, Hyperparameters h)
    {
        var (rho, eps) = (h["rho"], h["eps"]);
        using var _ = no_grad();
        foreach (var (p, (s, delta)) in parameters.Zip(states))
        {
            var grad = p.grad!;
            s.mul_(rho).add_((1 - rho) * grad.square());            // s ← ρ·s + (1 − ρ)·g²
            var g = (delta + eps).sqrt() / (s + eps).sqrt() * grad; // g′ = √(Δ + ε) / √(s + ε) · g
            p.sub_(g);                                              // x ← x − g′
            delta.mul_(rho).add_((1 - rho) * g * g);                // Δ ← ρ·Δ + (1 − ρ)·g′²
            grad.zero_();
        }
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.9.2 Implementation");
        Hyperparameters o = new() { ["rho"] = 0.9, ["eps"] = 1e-5 };
        page.Scratch("adadelta", adadelta, init_adadelta_states, o);
        page.Concise("adadelta", (p, h) => optim.Adadelta(p, rho: h["rho"]), new() { ["rho"] = 0.9 });

        page.BookAgainstTorch(Agreement.Of("ε = 1e-5 in both roots", adadelta, init_adadelta_states, o,
            (p, h) => optim.Adadelta(p, rho: h["rho"], eps: h["eps"])));
    }
}
