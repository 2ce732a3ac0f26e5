using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): the parameters shrink by ηλ beside Adam's step,
    /// where Adam's own weight decay goes through its moments. The book has no code for it.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize,  x ← (1 − η·λ)·x
    /// v ← β₁·v + (1 − β₁)·g
    /// s ← β₂·s + (1 − β₂)·g²
    /// v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ), under amsgrad with the greatest s so far
    /// x ← x − η·v̂ / (√(ŝ + ε_root) + ε)
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class AdamW(IEnumerable<ParamGroup> groups, AdamW.Options defaults)
        : ElementwiseOptimizer<AdamW.Options, Torch.AdamW.State>(
            groups, defaults, "exp_avg", "exp_avg_sq", "max_exp_avg_sq"), IBetas
    {
        /// <summary>TorchSharp's, and ε within the root.</summary>
        public sealed class Options : Torch.AdamW.Options
        {
            /// <summary>ε_root ≥ 0, within the root.</summary>
            public double? eps_root;
        }

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
            set => (Defaults.beta1, Defaults.beta2) = value;
        }

        /// <inheritdoc/>
        protected override bool Uses(Options o, int number) => number < 2 || o.amsgrad!.Value;

        /// <inheritdoc/>
        protected override long Count(Torch.AdamW.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.Fraction((o.beta1, "beta1"), (o.beta2, "beta2"));
            Require.NonNegative((o.eps, "eps"), (o.eps_root, "eps_root"), (o.weight_decay, "weight_decay"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t) => Adam.Update(
            pass, t, o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, o.eps_root!.Value,
            o.weight_decay!.Value, decoupled: true, o.amsgrad!.Value, o.maximize!.Value);
    }
}
