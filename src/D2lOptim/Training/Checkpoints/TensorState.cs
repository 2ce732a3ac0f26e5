using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Tensors and generators in a checkpoint.</summary>
internal static class TensorState
{
    internal static void WriteAll(this BinaryWriter writer, IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors) tensor.Save(writer);
    }

    internal static void ReadAll(this BinaryReader reader, IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors) tensor.Load(reader);
    }

    /// <summary>The state of torch's default generator on the CPU, from which batches and weights are drawn.</summary>
    internal static byte[] Randomness()
    {
        using var scope = NewDisposeScope();
        using var generator = Generator.Default;
        return generator.get_state().bytes.ToArray();
    }

    internal static void SetRandomness(byte[] state)
    {
        using var scope = NewDisposeScope();
        using var generator = Generator.Default;
        generator.set_state(tensor(state));
    }

    internal static void WriteBlock(this BinaryWriter writer, byte[] block)
    {
        writer.Write(block.Length);
        writer.Write(block);
    }

    internal static byte[] ReadBlock(this BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
