using D2lOptim.Models;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Schedules;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>What a page of section 11.11 shows.</summary>
public static class NetworkRuns
{
    private const int BatchSize = 256;
    private const int Epochs = 30;
    private const int QuickImages = 10_000;
    private const int HeldOutOf = 10;

    /// <summary>Draws and records a schedule's rates.</summary>
    /// <param name="page">Where they are shown.</param>
    /// <param name="name">The end of the key.</param>
    /// <param name="make">Makes the schedule.</param>
    /// <param name="hyperparams">What it is made with.</param>
    /// <param name="epochs">How many rates.</param>
    public static T Schedule<T>(
        this Page page, string name, Func<Hyperparameters, T> make, Hyperparameters hyperparams, int epochs)
        where T : ISchedule
    {
        var schedule = make(hyperparams);
        double[] epoch = [.. Enumerable.Range(0, epochs).Select(t => (double)t)],
            lr = [.. Enumerable.Range(0, epochs).Select(schedule.At)];
        page.Record(new RunRecord(page.Section, name, "scheduler")
        {
            Hyperparameters = [.. hyperparams],
            Lists = [new("lr", lr)],
        });
        page.Draw(new Figure($"{page.Section}-scheduler-{name}",
            $"Learning rate of the {name} schedule over {epochs} epochs",
            new Panel(new Curve(epoch, lr) { Steps = true }) { X = new("epoch"), Y = new("learning rate", Min: 0) }));
        page.Print($"{name}: learning rate {lr[0]:G4}, {lr[1]:G4}, {lr[2]:G4}, … {lr[^1]:G4}");
        return schedule;
    }

    /// <summary>Trains the book's LeNet by stochastic gradient descent, unless networks are left out.</summary>
    /// <param name="page">Where it is shown.</param>
    /// <param name="name">The end of the key.</param>
    /// <param name="lr">The rate that the optimizer is made with.</param>
    /// <param name="with">Sets the schedule.</param>
    public static ClassifierHistory? LeNet(
        this Page page, string name, double lr, Func<ClassifierOptions, ClassifierOptions>? with = null)
    {
        if (!page.Options.Networks) return null;
        var run = new RunRecord(page.Section, name, "lenet")
        {
            Hyperparameters = [KeyValuePair.Create("lr", lr)],
            BatchSize = BatchSize,
            Epochs = page.Options.Epochs ?? (page.Options.Quick ? 1 : Epochs),
        };
        if (!page.Begins(run.Key)) return null;
        var train = page.Options.Quick
            ? page.Fashion.Train.Slice(0, Math.Min(QuickImages, page.Fashion.Train.Count))
            : page.Fashion.Train;
        if (page.Options.Patience is not null && train.Count < 2) throw new BadInputException(
            $"--patience holds images out, and there is only {train.Count} to learn from; expected at least 2");
        var stop = page.Options.Patience is { } patience
            ? new EarlyStopping { Patience = patience, ValidationImages = Math.Max(1, train.Count / HeldOutOf) }
            : null;
        var options = new ClassifierOptions
        {
            BatchSize = BatchSize,
            Epochs = run.Epochs.Value,
            Seed = page.Options.Seed,
            Device = page.Options.Device,
            EarlyStopping = stop,
            Checkpoints = page.Checkpoints(run.Key),
            Cancel = page.Options.Cancel,
            Progress = p => page.Progress(FormattableString.Invariant(
                $"{run.Key} epoch {p.Epoch}/{p.Epochs} loss {p.Loss:F3}, {p.Left:h\\:mm\\:ss} left"), p.Part),
        };
        using var net = Models.LeNet.Create(options.Seed);
        ClassifierHistory history;
        try
        {
            history = TrainClassifier.Run(
                net, p => optim.SGD(p, lr), train, page.Fashion.Test, with?.Invoke(options) ?? options);
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{run.Key}: {e.Message}");
        }
        page.Progress($"{run.Key}", 1);
        page.Record(run with
        {
            Hyperparameters = stop is null
                ? run.Hyperparameters
                : [.. run.Hyperparameters, KeyValuePair.Create("patience", (double)stop.Patience)],
            Epochs = history.TrainLoss.Count,
            SecondsPerEpoch = history.Seconds.Average(),
            Lists =
            [
                new("train_loss", history.TrainLoss), new("train_acc", history.TrainAccuracy),
                new("test_acc", history.TestAccuracy), new("lr_used", history.LearningRate),
                .. stop is null
                    ? (KeyValuePair<string, IReadOnlyList<double>>[])[]
                    : [new("validation_loss", history.ValidationLoss)],
            ],
        });
        double[] places = [.. history.Points.Select(p => p.Place)];
        double[] epochs = [.. Enumerable.Range(1, history.TestAccuracy.Count).Select(e => (double)e)];
        page.Draw(new Figure($"{page.Section}-lenet-{name}",
            $"LeNet on Fashion-MNIST with the {name} rate: training loss, training accuracy and test accuracy "
            + $"over {history.TrainLoss.Count} epochs",
            new Panel(
                new Curve(places, [.. history.Points.Select(p => p.Loss)]) { Label = "train loss" },
                new Curve(places, [.. history.Points.Select(p => p.Accuracy)]) { Label = "train acc" },
                new Curve(epochs, history.TestAccuracy)
                {
                    Label = "test acc",
                    Marks = epochs.Length < 5 ? Marks.LineAndPoints : Marks.Line,
                })
            { X = new("epoch", 0, run.Epochs), Y = new("loss, accuracy", Min: 0) }));
        page.Print(
            $"{name}: train loss {history.TrainLoss[^1]:F3}, train acc {history.TrainAccuracy[^1]:F3}, "
            + $"test acc {history.TestAccuracy[^1]:F3}; {history.ImagesPerSecond:F0} images/s");
        if (stop is not null) page.Print($"{name}: {Ending(history, options.Epochs, stop)}");
        return history;
    }

    private static string Ending(ClassifierHistory history, int epochs, EarlyStopping stop)
    {
        var (made, best) = (history.ValidationLoss.Count, history.BestEpoch);
        var ending = made - best >= stop.Patience
            ? $"stopped after epoch {made} of {epochs}"
            : $"all {epochs} epochs made";
        var (loss, accuracy) = (history.ValidationLoss[best - 1], history.TestAccuracy[best - 1]);
        return FormattableString.Invariant($"{ending}, the weights of epoch {best} kept: loss {loss:F3} on ")
            + FormattableString.Invariant($"{stop.ValidationImages} held-out images, test acc {accuracy:F3}");
    }
}
