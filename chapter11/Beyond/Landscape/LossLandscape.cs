using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>The loss of any network around the weights that it has, along directions in the space of all its weights
/// (Li et al., 2018).</summary>
/// <param name="parameters">The network's, in whose place others are put for a while.</param>
/// <param name="loss">Evaluates the network as its parameters stand.</param>
public sealed class LossLandscape(IReadOnlyList<Tensor> parameters, Func<double> loss)
{
    // d ~ N(0, 1);  dᵢ ← dᵢ · ‖θᵢ‖ / ‖dᵢ‖ for every filter i, that is every unit's weights;  0 for biases
    /// <summary>
    /// A random direction as long as the weights themselves, filter by filter, so that networks compare whose weights
    /// differ in scale.
    /// Drawn from torch's default generator; the caller disposes it.
    /// </summary>
    public IReadOnlyList<Tensor> RandomDirection()
    {
        using var noGrad = no_grad();
        return [.. parameters.Select(p =>
        {
            using var scope = NewDisposeScope();
            if (p.Dimensions < 2) return zeros_like(p).MoveToOuterDisposeScope();
            var (theta, d) = (p.reshape(p.shape[0], -1), randn(p.shape, p.dtype, p.device).reshape(p.shape[0], -1));
            return (d * (Lengths(theta) / Lengths(d))).reshape(p.shape).MoveToOuterDisposeScope();
        })];
    }

    /// <summary>The loss at θ + α·d for every α.</summary>
    public IReadOnlyList<double> Along(IReadOnlyList<Tensor> direction, IReadOnlyList<double> alphas) =>
        Away<IReadOnlyList<double>>(evaluate => [.. alphas.Select(alpha => evaluate([(direction, alpha)]))]);

    /// <summary>The loss at θ + α·d₁ + β·d₂ on a grid.</summary>
    /// <param name="first">d₁.</param>
    /// <param name="second">d₂.</param>
    /// <param name="alpha">Where α ranges.</param>
    /// <param name="beta">Where β ranges.</param>
    /// <param name="count">Points along each.</param>
    public Grid Plane(IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, Interval alpha, Interval beta,
        int count) =>
        Away(evaluate => Grid.Sample((a, b) => evaluate([(first, a), (second, b)]), alpha, beta, count));

    // Whatever happens on the way, the network gets its own weights back, to the last bit.
    private T Away<T>(Func<Func<(IReadOnlyList<Tensor> Direction, double By)[], double>, T> work)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] home = [.. parameters.Select(p => p.clone())];
        try
        {
            return work(moves =>
            {
                using var step = NewDisposeScope();
                for (var i = 0; i < home.Length; i++)
                {
                    parameters[i].copy_(home[i]);
                    foreach (var (direction, by) in moves) parameters[i].add_(direction[i], by);
                }
                return loss();
            });
        }
        finally
        {
            for (var i = 0; i < home.Length; i++) parameters[i].copy_(home[i]);
        }
    }

    private static Tensor Lengths(Tensor rows) => rows.square().sum(1, keepdim: true).sqrt();
}
