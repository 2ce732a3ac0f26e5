using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>Adadelta (Zeiler, 2012); book section 11.9. It has no learning rate: η = 1 unless PyTorch's factor is asked for.</summary>
public sealed class Adadelta : ScratchOptimizer
{
    /// <summary>The book's, and what PyTorch adds.</summary>
    public sealed record Options
    {
        private readonly double? eps;

        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 1;

        /// <summary>ρ in [0, 1), the part of both averages that is kept.</summary>
        public double Rho { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>ε ≥ 0, by default the convention's: 1e-5 in the book, 1e-6 in PyTorch.</summary>
        public double Eps { get => eps ?? (Convention == Convention.D2l ? 1e-5 : 1e-6); init => eps = Require.NonNegative(value); }

        /// <summary>Only ε's size depends on it: it stands within the roots in the book and in PyTorch.</summary>
        public Convention Convention { get; init => field = Require.Defined(value); }

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] s, delta;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public Adadelta(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay) => (this.o, s, delta) = (o, NewState("s"), NewState("delta"));

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // s ← ρ·s + (1 − ρ)·g²
    // g′ = √(Δ + ε) / √(s + ε) · g
    // x ← x − η·g′
    // Δ ← ρ·Δ + (1 − ρ)·g′²
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        s[i].mul_(o.Rho).add_((1 - o.Rho) * g.square());
        var gPrime = (delta[i] + o.Eps).sqrt_() / (s[i] + o.Eps).sqrt_() * g;
        x.add_(gPrime, alpha: -Lr);
        delta[i].mul_(o.Rho).add_((1 - o.Rho) * gPrime * gPrime);
    }

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        optim.Adadelta(parameters, o.Lr, o.Rho, o.Eps, o.WeightDecay);
}
