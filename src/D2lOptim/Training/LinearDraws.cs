using D2lOptim.Data;
using D2lOptim.Numerics;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>All that a run of linear regression draws: where it begins, and the order of the rows in every pass. Runs
/// that differ in the optimizer alone can share it.</summary>
/// <param name="Start">w and b.</param>
/// <param name="Orders">The rows' numbers, pass by pass.</param>
/// <param name="BatchSize">Samples a step.</param>
internal sealed record LinearDraws(float[] Start, IReadOnlyList<int[]> Orders, int BatchSize)
{
    /// <summary>Samples between two recorded losses.</summary>
    internal const int SamplesPerRecord = 200;

    /// <summary>Draws what <see cref="d2l.train_ch11"/> draws after torch was seeded so.</summary>
    internal static LinearDraws Of(int rows, int batch_size, int num_epochs, long seed)
    {
        Require.Positive(batch_size);
        Require.Positive(num_epochs);
        // torch's default generator is the process's: a run draws all that it needs at once.
        using (OneTraining.Generator())
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            float[] start = [.. empty(Airfoil.Features, 1).normal_(mean: 0.0, std: 0.01).Values(), 0];
            var orders = new int[num_epochs][];
            var n = 0L;
            for (var epoch = 0; epoch < num_epochs; epoch++)
            {
                orders[epoch] = Array.ConvertAll(MiniBatches.DrawOrder(rows).data<long>().ToArray(), row => (int)row);
                for (var from = 0; from < rows; from += batch_size)
                    if ((n += Math.Min(batch_size, rows - from)) % SamplesPerRecord == 0) MiniBatches.SkipPass();
            }
            return new(start, orders, batch_size);
        }
    }
}
