using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): the parameters shrink by ηλ beside Adam's step, where Adam's own
/// weight decay goes through its moments. The book has no code for it; options and ε are PyTorch's.
/// </summary>
public sealed class AdamW : ScratchOptimizer
{
    /// <summary>PyTorch's.</summary>
    public sealed record Options
    {
        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 0.001;

        /// <summary>β₁ in [0, 1), the part of the mean gradient that is kept.</summary>
        public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>β₂ in [0, 1), the part of the mean squared gradient that is kept.</summary>
        public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

        /// <summary>ε ≥ 0.</summary>
        public double Eps { get; init => field = Require.NonNegative(value); } = 1e-8;

        /// <summary>λ ≥ 0; 0.01 as in Python, where TorchSharp's default is 0.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); } = 0.01;

        /// <summary>Divides by the root of the greatest s so far.</summary>
        public bool Amsgrad { get; init; }
    }

    private readonly Options o;
    private readonly Tensor[] v, s;
    private readonly Tensor[]? sMax;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public AdamW(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr)
    {
        (this.o, v, s) = (o, NewState("v"), NewState("s"));
        if (o.Amsgrad) sMax = NewState("sMax");
    }

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // x ← (1 − η·λ)·x
    // v ← β₁·v + (1 − β₁)·g
    // s ← β₂·s + (1 − β₂)·g²
    // v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ), with the greatest s so far under amsgrad
    // x ← x − η·v̂ / (√ŝ + ε)
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        x.mul_(1 - Lr * o.WeightDecay);
        v[i].mul_(o.Beta1).add_((1 - o.Beta1) * g);
        var second = s[i].mul_(o.Beta2).add_((1 - o.Beta2) * g.square());
        if (sMax is not null) second = sMax[i].copy_(sMax[i].maximum(s[i]));
        var vHat = v[i] / (1 - Math.Pow(o.Beta1, t));
        var sHat = second / (1 - Math.Pow(o.Beta2, t));
        x.addcdiv_(vHat, sHat.sqrt_().add_(o.Eps), value: -Lr);
    }

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        optim.AdamW(parameters, o.Lr, o.Beta1, o.Beta2, o.Eps, o.WeightDecay, o.Amsgrad);
}
