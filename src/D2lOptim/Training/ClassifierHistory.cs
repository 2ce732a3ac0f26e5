namespace D2lOptim.Training;

/// <summary>What one epoch of a classifier's training came to.</summary>
/// <param name="LearningRate">The rate of the epoch.</param>
/// <param name="TrainLoss">Mean cross entropy over the epoch, while it changed the network.</param>
/// <param name="TrainAccuracy">The part classified rightly over the same.</param>
/// <param name="TestAccuracy">The part of the test images classified rightly after it.</param>
/// <param name="ValidationLoss">Mean cross entropy on held-out images after it; null without early stopping.</param>
/// <param name="Seconds">Its training time, evaluation not counted.</param>
public sealed record EpochResult(double LearningRate, double TrainLoss, double TrainAccuracy, double TestAccuracy,
    double? ValidationLoss, double Seconds);

/// <summary>Where an epoch stood within; one every 50 steps and one after every epoch.</summary>
/// <param name="Place">In epochs.</param>
/// <param name="Loss">The mean loss of the epoch until there.</param>
/// <param name="Accuracy">The accuracy of the epoch until there.</param>
public sealed record TrainingPoint(double Place, double Loss, double Accuracy);

/// <summary>What a classifier's training leaves.</summary>
/// <param name="Epochs">One after another.</param>
/// <param name="Points">Places within the epochs.</param>
/// <param name="ImagesPerSecond">Over all epochs, evaluation not counted.</param>
/// <param name="BestEpoch">The epoch whose parameters the network has now, from 1; the last one without early
/// stopping.</param>
public sealed record ClassifierHistory(IReadOnlyList<EpochResult> Epochs, IReadOnlyList<TrainingPoint> Points,
    double ImagesPerSecond, int BestEpoch)
{
    /// <summary>See <see cref="EpochResult.TrainLoss"/>.</summary>
    public IReadOnlyList<double> TrainLoss => [.. Epochs.Select(e => e.TrainLoss)];

    /// <summary>See <see cref="EpochResult.TrainAccuracy"/>.</summary>
    public IReadOnlyList<double> TrainAccuracy => [.. Epochs.Select(e => e.TrainAccuracy)];

    /// <summary>See <see cref="EpochResult.TestAccuracy"/>.</summary>
    public IReadOnlyList<double> TestAccuracy => [.. Epochs.Select(e => e.TestAccuracy)];

    /// <summary>See <see cref="EpochResult.LearningRate"/>.</summary>
    public IReadOnlyList<double> LearningRate => [.. Epochs.Select(e => e.LearningRate)];

    /// <summary>See <see cref="EpochResult.ValidationLoss"/>; empty without early stopping.</summary>
    public IReadOnlyList<double> ValidationLoss => [.. Epochs.Select(e => e.ValidationLoss).OfType<double>()];

    /// <summary>See <see cref="EpochResult.Seconds"/>.</summary>
    public IReadOnlyList<double> Seconds => [.. Epochs.Select(e => e.Seconds)];
}
