using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>Adadelta (Zeiler, 2012); book section 11.9. It has no learning rate: η = 1 unless PyTorch's factor is
    /// asked for.</summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// s ← ρ·s + (1 − ρ)·g²
    /// g′ = √(Δ + ε) / √(s + ε)·g
    /// x ← x − η·g′
    /// Δ ← ρ·Δ + (1 − ρ)·g′²
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class Adadelta(IEnumerable<ParamGroup> groups, Torch.Adadelta.Options defaults)
        : ElementwiseOptimizer<Torch.Adadelta.Options, Torch.Adadelta.State>(
            groups, defaults, "square_avg", "acc_delta")
    {
        /// <inheritdoc/>
        protected override long Count(Torch.Adadelta.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Torch.Adadelta.Options o)
        {
            Require.Fraction((o.rho, "rho"));
            Require.NonNegative((o.eps, "eps"), (o.weight_decay, "weight_decay"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Torch.Adadelta.Options o, long t)
        {
            var (ρ0, decay, maximize) = (o.rho!.Value, o.weight_decay!.Value, o.maximize!.Value);
            V η = V.Of(o.LearningRate!.Value), λ = V.Of(decay), ε = V.Of(o.eps!.Value), ρ = V.Of(ρ0), α = V.Of(1 - ρ0);
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decay != 0) g += λ * x;
                var (s, Δ) = (pass[0] = ρ * pass[0] + α * (g * g), pass[1]);
                var change = V.Sqrt(Δ + ε) / V.Sqrt(s + ε) * g;
                pass.X = x - η * change;
                pass[1] = ρ * Δ + α * change * change;
            }
        }
    }
}
