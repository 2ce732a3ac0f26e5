using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// Adamax, Adam with the maximum in place of the mean square (Kingma and Ba, 2014). The book has no code for it; options and ε are PyTorch's.
/// </summary>
public sealed class Adamax : ScratchOptimizer
{
    /// <summary>PyTorch's.</summary>
    public sealed record Options
    {
        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 0.002;

        /// <summary>β₁ in [0, 1), the part of the mean gradient that is kept.</summary>
        public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>β₂ in [0, 1), by which the greatest gradient fades.</summary>
        public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

        /// <summary>ε ≥ 0.</summary>
        public double Eps { get; init => field = Require.NonNegative(value); } = 1e-8;

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] v, u;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public Adamax(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay) => (this.o, v, u) = (o, NewState("v"), NewState("u"));

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // v ← β₁·v + (1 − β₁)·g
    // u ← max(β₂·u, |g| + ε)
    // x ← x − η / (1 − β₁ᵗ) · v / u
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        v[i].mul_(o.Beta1).add_((1 - o.Beta1) * g);
        u[i].copy_((o.Beta2 * u[i]).maximum(g.abs() + o.Eps));
        x.sub_(Lr / (1 - Math.Pow(o.Beta1, t)) * v[i] / u[i]);
    }

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        optim.Adamax(parameters, o.Lr, o.Beta1, o.Beta2, o.Eps, o.WeightDecay);
}
