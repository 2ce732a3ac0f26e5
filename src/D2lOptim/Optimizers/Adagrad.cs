using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>AdaGrad (Duchi, Hazan and Singer, 2011); book section 11.7. It takes sparse gradients, which
    /// TorchSharp's own refuses.</summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// η ← lr / (1 + (t − 1)·lr_decay)
    /// s ← s + g²
    /// x ← x − η·g / (√(s + ε_root) + ε)
    /// </code></remarks>
    /// <inheritdoc/>
    public sealed class Adagrad(IEnumerable<ParamGroup> groups, Adagrad.Options defaults)
        : ElementwiseOptimizer<Adagrad.Options, Torch.Adagrad.State>(groups, defaults, "sum")
    {
        /// <summary>TorchSharp's, ε within the root, and whether to climb.</summary>
        public sealed class Options : Torch.Adagrad.Options
        {
            /// <summary>ε_root ≥ 0, within the root.</summary>
            public double? eps_root;

            /// <summary>Whether to climb.</summary>
            public bool? maximize;
        }

        /// <inheritdoc/>
        protected override long Count(Torch.Adagrad.State state) => ++state.step;

        /// <inheritdoc/>
        protected override void Check(Options o)
        {
            Require.NonNegative((o.eps, "eps"), (o.eps_root, "eps_root"), (o.weight_decay, "weight_decay"));
            Require.NonNegative((o.lr_decay, "lr_decay"), (o.initial_accumulator_value, "initial_accumulator_value"));
        }

        /// <inheritdoc/>
        protected override void Update<V>(Pass<V> pass, Options o, long t)
        {
            var (decay, maximize) = (o.weight_decay!.Value, o.maximize!.Value);
            V η = V.Of(Rate(o, t)), λ = V.Of(decay), ε = V.Of(o.eps!.Value), εRoot = V.Of(o.eps_root!.Value);
            while (pass.Next(out var x, out var g))
            {
                if (maximize) g = -g;
                if (decay != 0) g += λ * x;
                var s = pass[0] += g * g;
                pass.X = x - η * g / (V.Sqrt(s + εRoot) + ε);
            }
        }

        /// <inheritdoc/>
        protected override string? RefusesSparse(Options o, Tensor gradient)
        {
            if (o.weight_decay != 0) return "sparse gradients only where weight_decay, which changes every row, is 0";
            using var places = gradient.SparseIndices;
            return places.shape is [1, _] or [_, 0] ? null : "sparse gradients of whole rows only";
        }

        // The same for the rows r that g has; the others' bits stay. Operation by operation as in PyTorch, which
        // divides first here:
        // s[r] ← s[r] + g²
        // x[r] ← x[r] − η·(g / √…)
        /// <inheritdoc/>
        protected override void UpdateSparse(Tensor x, Tensor g, Torch.Adagrad.State state, Options o, long t)
        {
            if (g.SparseValues.size(0) == 0) return;
            var (r, sum) = g.Coalesced();
            if (o.maximize!.Value) sum = -sum;
            state.sum.add_(sum.square().AtRows(r, state.sum));
            var root = state.sum.index_select(0, r).add_(o.eps_root!.Value).sqrt_().add_(o.eps!.Value);
            x.add_((sum / root).AtRows(r, x), alpha: -Rate(o, t));
        }

        private static double Rate(Options o, long t) => o.LearningRate!.Value / (1 + (t - 1) * o.lr_decay!.Value);
    }
}
