using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>RMSProp (Tieleman and Hinton, 2012), with the momentum and the centring of Graves (2013); book section 11.8.</summary>
public sealed class RmsProp : ScratchOptimizer
{
    /// <summary>The book's, and what PyTorch adds.</summary>
    public sealed record Options
    {
        private readonly double? eps;

        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 0.01;

        /// <summary>γ in [0, 1), the part of s that is kept; PyTorch calls it alpha.</summary>
        public double Gamma { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>ε ≥ 0, by default the convention's: 1e-6 in the book, 1e-8 in PyTorch.</summary>
        public double Eps { get => eps ?? (Convention == Convention.D2l ? 1e-6 : 1e-8); init => eps = Require.NonNegative(value); }

        /// <summary>Whether ε stands within the root, as in the book, or beside it, as in PyTorch.</summary>
        public Convention Convention { get; init => field = Require.Defined(value); }

        /// <summary>β in [0, 1), the part of the velocity that is kept.</summary>
        public double Momentum { get; init => field = Require.Fraction(value); }

        /// <summary>Divides by the root of the gradient's variance instead of its second moment.</summary>
        public bool Centered { get; init; }

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] s;
    private readonly Tensor[]? m, v;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public RmsProp(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay)
    {
        (this.o, s) = (o, NewState("s"));
        if (o.Centered) m = NewState("m");
        if (o.Momentum > 0) v = NewState("v");
    }

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // s ← γ·s + (1 − γ)·g²
    // m ← γ·m + (1 − γ)·g         centered; else m = 0
    // r = √(s − m² + ε)           d2l
    // r = √(s − m²) + ε           torch
    // v ← β·v + g / r             with momentum; else v = g / r
    // x ← x − η·v
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        var variance = s[i].mul_(o.Gamma).add_((1 - o.Gamma) * g.square());
        if (m is not null) variance = s[i] - m[i].mul_(o.Gamma).add_((1 - o.Gamma) * g).square();
        var r = o.Convention == Convention.D2l ? (variance + o.Eps).sqrt_() : variance.sqrt().add_(o.Eps);
        if (v is null) x.addcdiv_(g, r, value: -Lr);
        else x.sub_(Lr * v[i].mul_(o.Momentum).add_(g / r));
    }

    /// <summary>The same algorithm from torch.optim, with the same ε but beside the root, whatever the convention.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        optim.RMSProp(parameters, o.Lr, o.Gamma, o.Eps, o.WeightDecay, o.Momentum, o.Centered);
}
