using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>The state of a parameter under an optimizer that TorchSharp does not have: a count of updates, and tensors
/// by name.</summary>
public sealed class NamedState : OptimizerState, IDisposable
{
    private readonly Parameter _of;
    private readonly Func<OptimizerOptions, int, Tensor> _start;

    /// <param name="parameter">Whose state it is.</param>
    /// <param name="names">What the tensors are called.</param>
    /// <param name="start">Makes the tensor of that number as it is at first, given the options; zeros where
    /// null.</param>
    public NamedState(Parameter parameter, IReadOnlyList<string> names,
        Func<OptimizerOptions, int, Tensor>? start = null) : base(parameter) =>
        (_of, Names, Tensors, _start) =
            (parameter, names, new Tensor[names.Count], start ?? ((_, _) => zeros_like(parameter)));

    /// <summary>How many updates the parameter had.</summary>
    public long step;

    /// <summary>What the tensors are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The tensors, in the order of the names.</summary>
    public IReadOnlyList<Tensor> All => Tensors;

    internal Tensor[] Tensors { get; }

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        step = 0;
        Replace(k => _start(options, k));
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var from = (NamedState)source;
        step = from.step;
        Replace(k => from.Tensors[k].to(_of.device, copy: true));
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        step = reader.ReadInt64();
        foreach (var tensor in Tensors) tensor.Load(reader);
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(step);
        foreach (var tensor in Tensors) tensor.Save(writer);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is NamedState s && step == s.step && Tensors.Zip(s.Tensors).All(pair => pair.First.allclose(pair.Second));

    /// <inheritdoc/>
    public override void to(Device device) => Replace(k => Tensors[k].to(device, copy: true));

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor?.Dispose();
    }

    private void Replace(Func<int, Tensor> with)
    {
        for (var k = 0; k < Tensors.Length; k++)
        {
            using var before = Tensors[k];
            Tensors[k] = with(k).DetachFromDisposeScope();
        }
    }
}
