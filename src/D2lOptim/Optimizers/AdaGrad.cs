using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>AdaGrad (Duchi, Hazan and Singer, 2011); book section 11.7. It takes sparse gradients, which TorchSharp's own refuses.</summary>
public sealed class AdaGrad : ScratchOptimizer
{
    /// <summary>The book's, and what PyTorch adds.</summary>
    public sealed record Options
    {
        private readonly double? eps;

        /// <summary>η ≥ 0.</summary>
        public double Lr { get; init => field = Require.NonNegative(value); } = 0.1;

        /// <summary>ε ≥ 0, by default the convention's: 1e-6 in the book, 1e-10 in PyTorch.</summary>
        public double Eps { get => eps ?? (Convention == Convention.D2l ? 1e-6 : 1e-10); init => eps = Require.NonNegative(value); }

        /// <summary>Whether ε stands within the root, as in the book, or beside it, as in PyTorch.</summary>
        public Convention Convention { get; init => field = Require.Defined(value); }

        /// <summary>δ ≥ 0; the learning rate of step t is η / (1 + (t − 1)·δ).</summary>
        public double LrDecay { get; init => field = Require.NonNegative(value); }

        /// <summary>Where s starts, ≥ 0.</summary>
        public double InitialAccumulatorValue { get; init => field = Require.NonNegative(value); }

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    private readonly Options o;
    private readonly Tensor[] s;

    /// <inheritdoc cref="ScratchOptimizer(IEnumerable{Tensor}, double, double)"/>
    public AdaGrad(IEnumerable<Tensor> parameters, Options o) : base(parameters, o.Lr, o.WeightDecay) => (this.o, s) = (o, NewState("s", o.InitialAccumulatorValue));

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    /// <inheritdoc/>
    protected override bool TakesSparse => true;

    // s ← s + g²
    // x ← x − η·g / √(s + ε)      d2l
    // x ← x − η·g / (√s + ε)      torch
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g)
    {
        var η = Lr / (1 + (t - 1) * o.LrDecay);
        if (g.is_sparse)
        {
            UpdateRows(x, s[i], g, η);
            return;
        }
        s[i].add_(g.square());
        x.addcdiv_(g, Root(s[i]), value: -η);
    }

    // The same for the rows r that g has; the others' bits stay. Operation by operation as in PyTorch, which divides first here:
    // s[r] ← s[r] + g²
    // x[r] ← x[r] − η·(g / √…)
    private void UpdateRows(Tensor x, Tensor s, Tensor g, double η)
    {
        if (g.SparseValues.size(0) == 0) return;
        var (r, sum) = g.Coalesced();
        s.add_(sum.square().AtRows(r, s));
        x.add_((sum / Root(s.index_select(0, r))).AtRows(r, x), alpha: -η);
    }

    private Tensor Root(Tensor s) => o.Convention == Convention.D2l ? (s + o.Eps).sqrt_() : s.sqrt().add_(o.Eps);

    /// <summary>The same algorithm from torch.optim, with the same ε but beside the root, whatever the convention.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) =>
        optim.Adagrad(parameters, o.Lr, o.LrDecay, o.WeightDecay, o.InitialAccumulatorValue, o.Eps);
}
