using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// Stochastic gradient descent (Robbins and Monro, 1951), with momentum, the heavy ball (Polyak, 1964), and
    /// Nesterov's look-ahead in PyTorch's form (Nesterov, 1983; Sutskever et al., 2013); book sections 11.5 and 11.6.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// v ← β·v + (1 − τ)·g, but v ← g at t = 1
    /// x ← x − η·v;  x ← x − η·(g + β·v) under nesterov;  x ← x − η·g where β = 0
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class SGD(IEnumerable<ParamGroup> groups, Torch.SGD.Options defaults)
        : ElementwiseOptimizer<Torch.SGD.Options, Torch.SGD.State>(groups, defaults, "momentum_buffer"), IMomentum
    {
        /// <inheritdoc/>
        public double Momentum { get => Defaults.momentum!.Value; set => Defaults.momentum = value; }

        /// <inheritdoc/>
        protected override bool Uses(Torch.SGD.Options o, int number) => o.momentum != 0;

        /// <inheritdoc/>
        protected override long Count(Torch.SGD.State state) => state.momentum_buffer is null ? 1 : 2;

        /// <inheritdoc/>
        protected override void Check(Torch.SGD.Options o)
        {
            Require.Fraction((o.momentum, "momentum"));
            Require.NonNegative((o.weight_decay, "weight_decay"));
            Require.UnitInterval(o.dampening!.Value, "dampening");
            if (o.nesterov!.Value && (o.momentum == 0 || o.dampening != 0))
                throw new ArgumentOutOfRangeException("nesterov",
                    "nesterov must have a momentum > 0 and a dampening of 0");
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Torch.SGD.Options o, long t)
        {
            var (β0, decay) = (o.momentum!.Value, o.weight_decay!.Value);
            var (maximize, nesterov) = (o.maximize!.Value, o.nesterov!.Value);
            V η = V.Of(o.LearningRate!.Value), λ = V.Of(decay), β = V.Of(β0);
            V α = V.Of(t == 1 ? 1 : 1 - o.dampening!.Value);
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decay != 0) g += λ * x;
                if (β0 != 0)
                {
                    var v = pass[0] = β * pass[0] + α * g;
                    g = nesterov ? g + β * v : v;
                }
                pass.X = x - η * g;
            }
        }
    }
}
