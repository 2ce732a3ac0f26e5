using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>Gradient descent with momentum, the heavy ball (Polyak, 1964); book section 11.6. The book and PyTorch agree on it.</summary>
public sealed class Momentum : ScratchOptimizer
{
    /// <summary>The book's two, and what PyTorch adds.</summary>
    public sealed record Options
    {
        /// <summary>η ≥ 0.</summary>
        public required double Lr { get; init => field = Require.NonNegative(value); }

        /// <summary>β in [0, 1), the part of the velocity that is kept.</summary>
        public double Momentum { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>τ in [0, 1], the part of the gradient that is withheld from the velocity.</summary>
        public double Dampening { get; init => field = Require.UnitInterval(value); }

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] v;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public Momentum(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay) => (this.o, v) = (o, NewState("v"));

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // v ← β·v + (1 − τ)·g, but v ← g at t = 1
    // x ← x − η·v
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        v[i].mul_(o.Momentum).add_(g, alpha: t == 1 ? 1 : 1 - o.Dampening);
        x.sub_(Lr * v[i]);
    }

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) => optim.SGD(parameters, o.Lr, o.Momentum, o.Dampening, o.WeightDecay);
}
