using System.Collections;
using D2lOptim.Numerics;
using static TorchSharp.torch;

namespace D2lOptim.Data;

/// <summary>
/// Features and labels in shuffled batches, in the order of Python's <c>DataLoader(shuffle=True)</c> from the same seed
/// of torch's default generator.
/// </summary>
public sealed class MiniBatches : IEnumerable<(Tensor X, Tensor y)>, IDisposable
{
    private readonly Tensor _features;
    private readonly Tensor _labels;

    /// <param name="features">One row a sample; kept, and disposed with this.</param>
    /// <param name="labels">One label a sample; kept, and disposed with this.</param>
    /// <param name="batchSize">Samples a batch; the last one may be smaller.</param>
    public MiniBatches(Tensor features, Tensor labels, int batchSize)
    {
        if (features.size(0) != labels.size(0))
            throw new ArgumentException($"{features.size(0)} rows of features do not go with {labels.size(0)} labels");
        _features = features.DetachFromDisposeScope();
        _labels = labels.DetachFromDisposeScope();
        BatchSize = Require.Positive(batchSize);
    }

    /// <summary>The samples of a table as tensors on a device.</summary>
    public static MiniBatches Of(AirfoilData data, int batchSize, Device device) => new(
        tensor(data.Features, [data.Rows, Airfoil.Features]).to(device), tensor(data.Labels).to(device), batchSize);

    /// <summary>Samples a batch, but for the last.</summary>
    public int BatchSize { get; }

    /// <summary>Where the samples live.</summary>
    public Device Device => _features.device;

    /// <summary>Batches a pass.</summary>
    public int Count => (int)((Rows + BatchSize - 1) / BatchSize);

    /// <summary>Samples a pass.</summary>
    public long Rows => _labels.size(0);

    /// <summary>Tells other samples from these: the first 64 bits of SHA-256 over all of them.</summary>
    internal ulong Fingerprint() => BatchFingerprint.Of(_features, _labels);

    /// <summary>Shuffles anew. Draws random numbers as Python does: the loader's base seed, the sampler's seed, and the
    /// order from a generator of that seed.</summary>
    public Pass Shuffle()
    {
        using var scope = NewDisposeScope();
        return new Pass(this, DrawOrder(Rows).to(_features.device).DetachFromDisposeScope());
    }

    /// <summary>The order of a shuffled pass over so many rows, in the scope of the caller.</summary>
    internal static Tensor DrawOrder(long rows)
    {
        _ = Draw63Bits();
        using var generator = new Generator((ulong)Draw63Bits());
        return randperm(rows, device: CPU, generator: generator);
    }

    /// <summary>Draws what a shuffled pass draws of torch's default generator, where its order does not
    /// matter.</summary>
    internal static void SkipPass() => _ = (Draw63Bits(), Draw63Bits());

    /// <summary>A pass in the order of the rows. Draws as Python's unshuffled loader does: its base seed.</summary>
    public Pass InOrder()
    {
        _ = Draw63Bits();
        return new Pass(this, null);
    }

    /// <summary>A pass, shuffled anew. Each batch, and what is made of it, is disposed when the next one is asked
    /// for.</summary>
    public IEnumerator<(Tensor X, Tensor y)> GetEnumerator()
    {
        using var pass = Shuffle();
        for (var k = 0; k < Count; k++)
        {
            using var scope = NewDisposeScope();
            yield return pass[k];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        _labels.Dispose();
    }

    // PyTorch's random_() without bounds takes 64 random bits modulo 2⁶³. TorchSharp has it only with bounds, and there
    // the bits are taken modulo their distance: over [−2⁶³, 2⁶³ − 1) all but one of the 2⁶⁴ draws come back as they
    // were.
    private static long Draw63Bits()
    {
        using var draw = randint(long.MinValue, long.MaxValue, [1], dtype: int64);
        return (draw.item<long>() - long.MinValue) & long.MaxValue;
    }

    /// <summary>One pass over the data.</summary>
    public sealed class Pass : IDisposable
    {
        private readonly MiniBatches _source;
        private readonly Tensor? _order;

        internal Pass(MiniBatches source, Tensor? order) => (_source, _order) = (source, order);

        /// <summary>The row numbers in the order of this pass.</summary>
        public long[] Order => _order?.cpu().data<long>().ToArray()
            ?? [.. Enumerable.Range(0, (int)_source.Rows).Select(row => (long)row)];

        /// <summary>The <paramref name="k"/>-th batch: features (rows, columns) and labels (rows). They belong to the
        /// dispose scope of the caller.</summary>
        public (Tensor X, Tensor y) this[int k]
        {
            get
            {
                var start = (long)k * _source.BatchSize;
                var count = Math.Min(_source.BatchSize, _source.Rows - start);
                if (_order is null)
                    return (_source._features.narrow(0, start, count), _source._labels.narrow(0, start, count));
                var rows = _order.narrow(0, start, count);
                return (_source._features.index_select(0, rows), _source._labels.index_select(0, rows));
            }
        }

        /// <inheritdoc/>
        public void Dispose() => _order?.Dispose();
    }
}
