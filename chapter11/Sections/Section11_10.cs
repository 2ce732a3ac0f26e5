using D2lOptim.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.10 Adam and Yogi.</summary>
public static class Section11_10
{
    // 11.10.2
    internal static (Tensor v, Tensor s)[] init_adam_states(int feature_dim)
    {
        var (v_w, v_b) = (zeros(feature_dim, 1), zeros(1));
        var (s_w, s_b) = (zeros(feature_dim, 1), zeros(1));
        return [(v_w, s_w), (v_b, s_b)];
    }

    internal static void adam(Tensor[] parameters, (Tensor v, Tensor s)[] states, Hyperparameters h)
    {
        var (beta1, beta2, eps) = (h["beta1"], h["beta2"], h["eps"]);
        using var _ = no_grad();
        foreach (var (p, (v, s)) in parameters.Zip(states))
        {
            var g = p.grad!;
            v.mul_(beta1).add_((1 - beta1) * g);                                // v ← β₁·v + (1 − β₁)·g
            s.mul_(beta2).add_((1 - beta2) * g.square());                       // s ← β₂·s + (1 − β₂)·g²
            var v_bias_corr = v / (1 - Math.Pow(beta1, h["t"]));                // v̂ = v / (1 − β₁ᵗ)
            var s_bias_corr = s / (1 - Math.Pow(beta2, h["t"]));                // ŝ = s / (1 − β₂ᵗ)
            p.sub_(h["lr"] * v_bias_corr / (s_bias_corr.sqrt() + eps));         // x ← x − η·v̂ / (√ŝ + ε)
            g.zero_();
        }
        h["t"] += 1;
    }

    // 11.10.3
    internal static void yogi(Tensor[] parameters, (Tensor v, Tensor s)[] states, Hyperparameters h)
    {
        var (beta1, beta2, eps) = (h["beta1"], h["beta2"], h["eps"]);
        using var _ = no_grad();
        foreach (var (p, (v, s)) in parameters.Zip(states))
        {
            var g = p.grad!;
            v.mul_(beta1).add_((1 - beta1) * g);
            s.add_((1 - beta2) * (g.square() - s).sign() * g.square());         // s ← s + (1 − β₂)·sign(g² − s)·g²
            var v_bias_corr = v / (1 - Math.Pow(beta1, h["t"]));
            var s_bias_corr = s / (1 - Math.Pow(beta2, h["t"]));
            p.sub_(h["lr"] * v_bias_corr / (s_bias_corr.sqrt() + eps));
            g.zero_();
        }
        h["t"] += 1;
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.10.2 Implementation");
        Hyperparameters o = new() { ["lr"] = 0.01, ["beta1"] = 0.9, ["beta2"] = 0.999, ["eps"] = 1e-6, ["t"] = 1 };
        page.Scratch("adam", adam, init_adam_states, o);
        page.Concise("adam", (p, h) => optim.Adam(p, h["lr"]), new() { ["lr"] = 0.01 });

        page.Aside("With and without the bias correction", () => AdamPictures.BiasCorrection(page));

        page.Heading("11.10.3 Yogi");
        var y = new Hyperparameters(o) { ["eps"] = 1e-3 };
        page.Scratch("yogi", yogi, init_adam_states, y);
        page.Concise("yogi", (p, h) => fused.Yogi(p, h["lr"]), new() { ["lr"] = 0.01 });
        page.LossesTogether();
        page.Aside("A gradient that grows rare and large", () => AdamPictures.Rare(page));

        page.BookAgainstTorch(
            Agreement.Of("Adam, ε = 1e-6", adam, init_adam_states, o,
                (p, h) => optim.Adam(p, h["lr"], h["beta1"], h["beta2"], h["eps"])),
            Agreement.Of("Yogi, ε = 1e-3", yogi, init_adam_states, y, (p, h) => fused.Yogi(p, h["lr"])));
    }
}
