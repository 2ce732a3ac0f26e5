using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>Adam (Kingma and Ba, 2014), with the maximum of AMSGrad (Reddi, Kale and Kumar, 2018); book section 11.10.</summary>
public sealed class Adam : ScratchOptimizer
{
    /// <summary>The book's, and what PyTorch adds.</summary>
    public sealed record Options
    {
        private readonly double? eps;

        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 0.01;

        /// <summary>β₁ in [0, 1), the part of the mean gradient that is kept.</summary>
        public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>β₂ in [0, 1), the part of the mean squared gradient that is kept.</summary>
        public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

        /// <summary>ε ≥ 0, by default the convention's: 1e-6 in the book, 1e-8 in PyTorch.</summary>
        public double Eps { get => eps ?? (Convention == Convention.D2l ? 1e-6 : 1e-8); init => eps = Require.NonNegative(value); }

        /// <summary>Only ε's size depends on it: it stands beside the root in the book and in PyTorch.</summary>
        public Convention Convention { get; init => field = Require.Defined(value); }

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }

        /// <summary>Divides by the root of the greatest s so far.</summary>
        public bool Amsgrad { get; init; }
    }

    private readonly Options o;
    private readonly Tensor[] v, s;
    private readonly Tensor[]? sMax;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public Adam(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay)
    {
        (this.o, v, s) = (o, NewState("v"), NewState("s"));
        if (o.Amsgrad) sMax = NewState("sMax");
    }

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // v ← β₁·v + (1 − β₁)·g
    // s ← β₂·s + (1 − β₂)·g²
    // v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ), with the greatest s so far under amsgrad
    // x ← x − η·v̂ / (√ŝ + ε)
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        v[i].mul_(o.Beta1).add_((1 - o.Beta1) * g);
        var second = s[i].mul_(o.Beta2).add_((1 - o.Beta2) * g.square());
        if (sMax is not null) second = sMax[i].copy_(sMax[i].maximum(s[i]));
        var vHat = v[i] / (1 - Math.Pow(o.Beta1, t));
        var sHat = second / (1 - Math.Pow(o.Beta2, t));
        x.addcdiv_(vHat, sHat.sqrt_().add_(o.Eps), value: -Lr);
    }

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        optim.Adam(parameters, o.Lr, o.Beta1, o.Beta2, o.Eps, o.WeightDecay, o.Amsgrad);
}
