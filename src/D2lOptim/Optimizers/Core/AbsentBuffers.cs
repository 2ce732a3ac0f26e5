using TorchSharp;
using static TorchSharp.torch;
using Torch = TorchSharp.Modules;

namespace D2lOptim.Optimizers;

/// <summary>The state of SGD without momentum, which has no buffer; TorchSharp copies one without asking whether it is
/// there.</summary>
internal static class AbsentBuffers
{
    /// <summary>Loads a state, and leaves those of its buffers absent that are absent where it comes from.</summary>
    /// <param name="from">The state.</param>
    /// <param name="load">TorchSharp's own loading.</param>
    /// <param name="own">The state of the optimizer that loads.</param>
    internal static void Load(optim.Optimizer.StateDictionary from, Action<optim.Optimizer.StateDictionary> load,
        Func<optim.Optimizer.StateDictionary> own)
    {
        int[] absent = [.. Enumerable.Range(0, from.State.Count)
            .Where(k => from.State[k] is Torch.SGD.State { momentum_buffer: null })];
        using var standIn = absent.Length == 0 ? null : zeros(0);
        foreach (var k in absent) Buffer(from, k) = standIn!;
        try
        {
            load(from);
        }
        finally
        {
            foreach (var k in absent) Buffer(from, k) = null!;
        }
        var to = own();
        foreach (var k in absent)
        {
            Buffer(to, k)?.Dispose();
            Buffer(to, k) = null!;
        }
    }

    private static ref Tensor Buffer(optim.Optimizer.StateDictionary all, int number) =>
        ref ((Torch.SGD.State)all.State[number]).momentum_buffer!;
}
