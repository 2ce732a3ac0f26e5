namespace TorchSharp;

/// <summary>Tensors in files, in TorchSharp's format: type, shape, elements.</summary>
public static class TensorExtensionMethods
{
    private const int MostDimensions = 64;

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
    /// <exception cref="InvalidDataException">There is no such type or shape, or fewer elements than the shape
    /// has.</exception>
    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        var (type, shape) = Head(reader);
        var tensor = torch.empty(shape, type);
        if (!skip) reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }

    /// <summary>Reads a tensor into this one.</summary>
    /// <exception cref="ArgumentException">It has another type or shape.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Load(reader, tensor, skip);
        if (skip) return;
        using var noGrad = torch.no_grad();
        tensor.copy_(loaded);
    }

    /// <summary>Reads a tensor into a new one of the type and shape of <paramref name="like"/>.</summary>
    /// <exception cref="ArgumentException">It has another type or shape.</exception>
    internal static torch.Tensor Load(BinaryReader reader, torch.Tensor like, bool skip = false)
    {
        var (type, shape) = Head(reader);
        if (type != like.dtype)
            throw new ArgumentException($"Mismatched tensor data types while loading: {type} into {like.dtype}.");
        if (!skip && !shape.SequenceEqual(like.shape))
            throw new ArgumentException(
            $"Mismatched tensor shape while loading: [{string.Join("x", shape)}] into {like}.");
        var tensor = torch.empty(shape, type);
        if (!skip) reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }

    // Nothing is allocated for what the data say until they are known to hold it.
    private static (torch.ScalarType Type, long[] Shape) Head(BinaryReader reader)
    {
        var type = (torch.ScalarType)reader.Read7BitEncodedInt();
        if (!torch.IsKnown(type))
            throw new InvalidDataException($"a tensor of type {(int)type} found, which there is not");
        var dimensions = reader.Read7BitEncodedInt64();
        if (dimensions is < 0 or > MostDimensions)
            throw new InvalidDataException(
            $"a tensor of {dimensions} dimensions found, expected 0 to {MostDimensions}");
        var shape = new long[dimensions];
        var bytes = 1.0;
        for (var k = 0; k < shape.Length; k++)
        {
            shape[k] = reader.Read7BitEncodedInt64();
            if (shape[k] < 0)
                throw new InvalidDataException(
                $"a tensor with {shape[k]} elements in a dimension found, expected 0 or more");
            bytes *= shape[k];
        }
        var left = reader.BaseStream.CanSeek ? reader.BaseStream.Length - reader.BaseStream.Position : Array.MaxLength;
        if (bytes > left)
            throw new InvalidDataException(
            $"a tensor of the shape [{string.Join("x", shape)}] found, and only {left} bytes after it");
        return (type, shape);
    }
}
