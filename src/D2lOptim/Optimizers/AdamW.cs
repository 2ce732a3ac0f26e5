using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): the parameters shrink by ηλ beside Adam's
    /// step, where Adam's own
    /// weight decay goes through its moments. The book has no code for it.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize
    /// x ← (1 − η·λ)·x
    /// v ← β₁·v + (1 − β₁)·g
    /// s ← β₂·s + (1 − β₂)·g²
    /// v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ), under amsgrad with the greatest s so far
    /// x ← x − η·v̂ / (√(ŝ + ε_root) + ε)
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class AdamW(IEnumerable<ParamGroup> groups, AdamW.Options defaults)
        : ElementwiseOptimizer<AdamW.Options, Torch.AdamW.State>(groups, defaults), IBetas
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
        protected override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

        /// <inheritdoc/>
        protected override bool Uses(Options o, int number) => number < 2 || o.amsgrad!.Value;

        /// <inheritdoc/>
        protected override long Count(Torch.AdamW.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.Fraction(o.beta1!.Value, "beta1");
            Require.Fraction(o.beta2!.Value, "beta2");
            Require.NonNegative(o.eps!.Value, "eps");
            Require.NonNegative(o.eps_root!.Value, "eps_root");
            Require.NonNegative(o.weight_decay!.Value, "weight_decay");
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t)
        {
            var (b1, b2, maximize, amsgrad) = (o.beta1!.Value, o.beta2!.Value, o.maximize!.Value, o.amsgrad!.Value);
            V η = V.Of(o.LearningRate!.Value), shrink = V.Of(1 - o.LearningRate.Value * o.weight_decay!.Value);
            V ε = V.Of(o.eps!.Value), εRoot = V.Of(o.eps_root!.Value);
            V β1 = V.Of(b1), α1 = V.Of(1 - b1), c1 = V.Of(1 - Math.Pow(b1, t));
            V β2 = V.Of(b2), α2 = V.Of(1 - b2), c2 = V.Of(1 - Math.Pow(b2, t));
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                var v = pass[0] = β1 * pass[0] + α1 * g;
                var s = pass[1] = β2 * pass[1] + α2 * (g * g);
                if (amsgrad) s = pass[2] = V.Max(pass[2], s);
                pass.X = shrink * x - η * (v / c1) / (V.Sqrt(s / c2 + εRoot) + ε);
            }
        }
    }
}
