using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// Yogi (Zaheer, Reddi, Sachan, Kale and Kumar, 2018): Adam whose second moment moves by a step that does not
    /// depend on how far it is from g²; book section 11.10. Both moments start at 0, as in the book; torch.optim has no
    /// Yogi.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// v ← β₁·v + (1 − β₁)·g
    /// s ← s + (1 − β₂)·sign(g² − s)·g²
    /// v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ)
    /// x ← x − η·v̂ / (√ŝ + ε)
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class Yogi(IEnumerable<TorchSharp.Modules.ParamGroup> groups, Yogi.Options defaults)
        : ElementwiseOptimizer<Yogi.Options>(groups, defaults, "exp_avg", "exp_avg_sq"), IBetas
    {
        /// <summary>The options of a group; null stands for the optimizer's.</summary>
        public sealed class Options : NamedOptions
        {
            /// <summary>β₁ and β₂ in [0, 1); ε ≥ 0; λ ≥ 0.</summary>
            public double? beta1, beta2, eps, weight_decay;

            /// <summary>Whether to climb.</summary>
            public bool? maximize;
        }

        /// <summary>Parameters with options of their own.</summary>
        public sealed class ParamGroup(IEnumerable<Parameter> parameters, Options? options = null)
            : ParamGroup<Options>(parameters, options!), IBetas
        {
            /// <inheritdoc/>
            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
            set => (Defaults.beta1, Defaults.beta2) = value;
        }

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.Fraction((o.beta1, "beta1"), (o.beta2, "beta2"));
            Require.NonNegative((o.eps, "eps"), (o.weight_decay, "weight_decay"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t)
        {
            var (b1, b2, decay, maximize) = (o.beta1!.Value, o.beta2!.Value, o.weight_decay!.Value, o.maximize!.Value);
            V η = V.Of(o.LearningRate!.Value), λ = V.Of(decay), ε = V.Of(o.eps!.Value);
            V β1 = V.Of(b1), α1 = V.Of(1 - b1), c1 = V.Of(1 - Math.Pow(b1, t));
            V α2 = V.Of(1 - b2), c2 = V.Of(1 - Math.Pow(b2, t));
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decay != 0) g += λ * x;
                var (s, g2) = (pass[1], g * g);
                var v = pass[0] = β1 * pass[0] + α1 * g;
                s = pass[1] = s + α2 * V.Sign(g2 - s) * g2;
                pass.X = x - η * (v / c1) / (V.Sqrt(s / c2) + ε);
            }
        }
    }
}
