using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// Nesterov's accelerated gradient (Nesterov, 1983; as momentum: Sutskever et al., 2013), in PyTorch's form; the book has no code for it.
/// <para>
/// The look-ahead form keeps θ and takes the gradient at another point: v ← γ·v + η·∇J(θ − γ·v), θ ← θ − v. PyTorch keeps that point,
/// x = θ − γ·v, so that the gradient is taken where the parameters are, and its velocity is v/η. At a constant η and with β = γ the two
/// give the same iterates; θ itself is x + η·β·v in the letters below. When η changes they part, because PyTorch's velocity is free of it.
/// </para>
/// </summary>
public sealed class Nesterov : ScratchOptimizer
{
    /// <summary>As <see cref="Momentum.Options"/>, without dampening.</summary>
    public sealed record Options
    {
        /// <summary>η ≥ 0.</summary>
        public required double Lr { get; init => field = Require.NonNegative(value); }

        /// <summary>β in (0, 1), the part of the velocity that is kept.</summary>
        public double Momentum { get; init => field = Require.OpenFraction(value); } = 0.9;

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] v;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public Nesterov(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay) => (this.o, v) = (o, NewState("v"));

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // v ← β·v + g
    // x ← x − η·(g + β·v)
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        v[i].mul_(o.Momentum).add_(g);
        x.sub_(Lr * (g + o.Momentum * v[i]));
    }

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) => optim.SGD(parameters, o.Lr, o.Momentum, weight_decay: o.WeightDecay, nesterov: true);
}
