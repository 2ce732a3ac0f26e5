using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// NAdam (Dozat, 2016): Adam with Nesterov's look ahead. By tensors in PyTorch's order of operations, with the
    /// product of the momenta in float32 as there; TorchSharp's own keeps a double.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// μₜ = β₁·(1 − ½·0.96^(t·ψ)),  Π ← Π·μₜ
    /// v ← v + (1 − β₁)·(g − v)
    /// s ← β₂·s + (1 − β₂)·g²
    /// d = √(s / (1 − β₂ᵗ)) + ε
    /// x ← x − η·(1 − μₜ)/(1 − Π)·g/d
    /// x ← x − η·μₜ₊₁/(1 − Π·μₜ₊₁)·v/d
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class NAdam(IEnumerable<TorchSharp.Modules.ParamGroup> groups, NAdam.Options defaults)
        : TensorOptimizer<NAdam.Options>(groups, defaults, "exp_avg", "exp_avg_sq", "mu_product"), IBetas
    {
        /// <summary>The options of a group; null stands for the optimizer's.</summary>
        public sealed class Options : NamedOptions
        {
            /// <summary>β₁ and β₂ in [0, 1); ε ≥ 0; λ ≥ 0; ψ ≥ 0.</summary>
            public double? beta1, beta2, eps, weight_decay, momentum_decay;

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
            Require.NonNegative((o.eps, "eps"), (o.weight_decay, "weight_decay"), (o.momentum_decay, "momentum_decay"));
        }

        /// <inheritdoc/>
        protected override Tensor Start(Parameter x, Options o, int number) =>
            number == 2 ? tensor(1f) : zeros_like(x);

        /// <inheritdoc/>
        protected override void Update(Tensor x, Tensor g, IReadOnlyList<Tensor> state, Options o, long t)
        {
            var (v, s, Π, η, β1, β2) =
                (state[0], state[1], state[2], o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value);
            double Momentum(long step) => β1 * (1 - 0.5 * Math.Pow(0.96, step * o.momentum_decay!.Value));
            if (o.maximize!.Value) g = -g;
            if (o.weight_decay!.Value is > 0 and var λ) g = g.add(x, alpha: λ);
            var (μ, next) = (Momentum(t), Momentum(t + 1));
            Π.mul_(μ);
            v.lerp_(g, tensor(1 - β1, g.dtype, g.device));
            s.mul_(β2).addcmul_(g, g, 1 - β2);

            double product = Π.item<float>();
            var d = (s / (1 - Math.Pow(β2, t))).sqrt().add_(o.eps!.Value);
            x.addcdiv_(g, d, -η * (1 - μ) / (1 - product));
            x.addcdiv_(v, d, -η * next / (1 - product * next));
        }
    }
}
