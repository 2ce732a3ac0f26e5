using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

public static partial class Fused
{
    /// <summary>
    /// Averaged SGD (Polyak and Juditsky, 1992): steps that shrink, and the mean of where they led, which is <c>ax</c>
    /// among the state. By tensors in PyTorch's order of operations, with η in float32 as there; TorchSharp's own keeps
    /// a double.
    /// </summary>
    /// <remarks><code>
    /// g ← −g under maximize,  g ← g + λ·x where λ > 0
    /// x ← (1 − κ·ηₜ)·x
    /// x ← x − ηₜ·g
    /// x̄ ← x̄ + (x − x̄) / max(1, t − 1 − t₀)
    /// ηₜ₊₁ = η / (1 + κ·η·t)^α,  η₁ = η
    /// </code>κ is <c>lambd</c>, x̄ is <c>ax</c>.</remarks>
    /// <inheritdoc/>
    public sealed class ASGD(IEnumerable<TorchSharp.Modules.ParamGroup> groups, ASGD.Options defaults)
        : TensorOptimizer<ASGD.Options>(groups, defaults, "ax", "eta")
    {
        /// <summary>The options of a group; null stands for the optimizer's.</summary>
        public sealed class Options : NamedOptions
        {
            /// <summary>κ ≥ 0; α ≥ 0; t₀ ≥ 0; λ ≥ 0.</summary>
            public double? lambd, alpha, t0, weight_decay;

            /// <summary>Whether to climb.</summary>
            public bool? maximize;
        }

        /// <summary>Parameters with options of their own.</summary>
        public sealed class ParamGroup(IEnumerable<Parameter> parameters, Options? options = null)
            : ParamGroup<Options>(parameters, options!);

        /// <inheritdoc/>
        protected override void Check(Options o) => Require.NonNegative(
            (o.lambd, "lambd"), (o.alpha, "alpha"), (o.t0, "t0"), (o.weight_decay, "weight_decay"));

        /// <inheritdoc/>
        protected override Tensor Start(Parameter x, Options o, int number) =>
            number == 1 ? tensor((float)o.LearningRate!.Value) : zeros_like(x);

        /// <inheritdoc/>
        protected override void Update(Tensor x, Tensor g, IReadOnlyList<Tensor> state, Options o, long t)
        {
            var (mean, eta, lr, κ) = (state[0], state[1], o.LearningRate!.Value, o.lambd!.Value);
            double η = eta.item<float>();
            if (o.maximize!.Value) g = -g;
            if (o.weight_decay!.Value is > 0 and var λ) g = g.add(x, alpha: λ);
            x.mul_(1 - κ * η);
            x.add_(g, alpha: -η);
            // PyTorch keeps this part in float32.
            if (1 / Math.Max(1, t - 1 - o.t0!.Value) is < 1 and var part) mean.add_((x - mean).mul_((float)part));
            else mean.copy_(x);
            eta.fill_(lr / Math.Pow(1 + κ * lr * t, o.alpha!.Value));
        }
    }
}
