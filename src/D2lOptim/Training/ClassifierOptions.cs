using D2lOptim.Schedules;
using TorchSharp;
using static TorchSharp.torch.optim;

namespace D2lOptim.Training;

/// <summary>How a classifier is trained.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Images a step, at least 1.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 256;

    /// <summary>Passes over the data, at least 1.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 30;

    /// <summary>Seeds torch right before the training; the network was made before.</summary>
    public long Seed { get; init; }

    /// <summary>Where network and data live.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>The rate of epoch e is this schedule's at step e; the first epoch is epoch 0.</summary>
    public ISchedule? Schedule { get; init; }

    /// <summary>As the book's loop has it, which asks its schedule after an epoch: the rate of epoch e + 1 is that of
    /// step e, and the first epoch has the rate that the optimizer was made with.</summary>
    public bool ScheduleIsLate { get; init; }

    /// <summary>Makes one of torch's schedulers, which makes a step after every epoch; instead of
    /// <see cref="Schedule"/>, never beside it.</summary>
    public Func<Optimizer, lr_scheduler.LRScheduler>? Scheduler { get; init; }

    /// <summary>Stops when the loss on held-out images no longer falls.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Writes the run down, and goes on from there.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Stops the run after the present step, with a checkpoint where there are any.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Is told the loss of every step.</summary>
    public Action<double>? StepLoss { get; init; }

    /// <summary>Times the parts of every step.</summary>
    internal StepParts? Parts { get; init; }

    /// <summary>Is told how the run goes every few steps.</summary>
    public Action<ClassifierProgress>? Progress { get; init; }
}

/// <summary>When to stop early. The parameters of the best epoch are restored.</summary>
public sealed record EarlyStopping
{
    /// <summary>Images at the end of the training data that are held out to measure the loss, at least 1.</summary>
    public int ValidationImages { get; init => field = Require.Positive(value); } = 6000;

    /// <summary>Epochs without a better loss until the run stops, at least 1.</summary>
    public int Patience { get; init => field = Require.Positive(value); } = 3;
}

/// <summary>Where a run is.</summary>
/// <param name="Epoch">The present epoch, from 1.</param>
/// <param name="Epochs">All of them.</param>
/// <param name="Part">What is done of the whole run, from 0 to 1.</param>
/// <param name="Loss">The mean loss of this epoch so far.</param>
/// <param name="Left">Estimated from the steps that this process made.</param>
public sealed record ClassifierProgress(int Epoch, int Epochs, double Part, double Loss, TimeSpan Left);
