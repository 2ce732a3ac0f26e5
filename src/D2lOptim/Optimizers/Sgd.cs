using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>Minibatch stochastic gradient descent (Robbins and Monro, 1951); book section 11.5.</summary>
public sealed class Sgd(IEnumerable<Tensor> parameters, Sgd.Options o) : ScratchOptimizer(parameters, o.Lr, o.WeightDecay)
{
    /// <summary>The learning rate, and what PyTorch adds.</summary>
    public sealed record Options
    {
        /// <summary>η ≥ 0.</summary>
        public required double Lr { get; init => field = Require.NonNegative(value); }

        /// <summary>λ ≥ 0; λ·x is added to the gradient.</summary>
        public double WeightDecay { get; init => field = Require.NonNegative(value); }
    }

    /// <inheritdoc/>
    public override object Hyperparameters => o;

    // x ← x − η·g
    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g) => x.sub_(Lr * g);

    /// <summary>The same algorithm from torch.optim.</summary>
    public static optim.Optimizer Concise(IEnumerable<Parameter> parameters, Options o) => optim.SGD(parameters, o.Lr, weight_decay: o.WeightDecay);
}
