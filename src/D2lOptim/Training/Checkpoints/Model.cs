using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Parameters, and the optimizer that changes them.</summary>
internal sealed class Model : IResumable
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Action<BinaryWriter> _save;
    private readonly Action<BinaryReader> _load;

    private Model(IEnumerable<Tensor> parameters, TracedOptimizer optimizer, Action<BinaryWriter> save, Action<BinaryReader> load)
    {
        (_parameters, _save, _load) = ([.. parameters], save, load);
        var groups = optimizer.Groups(new Dictionary<nint, int>()).Select(group => string.Join(", ", group.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => FormattableString.Invariant($"{o.Key} {o.Value}"))));
        Optimizer = $"{optimizer.Name} with {string.Join("; ", groups)}";
    }

    /// <summary>The optimizer's class and options, as they were at first.</summary>
    internal string Optimizer { get; }

    /// <summary>With an optimizer from scratch.</summary>
    internal static Model Of(IEnumerable<Tensor> parameters, ScratchOptimizer optimizer) => new(parameters, TracedOptimizer.Of(optimizer), optimizer.Save, optimizer.Load);

    /// <summary>With an optimizer of torch.optim.</summary>
    /// <exception cref="NotSupportedException">Thrown when it is written down: the optimizer is of a kind that cannot be.</exception>
    internal static Model Of(IEnumerable<Tensor> parameters, optim.Optimizer optimizer)
    {
        OptimizerHelper Saved() => optimizer as OptimizerHelper ?? throw new NotSupportedException($"{optimizer.GetType().Name} cannot be written to a checkpoint");
        return new Model(parameters, TracedOptimizer.Of(optimizer), writer => Saved().save_state_dict(writer), reader => Saved().load_state_dict(reader));
    }

    public void Save(BinaryWriter writer)
    {
        writer.WriteAll(_parameters);
        _save(writer);
    }

    public void Load(BinaryReader reader)
    {
        reader.ReadAll(_parameters);
        _load(reader);
    }
}
