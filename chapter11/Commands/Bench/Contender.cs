using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Bench;

/// <summary>An optimizer of the library, and TorchSharp's of the same name.</summary>
/// <param name="Name">As the tables have it; step_cost.py knows it too.</param>
/// <param name="Streams">How many numbers a step reads and writes for each parameter: gradient and parameter are read,
/// the parameter is written, and each state is read and written.</param>
/// <param name="Ours">Makes the library's.</param>
/// <param name="Theirs">Makes TorchSharp's; null where it has none.</param>
internal sealed record Contender(string Name, int Streams, Func<IEnumerable<Parameter>, OptimizerBase> Ours,
    Func<IEnumerable<Parameter>, optim.Optimizer>? Theirs)
{
    internal static IReadOnlyList<Contender> All { get; } =
    [
        new("SGD", 3, p => fused.SGD(p, 1e-3), p => optim.SGD(p, 1e-3)),
        new("momentum", 5, p => fused.SGD(p, 1e-3, 0.9), p => optim.SGD(p, 1e-3, 0.9)),
        new("Adagrad", 5, p => fused.Adagrad(p), p => optim.Adagrad(p)),
        new("RMSProp", 5, p => fused.RMSProp(p), p => optim.RMSProp(p)),
        new("Adadelta", 7, p => fused.Adadelta(p), p => optim.Adadelta(p)),
        new("Adam", 7, p => fused.Adam(p), p => optim.Adam(p)),
        new("AdamW", 7, p => fused.AdamW(p), p => optim.AdamW(p, weight_decay: 0.01)),
        new("Adamax", 7, p => fused.Adamax(p), p => optim.Adamax(p)),
        new("Yogi", 7, p => fused.Yogi(p), null),
    ];
}
