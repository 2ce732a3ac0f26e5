using D2lOptim.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>A recommender in small: a table with a vector for every id, and a network on a sample's vectors and dense
/// features.</summary>
public sealed class ClickModel : IDisposable
{
    private const int Width = 8, Hidden = 32;
    private readonly Embedding _table;
    private readonly Sequential _tower;

    /// <summary>Weights drawn after torch was seeded, those of the table from N(0, 0.01²).</summary>
    /// <param name="o">How many ids and features.</param>
    /// <param name="sparse">The table's gradient has the batch's rows only.</param>
    /// <param name="seed">For the weights.</param>
    /// <param name="device">Where the model lives.</param>
    public ClickModel(Clicks.Options o, bool sparse, long seed, Device device)
    {
        manual_seed(seed);
        _table = Embedding((long)o.Fields * o.Ids, Width, sparse: sparse);
        init.normal_(_table.weight!, std: 0.01);
        _tower = Sequential(Linear(o.Fields * Width + o.Features, Hidden), ReLU(), Linear(Hidden, 1));
        _table.to(device);
        _tower.to(device);
        Table = _table.weight!;
    }

    // Read once: TorchSharp's Embedding makes another object of its weight at every reading.
    /// <summary>A vector of 8 for every id.</summary>
    public Parameter Table { get; }

    /// <summary>The network's, 32 hidden units with ReLU.</summary>
    public IEnumerable<Parameter> Tower => _tower.parameters();

    /// <summary>The table, then the network's.</summary>
    public IEnumerable<Parameter> Parameters => [Table, .. Tower];

    /// <summary>z of each sample, whose click has probability 1 / (1 + e⁻ᶻ).</summary>
    /// <param name="rows">Rows of the table, (batch, fields).</param>
    /// <param name="dense">(batch, features).</param>
    public Tensor Logits(Tensor rows, Tensor dense) =>
        _tower.call(cat([_table.call(rows).flatten(1), dense], 1)).reshape(-1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _tower.Dispose();
    }
}
