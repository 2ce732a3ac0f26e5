using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// Yogi (Zaheer, Reddi, Sachan, Kale and Kumar, 2018): Adam whose second moment moves by a step that does not depend on how far it
/// is from g²; book section 11.10. Both moments start at 0, as in the book; torch.optim has no Yogi, see <see cref="YogiOptimizer"/>.
/// </summary>
public sealed class Yogi : ScratchOptimizer
{
    /// <summary>The book's, and weight decay as the other optimizers have it.</summary>
    public sealed record Options
    {
        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 0.01;

        /// <summary>β₁ in [0, 1), the part of the mean gradient that is kept.</summary>
        public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

        /// <summary>β₂ in [0, 1); 1 − β₂ is the part of g² by which s moves.</summary>
        public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

        /// <summary>ε ≥ 0.</summary>
        public double Eps { get; init => field = Require.NonNegative(value); } = 1e-3;

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] v, s;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public Yogi(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay) => (this.o, v, s) = (o, NewState("v"), NewState("s"));

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g) => Change(x, g, v[i], s[i], t, Lr, o.Beta1, o.Beta2, o.Eps);

    // v ← β₁·v + (1 − β₁)·g
    // s ← s + (1 − β₂)·sign(g² − s)·g²
    // v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ)
    // x ← x − η·v̂ / (√ŝ + ε)
    /// <summary>One update of x, v and s, which <see cref="YogiOptimizer"/> makes too.</summary>
    internal static void Change(Tensor x, Tensor g, Tensor v, Tensor s, long t, double η, double β1, double β2, double ε)
    {
        var g2 = g.square();
        v.mul_(β1).add_((1 - β1) * g);
        s.add_((1 - β2) * (g2 - s).sign() * g2);
        var vHat = v / (1 - Math.Pow(β1, t));
        var sHat = s / (1 - Math.Pow(β2, t));
        x.addcdiv_(vHat, sHat.sqrt_().add_(ε), value: -η);
    }

    /// <summary>The same algorithm as an optimizer of torch.optim's kind.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        new YogiOptimizer(parameters, o.Lr, o.Beta1, o.Beta2, o.Eps, o.WeightDecay);
}
