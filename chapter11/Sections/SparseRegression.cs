using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>
/// Regression on a bag of features, of which the k-th occurs in a sample with probability 1/k (Zipf's law): an
/// embedding table
/// of one column, whose rows of a sample are added up. y = Σ w*ₖ + noise, w* ~ N(0, 1), noise ~ N(0, 0.1²).
/// </summary>
/// <param name="Features">How many features.</param>
/// <param name="BatchSize">Samples a batch.</param>
public sealed record SparseRegression(int Features, int BatchSize)
{
    private const double Noise = 0.1;

    /// <summary>Trains w from 0 on the mean of ½(ŷ − y)².</summary>
    /// <param name="trainer_fn">Changes w, of shape (features, 1), with a state of the same shape.</param>
    /// <param name="hyperparams">What it reads.</param>
    /// <param name="steps">Batches.</param>
    /// <param name="seed">The same seed gives the same w* and the same batches.</param>
    /// <returns>½(w − w*)² of every feature, the most frequent first.</returns>
    public IReadOnlyList<double> Train(
        Action<Tensor[], Tensor[], Hyperparameters> trainer_fn, Hyperparameters hyperparams, int steps, long seed)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var truth = randn(Features, 1);
        var probability = arange(1, Features + 1, 1, float32).reciprocal();
        var (w, s) = (zeros(Features, 1), zeros(Features, 1));
        for (var t = 0; t < steps; t++)
        {
            using var step = NewDisposeScope();
            var X = rand(BatchSize, Features).lt(probability).to(float32);
            var y = X.mm(truth) + Noise * randn(BatchSize, 1);
            w.grad = X.t().mm((X.mm(w) - y) / BatchSize);
            trainer_fn([w], [s], hyperparams);
        }
        return [.. ((w - truth).square() / 2).data<float>().ToArray().Select(error => (double)error)];
    }
}
