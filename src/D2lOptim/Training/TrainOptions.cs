using TorchSharp;

namespace D2lOptim.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainOptions
{
    /// <summary>Samples a step, at least 1.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Passes over the data, at least 1.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Seeds torch right before the weights are drawn.</summary>
    public long Seed { get; init; }

    /// <summary>Where model and data live.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>Writes the run down, and goes on from there.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Stops the run after the present step, with a checkpoint where there are any.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Records every step in this file; see <see cref="Parity.Traces.TraceRecorder"/>.</summary>
    public string? Trace { get; init; }

    /// <summary>Is told the part of the run that is done, from 0 to 1, each time a loss is recorded.</summary>
    public IProgress<double>? Progress { get; init; }
}
