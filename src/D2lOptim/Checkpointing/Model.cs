using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Checkpointing;

/// <summary>Parameters, and the optimizer that changes them.</summary>
/// <param name="parameters">The parameters.</param>
/// <param name="save">Writes the optimizer's state.</param>
/// <param name="load">Reads it.</param>
internal sealed class Model(IReadOnlyList<Tensor> parameters, Action<BinaryWriter> save, Action<BinaryReader> load) : IResumable
{
    /// <summary>With an optimizer of torch.optim.</summary>
    /// <exception cref="NotSupportedException">Thrown when it is written down: the optimizer is of a kind that cannot be.</exception>
    internal static Model Of(IEnumerable<Tensor> parameters, optim.Optimizer optimizer)
    {
        OptimizerHelper Saved() => optimizer as OptimizerHelper ?? throw new NotSupportedException($"{optimizer.GetType().Name} cannot be written to a checkpoint");
        return new Model([.. parameters], writer => Saved().save_state_dict(writer), reader => Saved().load_state_dict(reader));
    }

    public void Save(BinaryWriter writer)
    {
        writer.WriteAll(parameters);
        save(writer);
    }

    public void Load(BinaryReader reader)
    {
        reader.ReadAll(parameters);
        load(reader);
    }
}
