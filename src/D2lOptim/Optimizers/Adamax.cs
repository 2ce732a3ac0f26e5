using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>Adamax, Adam with the maximum in place of the mean square (Kingma and Ba, 2014). The book has no code
    /// for it.</summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// v ← β₁·v + (1 − β₁)·g
    /// u ← max(β₂·u, |g| + ε)
    /// x ← x − η / (1 − β₁ᵗ)·v / u
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class Adamax(IEnumerable<ParamGroup> groups, Adamax.Options defaults)
        : ElementwiseOptimizer<Adamax.Options, Torch.Adamax.State>(groups, defaults, "exp_avg", "exp_inf"), IBetas
    {
        /// <summary>TorchSharp's, and whether to climb.</summary>
        public sealed class Options : Torch.Adamax.Options
        {
            /// <summary>Whether to climb.</summary>
            public bool? maximize;
        }

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
            set => (Defaults.beta1, Defaults.beta2) = value;
        }

        /// <inheritdoc/>
        protected override long Count(Torch.Adamax.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.Fraction((o.beta1, "beta1"), (o.beta2, "beta2"));
            Require.NonNegative((o.eps, "eps"), (o.weight_decay, "weight_decay"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t)
        {
            var (b1, decay, maximize) = (o.beta1!.Value, o.weight_decay!.Value, o.maximize!.Value);
            V η = V.Of(o.LearningRate!.Value / (1 - Math.Pow(b1, t))), λ = V.Of(decay), ε = V.Of(o.eps!.Value);
            V β1 = V.Of(b1), α1 = V.Of(1 - b1), β2 = V.Of(o.beta2!.Value);
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decay != 0) g += λ * x;
                var v = pass[0] = β1 * pass[0] + α1 * g;
                var u = pass[1] = V.Max(β2 * pass[1], V.Abs(g) + ε);
                pass.X = x - η * v / u;
            }
        }
    }
}
