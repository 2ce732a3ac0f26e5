using D2lOptim.Optimizers;
using TorchSharp.Modules;

namespace D2lOptim.Chapter11.Grade;

/// <summary>An optimizer that a reader may write, and the right one.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Torch">What torch.optim calls it.</param>
/// <param name="States">What it remembers: the method's name for it, and torch's.</param>
/// <param name="Numbers">The hyperparameters: the method's name, torch's and the value; <c>lr</c> first.</param>
/// <param name="Formula">What is to be written.</param>
/// <param name="Body">The same as code, for the template and the tests.</param>
/// <param name="Right">Makes the right one.</param>
internal sealed record GradedKind(string Name, string Torch, IReadOnlyList<(string Own, string Torch)> States,
    IReadOnlyList<(string Own, string Torch, double Value)> Numbers, string Formula, string Body,
    Func<IReadOnlyList<Parameter>, IElementwise> Right)
{
    private static readonly (string, string, double) s_beta1 = ("beta1", "beta1", 0.9),
        s_beta2 = ("beta2", "beta2", 0.999);
    private static readonly (string, string)[] s_moments = [("v", "exp_avg"), ("s", "exp_avg_sq")];

    private const string Moments = """
                v[i] = beta1 * v[i] + (1 - beta1) * g[i];
                s[i] = beta2 * s[i] + (1 - beta2) * g[i] * g[i];
        """;

    private const string Corrected = """
                var vHat = v[i] / (1 - Math.Pow(beta1, t));
                var sHat = s[i] / (1 - Math.Pow(beta2, t));
                x[i] -= lr * vHat / (Math.Sqrt(sHat) + eps);
        """;

    /// <summary>All that there are.</summary>
    internal static IReadOnlyList<GradedKind> All { get; } =
    [
        new("sgd", "SGD", [], [("lr", "lr", 0.05)], "x ← x − η·g", "        x[i] -= lr * g[i];",
            p => fused.SGD(p, 0.05)),
        new("momentum", "SGD", [("v", "momentum_buffer")], [("lr", "lr", 0.02), ("momentum", "momentum", 0.9)],
            "v ← β·v + g,  x ← x − η·v",
            """
                    v[i] = momentum * v[i] + g[i];
                    x[i] -= lr * v[i];
            """, p => fused.SGD(p, 0.02, 0.9)),
        new("adagrad", "Adagrad", [("s", "sum")], [("lr", "lr", 0.1), ("eps", "eps_root", 1e-6)],
            "s ← s + g²,  x ← x − η·g / √(s + ε)",
            """
                    s[i] += g[i] * g[i];
                    x[i] -= lr * g[i] / Math.Sqrt(s[i] + eps);
            """, p => fused.Adagrad(p, 0.1, eps: 0, eps_root: 1e-6)),
        new("rmsprop", "RMSprop", [("s", "square_avg")],
            [("lr", "lr", 0.01), ("gamma", "alpha", 0.9), ("eps", "eps_root", 1e-6)],
            "s ← γ·s + (1 − γ)·g²,  x ← x − η·g / √(s + ε)",
            """
                    s[i] = gamma * s[i] + (1 - gamma) * g[i] * g[i];
                    x[i] -= lr * g[i] / Math.Sqrt(s[i] + eps);
            """, p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: 1e-6)),
        new("adadelta", "Adadelta", [("s", "square_avg"), ("delta", "acc_delta")],
            [("lr", "lr", 1), ("rho", "rho", 0.9), ("eps", "eps", 1e-5)],
            "s ← ρ·s + (1 − ρ)·g²,  g′ = √(Δ + ε) / √(s + ε) · g,  x ← x − g′,  Δ ← ρ·Δ + (1 − ρ)·g′²",
            """
                    s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
                    var change = Math.Sqrt(delta[i] + eps) / Math.Sqrt(s[i] + eps) * g[i];
                    x[i] -= lr * change;
                    delta[i] = rho * delta[i] + (1 - rho) * change * change;
            """, p => fused.Adadelta(p, 1, 0.9, 1e-5)),
        new("adam", "Adam", s_moments, [("lr", "lr", 0.01), s_beta1, s_beta2, ("eps", "eps", 1e-6)],
            "v ← β₁·v + (1 − β₁)·g,  s ← β₂·s + (1 − β₂)·g²,  v̂ = v/(1 − β₁ᵗ),  ŝ = s/(1 − β₂ᵗ),  "
            + "x ← x − η·v̂ / (√ŝ + ε)",
            $"{Moments}\n{Corrected}", p => fused.Adam(p, 0.01, eps: 1e-6)),
        new("adamw", "AdamW", s_moments,
            [("lr", "lr", 0.01), s_beta1, s_beta2, ("eps", "eps", 1e-6), ("decay", "weight_decay", 0.1)],
            "x ← x − η·λ·x, and Adam's step", $"        x[i] -= lr * decay * x[i];\n{Moments}\n{Corrected}",
            p => fused.AdamW(p, 0.01, eps: 1e-6, weight_decay: 0.1)),
        new("yogi", "Yogi", s_moments, [("lr", "lr", 0.01), s_beta1, s_beta2, ("eps", "eps", 1e-3)],
            "Adam's, with s ← s + (1 − β₂)·sign(g² − s)·g²",
            $"""
                    v[i] = beta1 * v[i] + (1 - beta1) * g[i];
                    s[i] += (1 - beta2) * Math.Sign(g[i] * g[i] - s[i]) * g[i] * g[i];
            {Corrected}
            """, p => fused.Yogi(p, 0.01, eps: 1e-3)),
    ];

    /// <summary>The one of that name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    internal static GradedKind Find(string name) =>
        All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadInputException(
            $"there is no optimizer '{name}' to be graded; there are {string.Join(", ", All.Select(k => k.Name))}");

    /// <summary>The hyperparameters by torch's names, as a trace tells them.</summary>
    internal IReadOnlyDictionary<string, object> Options => Numbers.ToDictionary(n => n.Torch, n => (object)n.Value)
        .Concat(Numbers.Any(n => n.Torch == "eps_root") ? [new("eps", 0.0)] : []).ToDictionary();

    /// <summary>A file to begin with: the method's head, and a loop with nothing in it.</summary>
    internal string Template => File("        // TODO");

    /// <summary>The right answer as a file.</summary>
    internal string Solution => File(Body);

    private string File(string body)
    {
        var remembers = States.Count == 0 ? "it remembers nothing"
            : $"{string.Join(" and ", States.Select(s => s.Own))}: what it remembers of it, 0 at first";
        string[] names = ["x", "g", .. States.Select(s => s.Own)];
        var arrays = string.Join(", ", names.Select(name => $"double[] {name}"));
        return $$"""
            // {{Formula}}
            // x: a parameter, to be changed in place; g: its gradient; {{remembers}};
            // t: counts the steps from 1. It is called once for every parameter in every step.
            static void {{Name}}({{arrays}}, int t, {{string.Join(", ", Numbers.Select(n => $"double {n.Own}"))}})
            {
                for (var i = 0; i < x.Length; i++)
                {
            {{body}}
                }
            }

            """.ReplaceLineEndings("\n");
    }
}
