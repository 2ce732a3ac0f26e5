using System.Globalization;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Parameters, and the optimizer that changes them.</summary>
internal sealed class Model : IResumable
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly optim.Optimizer _optimizer;

    internal Model(IEnumerable<Tensor> parameters, optim.Optimizer optimizer)
    {
        (_parameters, _optimizer) = ([.. parameters], optimizer);
        var groups = optimizer.ParamGroups.OfType<ParamGroup>().Select(group => group.Named()
            .OrderBy(o => o.Key, StringComparer.Ordinal)
                .Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Value}")));
        Optimizer = $"{optimizer.GetType().Name} with "
            + $"{string.Join("; ", groups.Select(options => string.Join(", ", options)))}";
    }

    /// <summary>The optimizer's class and options, as they were at first.</summary>
    internal string Optimizer { get; }

    public void Save(BinaryWriter writer)
    {
        writer.WriteAll(_parameters);
        Saved.save_state_dict(writer);
    }

    public void Load(BinaryReader reader)
    {
        reader.ReadAll(_parameters);
        if (_optimizer is OptimizerBase ours) ours.load_state_dict(reader);
        else Saved.load_state_dict(reader);
    }

    private OptimizerHelper Saved =>
        _optimizer as OptimizerHelper
            ?? throw new NotSupportedException($"{_optimizer.GetType().Name} cannot be written to a checkpoint");
}
