using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Early stopping: which epoch was best on held-out images, and its parameters.</summary>
/// <param name="parameters">Of the network.</param>
/// <param name="stopping">When to stop; null for never.</param>
internal sealed class BestEpoch(IReadOnlyList<Tensor> parameters, EarlyStopping? stopping) : IResumable, IDisposable
{
    private double _loss = double.PositiveInfinity;
    private Tensor[] _copies = [];

    /// <summary>From 1; 0 before the first.</summary>
    internal int Epoch { get; private set; }

    /// <summary>Whether the run has had its patience.</summary>
    internal bool IsOver(int epochs) => stopping is { } s && epochs - Epoch >= s.Patience;

    /// <summary>Keeps the parameters, if they are the best so far.</summary>
    internal void After(int epoch, double loss)
    {
        if (loss >= _loss) return;
        (_loss, Epoch) = (loss, epoch);
        if (_copies.Length == 0) MakeCopies();
        Copy(parameters, _copies);
    }

    /// <summary>Gives the network the best epoch's parameters, where there is one.</summary>
    internal void Restore() => Copy(_copies, parameters);

    private void MakeCopies()
    {
        using var noGrad = no_grad();
        _copies = [.. parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];
    }

    private static void Copy(IEnumerable<Tensor> from, IEnumerable<Tensor> to)
    {
        using var noGrad = no_grad();
        foreach (var (source, target) in from.Zip(to)) target.copy_(source);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Epoch);
        writer.Write(_loss);
        writer.WriteAll(_copies);
    }

    public void Load(BinaryReader reader)
    {
        (Epoch, _loss) = (reader.ReadInt32(), reader.ReadDouble());
        if (Epoch == 0) return;
        if (_copies.Length == 0) MakeCopies();
        reader.ReadAll(_copies);
    }

    public void Dispose()
    {
        foreach (var tensor in _copies) tensor.Dispose();
    }
}
