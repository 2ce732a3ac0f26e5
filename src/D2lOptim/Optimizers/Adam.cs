using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>Adam (Kingma and Ba, 2014), with the maximum of AMSGrad (Reddi, Kale and Kumar, 2018); book section
    /// 11.10.</summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// v ← β₁·v + (1 − β₁)·g
    /// s ← β₂·s + (1 − β₂)·g²
    /// v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ), under amsgrad with the greatest s so far
    /// x ← x − η·v̂ / (√(ŝ + ε_root) + ε)
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class Adam(IEnumerable<ParamGroup> groups, Adam.Options defaults)
        : ElementwiseOptimizer<Adam.Options, Torch.Adam.State>(
            groups, defaults, "exp_avg", "exp_avg_sq", "max_exp_avg_sq"), IBetas
    {
        /// <summary>TorchSharp's, and ε within the root.</summary>
        public sealed class Options : Torch.Adam.Options
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
        protected override long Count(Torch.Adam.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.Fraction((o.beta1, "beta1"), (o.beta2, "beta2"));
            Require.NonNegative((o.eps, "eps"), (o.eps_root, "eps_root"), (o.weight_decay, "weight_decay"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t) => Update(
            pass, t, o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, o.eps_root!.Value,
            o.weight_decay!.Value, decoupled: false, o.amsgrad!.Value, o.maximize!.Value);

        // AdamW's too: the decay stands in the gradient, or decoupled beside the step.
        internal static void Update<V>(Pass<V> pass, long t, double lr, double beta1, double beta2, double eps,
            double eps_root, double decay, bool decoupled, bool amsgrad, bool maximize) where V : struct, ILane<V>
        {
            V η = V.Of(lr), λ = V.Of(decay), shrink = V.Of(1 - lr * decay), ε = V.Of(eps), εRoot = V.Of(eps_root);
            V β1 = V.Of(beta1), α1 = V.Of(1 - beta1), c1 = V.Of(1 - Math.Pow(beta1, t));
            V β2 = V.Of(beta2), α2 = V.Of(1 - beta2), c2 = V.Of(1 - Math.Pow(beta2, t));
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decoupled) x = shrink * x;
                else if (decay != 0) g += λ * x;
                var v = pass[0] = β1 * pass[0] + α1 * g;
                var s = pass[1] = β2 * pass[1] + α2 * (g * g);
                if (amsgrad) s = pass[2] = V.Max(pass[2], s);
                pass.X = x - η * (v / c1) / (V.Sqrt(s / c2 + εRoot) + ε);
            }
        }
    }
}
