namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of a parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>How many steps were made; null where that is not counted.</summary>
    internal virtual long? Count { get => null; set { } }

    /// <summary>The tensors, in the order in which TorchSharp writes them to a file.</summary>
    internal virtual torch.Tensor?[] Tensors { get => []; set { } }

    /// <summary>How many of the tensors, from the first, are always there.</summary>
    internal virtual int Certain => Tensors.Length;

    /// <summary>Sets the state of a parameter before its first step.</summary>
    public virtual void Initialize(OptimizerOptions options)
    {
    }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        if (Count is { } count) writer.Write(count);
        foreach (var (k, tensor) in Tensors.Index())
        {
            if (k >= Certain) writer.Write(tensor is not null);
            tensor?.Save(writer);
        }
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        var count = Count is null ? (long?)null : reader.ReadInt64();
        var certain = Certain;
        torch.Tensor?[] tensors =
            [.. Tensors.Select((_, k) => k < certain || reader.ReadBoolean()
            ? Own(TensorExtensionMethods.Load(reader, _parameter)) : null)];
        if (count is not null) Count = count;
        Replace(tensors);
    }

    public virtual void LoadStateDict(OptimizerState source)
    {
        Count = source.Count;
        Replace(Array.ConvertAll(source.Tensors, tensor => tensor is null ? null : Own(tensor.clone())));
    }

    public virtual bool ApproximatelyEquals(OptimizerState other) =>
        other.GetType() == GetType() && Count == other.Count
        && Tensors.Zip(other.Tensors)
            .All(pair => pair.First is null ? pair.Second is null : pair.Second is not null
            && pair.First.allclose(pair.Second));

    public virtual void to(torch.Device device) =>
        Replace(Array.ConvertAll(Tensors, tensor => tensor?.to(device, copy: true).DetachFromDisposeScope()));

    internal void Release()
    {
        foreach (var tensor in Tensors) tensor?.Dispose();
    }

    /// <summary>Zeros like the parameter, which no dispose scope takes away.</summary>
    private protected torch.Tensor Zeros() => torch.zeros_like(_parameter).DetachFromDisposeScope();

    private torch.Tensor Own(torch.Tensor tensor) =>
        tensor.to(_parameter.device, disposeAfter: true).DetachFromDisposeScope();

    private void Replace(torch.Tensor?[] tensors)
    {
        Release();
        Tensors = tensors;
    }
}
