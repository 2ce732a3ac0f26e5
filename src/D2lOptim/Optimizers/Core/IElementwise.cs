using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>An optimizer that changes each element by itself, whatever its options and state: an
/// <see cref="ElementwiseOptimizer{TOptions, TState}"/>.</summary>
public interface IElementwise : IDisposable
{
    /// <inheritdoc cref="OptimizerBase.StateOf"/>
    IEnumerable<(string Name, Tensor Tensor)> StateOf(Parameter parameter);

    /// <summary>How wide the registers are, in bits: 512, 256, 128, or 0 for a number at a time; null for tensors
    /// alone.</summary>
    internal int? Width { get; set; }

    /// <summary>The names of the state, in the order in which <see cref="Memory"/> has it.</summary>
    internal IReadOnlyList<string> StateNames { get; }

    /// <summary>Makes an update of numbers of float32 anywhere in memory, with the options of the first group; the
    /// state is the caller's.</summary>
    /// <param name="memory">Where parameter, gradient and state begin.</param>
    /// <param name="bytes">How long each is.</param>
    /// <param name="t">Counts the updates, from 1.</param>
    internal void Apply(in Memory memory, nint bytes, long t);
}
