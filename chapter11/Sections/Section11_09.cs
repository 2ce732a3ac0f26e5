using D2lOptim.Numerics;
using D2lOptim.Objectives;
using D2lOptim.Plotting;
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
        page.LossesTogether();

        page.BookAgainstTorch(Agreement.Of("ε = 1e-5 in both roots", adadelta, init_adadelta_states, o,
            (p, h) => optim.Adadelta(p, rho: h["rho"], eps: h["eps"])));

        page.Aside("Adadelta's s and Δ, and the rates of each coordinate beside AdaGrad's and RMSProp's, down a noisy "
            + "valley 0.1x₁² + 2x₂²", () => Rates(page));
    }

    private static void Rates(Page page)
    {
        const int steps = 300;
        var f = new Quadratic();
        (string Name, int Style, IReadOnlyList<PlaneStep> Path)[] paths =
        [
            ("AdaGrad", 0, Down(Section11_07.adagrad, Section11_07.init_adagrad_states,
                new() { ["lr"] = 0.4, ["eps"] = 1e-6 })),
            ("RMSProp", 1, Down(Section11_08.rmsprop, Section11_08.init_rmsprop_states,
                new() { ["lr"] = 0.05, ["gamma"] = 0.9, ["eps"] = 1e-6 })),
            ("Adadelta", 2, Down(adadelta, init_adadelta_states, new() { ["rho"] = 0.9, ["eps"] = 1e-5 })),
        ];
        double[] step = [.. Enumerable.Range(1, steps).Select(t => (double)t)];
        page.Draw(new Figure("11.9-rates",
            "What a gradient is multiplied by, step after step, by AdaGrad, RMSProp and Adadelta: lines for the flat "
            + "coordinate x₁, dashes for the steep x₂",
            new Panel([.. paths.SelectMany(p => (Series[])
            [
                new Curve(step, [.. p.Path.Select(s => s.Rate.X1)])
                { Label = $"{p.Name}, x₁", Style = p.Style, Dash = Dash.Solid },
                new Curve(step, [.. p.Path.Select(s => s.Rate.X2)])
                { Label = $"{p.Name}, x₂", Style = p.Style, Dash = Dash.Dashed },
            ])])
            {
                X = new("step", 1, steps, Log: true),
                Y = new("effective rate", Log: true),
                Legend = LegendPlace.Below,
            }));
        foreach (var (name, _, path) in paths)
            page.Print($"{name,-8} the rate of x₁ is {path[9].Rate.X1:F4} in step 10, {path[^1].Rate.X1:F4} in step "
                + $"{steps}; that of x₂ {path[9].Rate.X2:F4} and {path[^1].Rate.X2:F4}");
        Curve State(int kind, string label, Func<Point2, double> of, int style) =>
            new(step, [.. paths[2].Path.Select(s => of(s.State[kind]))])
            { Label = label, Style = style, Dash = kind == 0 ? Dash.Solid : Dash.Dashed };
        page.Draw(new Figure("11.9-state",
            "Adadelta's two states: s, the mean of squared gradients, and Δ, the mean of squared changes, for both "
            + "coordinates", new Panel(
            State(0, "s₁", x => x.X1, 0), State(0, "s₂", x => x.X2, 1), State(1, "Δ₁", x => x.X1, 0),
            State(1, "Δ₂", x => x.X2, 1))
            {
                X = new("step", 1, steps, Log: true),
                Y = new("state", Log: true),
                Legend = LegendPlace.Below,
            }));
        var last = paths[2].Path[^1].State;
        page.Print($"after {steps} steps s is {last[0].X1:G3} and {last[0].X2:G3}, "
            + $"Δ {last[1].X1:G3} and {last[1].X2:G3}");

        IReadOnlyList<PlaneStep> Down<TState>(Action<Tensor[], TState[], Hyperparameters> trainer_fn,
            Func<int, TState[]> init_states, Hyperparameters h)
        {
            var random = new SplitMix64(page.Options.Seed);
            return PlaneDescent.Run(f, trainer_fn, init_states, h, steps,
                () => (0.1 * random.Gaussian(), 0.1 * random.Gaussian()));
        }
    }
}
