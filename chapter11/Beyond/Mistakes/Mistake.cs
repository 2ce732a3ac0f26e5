using D2lOptim.Parity.Causes;
using TorchSharp.Modules;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>A slip that circulates, beside what was meant.</summary>
/// <param name="Name">Names its runs.</param>
/// <param name="Title">What is wrong, in a line.</param>
/// <param name="Optimizer">What torch.optim calls the algorithm that was meant.</param>
/// <param name="Options">Its options, as properties by torch.optim's names.</param>
/// <param name="Right">Makes what was meant.</param>
/// <param name="Wrong">Makes what was written; null where the slip is in the loop.</param>
/// <param name="Cause">What a comparison must call it.</param>
/// <param name="Step">Where it must show first.</param>
/// <param name="Array">And in which array.</param>
public sealed record Mistake(
    string Name, string Title, string Optimizer, object Options,
    Func<IReadOnlyList<Parameter>, OptimizerHelper> Right, Func<IReadOnlyList<Parameter>, OptimizerHelper>? Wrong,
    CauseKind Cause, int Step, string Array)
{
    /// <summary>What the wrong loop does.</summary>
    public Loop WrongLoop { get; init; }

    /// <summary>By which the learning rate is to be multiplied after each epoch.</summary>
    public double Gamma { get; init; } = 1;
}

/// <summary>What is wrong with a loop.</summary>
public enum Loop
{
    /// <summary>Nothing.</summary>
    Right,

    /// <summary>The schedule is advanced after every batch.</summary>
    DecaysPerBatch,

    /// <summary>Gradients are added up.</summary>
    KeepsGradients,

    /// <summary>The optimizer is made anew for every epoch.</summary>
    RestartsPerEpoch,
}
