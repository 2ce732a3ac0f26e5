namespace TorchSharp;

/// <summary>Tensors in files, in TorchSharp's format: type, shape, elements.</summary>
public static class TensorExtensionMethods
{
    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        using var scope = torch.NewDisposeScope();
        var elements = tensor.detach().cpu().contiguous();
        writer.Write7BitEncodedInt((int)elements.dtype);
        writer.Write7BitEncodedInt64(elements.Dimensions);
        foreach (var size in elements.shape) writer.Write7BitEncodedInt64(size);
        writer.Write(elements.bytes);
    }

    /// <summary>Reads a tensor into a new one, on the CPU.</summary>
    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        var type = (torch.ScalarType)reader.Read7BitEncodedInt();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var k = 0; k < shape.Length; k++) shape[k] = reader.Read7BitEncodedInt64();
        var tensor = torch.empty(shape, type);
        if (!skip) reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }

    /// <summary>Reads a tensor into this one.</summary>
    /// <exception cref="ArgumentException">It has another type or shape.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Load(reader, skip);
        if (loaded.dtype != tensor.dtype) throw new ArgumentException($"Mismatched tensor data types while loading: {loaded.dtype} into {tensor.dtype}.");
        if (skip) return;
        if (!loaded.shape.SequenceEqual(tensor.shape)) throw new ArgumentException($"Mismatched tensor shape while loading: {loaded} into {tensor}.");
        using var noGrad = torch.no_grad();
        tensor.copy_(loaded);
    }
}
