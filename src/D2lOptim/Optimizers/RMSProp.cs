using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>RMSProp (Tieleman and Hinton, 2012), with the momentum and the centring of Graves (2013); book section
    /// 11.8.</summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// s ← γ·s + (1 − γ)·g²
    /// m ← γ·m + (1 − γ)·g under centered; else m = 0
    /// r = √(s − m² + ε_root) + ε
    /// v ← β·v + g / r
    /// x ← x − η·v;  x ← x − η·g / r where β = 0
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class RMSProp(IEnumerable<ParamGroup> groups, RMSProp.Options defaults)
        : ElementwiseOptimizer<RMSProp.Options, Torch.RMSProp.State>(
            groups, defaults, "square_avg", "momentum_buffer", "grad_avg"), IMomentum
    {
        /// <summary>TorchSharp's, and ε within the root.</summary>
        public sealed class Options : Torch.RMSProp.Options
        {
            /// <summary>ε_root ≥ 0, within the root.</summary>
            public double? eps_root;
        }

        /// <inheritdoc/>
        public double Momentum { get => Defaults.momentum!.Value; set => Defaults.momentum = value; }

        /// <inheritdoc/>
        protected override bool Uses(Options o, int number) =>
            number == 0 || (number == 1 ? o.momentum != 0 : o.centered!.Value);

        /// <inheritdoc/>
        protected override long Count(Torch.RMSProp.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.Fraction((o.alpha, "alpha"), (o.momentum, "momentum"));
            Require.NonNegative((o.eps, "eps"), (o.eps_root, "eps_root"), (o.weight_decay, "weight_decay"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t)
        {
            var (γ0, β0, decay) = (o.alpha!.Value, o.momentum!.Value, o.weight_decay!.Value);
            var (maximize, centered) = (o.maximize!.Value, o.centered!.Value);
            V η = V.Of(o.LearningRate!.Value), λ = V.Of(decay), ε = V.Of(o.eps!.Value), εRoot = V.Of(o.eps_root!.Value);
            V γ = V.Of(γ0), α = V.Of(1 - γ0), β = V.Of(β0);
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decay != 0) g += λ * x;
                var s = pass[0] = γ * pass[0] + α * (g * g);
                if (centered)
                {
                    var m = pass[2] = γ * pass[2] + α * g;
                    s -= m * m;
                }
                var r = V.Sqrt(s + εRoot) + ε;
                pass.X = β0 == 0 ? x - η * g / r : x - η * (pass[1] = β * pass[1] + g / r);
            }
        }
    }
}
