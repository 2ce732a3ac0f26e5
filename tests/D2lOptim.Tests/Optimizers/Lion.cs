using D2lOptim.Optimizers;
using TorchSharp.Modules;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Lion (Chen et al., 2023): an optimizer that is not the library's, as anybody may add one.</summary>
/// <remarks><code>
/// x ← (1 − η·λ)·x
/// x ← x − η·sign(β₁·m + (1 − β₁)·g)
/// m ← β₂·m + (1 − β₂)·g
/// </code></remarks>
public sealed class Lion(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double weight_decay)
    : ElementwiseOptimizer<Lion.Options>([new ParamGroup<Options>(parameters)],
        new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, weight_decay = weight_decay }, "exp_avg")
{
    public sealed class Options : NamedOptions
    {
        public double? beta1, beta2, weight_decay;
    }

    protected override void Check(Options o)
    {
        Require.Fraction((o.beta1, "beta1"), (o.beta2, "beta2"));
        Require.NonNegative((o.weight_decay, "weight_decay"));
    }

    protected override void Update<V>(Pass<V> pass, Options o, long t)
    {
        V η = V.Of(o.LearningRate!.Value), shrink = V.Of(1 - o.LearningRate.Value * o.weight_decay!.Value);
        V β1 = V.Of(o.beta1!.Value), α1 = V.Of(1 - o.beta1.Value), β2 = V.Of(o.beta2!.Value),
            α2 = V.Of(1 - o.beta2.Value);
        while (pass.Next(out var x, out var g))
        {
            var m = pass[0];
            pass.X = shrink * x - η * V.Sign(β1 * m + α1 * g);
            pass[0] = β2 * m + α2 * g;
        }
    }
}
