using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// RAdam (Liu et al., 2020): Adam that divides by √s only when enough gradients have been averaged for it to be
    /// trusted. By tensors in PyTorch's order of operations; TorchSharp's own multiplies by η twice once ρ > 5.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// v ← v + (1 − β₁)·(g − v)
    /// s ← β₂·s + (1 − β₂)·g²
    /// ρ∞ = 2/(1 − β₂) − 1,  ρ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ)
    /// r = √((ρ − 4)·(ρ − 2)·ρ∞ / ((ρ∞ − 4)·(ρ∞ − 2)·ρ))
    /// v̂ = v / (1 − β₁ᵗ)
    /// x ← x − η·v̂·√(1 − β₂ᵗ)/(√s + ε)·r where ρ > 5,  x ← x − η·v̂ before
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class RAdam(IEnumerable<TorchSharp.Modules.ParamGroup> groups, RAdam.Options defaults)
        : TensorOptimizer<RAdam.Options>(groups, defaults, "exp_avg", "exp_avg_sq"), IBetas
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
        protected override void Update(Tensor x, Tensor g, IReadOnlyList<Tensor> state, Options o, long t)
        {
            var (v, s, η, β1, β2) = (state[0], state[1], o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value);
            if (o.maximize!.Value) g = -g;
            if (o.weight_decay!.Value is > 0 and var λ) g = g.add(x, alpha: λ);
            v.lerp_(g, tensor(1 - β1, g.dtype, g.device));
            s.mul_(β2).addcmul_(g, g, 1 - β2);

            double c1 = 1 - Math.Pow(β1, t), c2 = 1 - Math.Pow(β2, t);
            var ρMax = 2 / (1 - β2) - 1;
            var ρ = ρMax - 2 * t * Math.Pow(β2, t) / c2;
            var step = v / c1 * η;
            if (ρ > 5)
            {
                var r = Math.Sqrt((ρ - 4) * (ρ - 2) * ρMax / ((ρMax - 4) * (ρMax - 2) * ρ));
                // Python's c / tensor is tensor.reciprocal() * c.
                step = step * (s.sqrt().add_(o.eps!.Value).reciprocal() * Math.Sqrt(c2)) * r;
            }
            x.sub_(step);
        }
    }
}
