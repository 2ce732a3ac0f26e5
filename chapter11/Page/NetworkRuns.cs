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
    private const int QuickImages = 20_000;
    private const int QuickTestImages = 2_000;
    // Small batches, so that few images make the steps that LeNet's sigmoids need before they learn anything.
    private const int QuickBatchSize = 64;
    private const int QuickEpochs = 2;
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

    /// <summary>
    /// Trains the book's LeNet by stochastic gradient descent, unless networks are left out or this one's numbers are
    /// known.
    /// </summary>
    /// <param name="page">Where it is shown.</param>
    /// <param name="name">The end of the key.</param>
    /// <param name="lr">The rate that the optimizer is made with.</param>
    /// <param name="with">Sets the schedule.</param>
    public static RunRecord? LeNet(
        this Page page, string name, double lr, Func<ClassifierOptions, ClassifierOptions>? with = null)
    {
        if (!page.Options.Networks) return null;
        var run = new RunRecord(page.Section, name, "lenet")
        {
            Hyperparameters = [KeyValuePair.Create("lr", lr)],
            BatchSize = page.Options.Quick ? QuickBatchSize : BatchSize,
            Epochs = page.Options.Epochs ?? (page.Options.Quick ? QuickEpochs : Epochs),
        };
        if (page.Options.Known.TryGetValue(run.Key, out var known)) run = known;
        else if (page.Begins(run.Key)) run = Train(page, run, lr, with);
        else return null;
        page.Record(run);
        page.Draw(Learned(run));
        return run;
    }

    /// <summary>The networks of a file that was written when they were trained.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">It cannot be read, or is no such file.</exception>
    public static IReadOnlyDictionary<RunKey, RunRecord> Read(string path) =>
        RunFile.Parse(File.ReadAllText(path), path).Runs.Where(run => run.Variant == "lenet")
            .ToDictionary(run => run.Key);

    /// <summary>The test accuracies of several networks in one figure, from where they differ on.</summary>
    /// <param name="page">Where it is shown.</param>
    /// <param name="name">The figure's.</param>
    /// <param name="alt">What it shows.</param>
    /// <param name="runs">The networks; those that were left out are null.</param>
    public static void TestAccuracies(this Page page, string name, string alt, params IReadOnlyList<RunRecord?> runs)
    {
        RunRecord[] made = [.. runs.OfType<RunRecord>()];
        if (made.Length == 0) return;
        double[] settled = [.. made.Select(List("test_acc")).SelectMany(list => list.Skip(list.Count / 6))];
        var margin = Math.Max(0.002, 0.05 * (settled.Max() - settled.Min()));
        page.Draw(new Figure(name, alt, new Panel([.. made.Select(run =>
            new Curve(Ends(run), List("test_acc")(run)) { Label = Words(run.Name), Dash = Dash.Solid })])
        {
            X = new("epoch", 0, made.Max(run => run.Epochs)),
            Y = new("test accuracy", settled.Min() - margin, settled.Max() + margin),
            Legend = LegendPlace.Below,
        }));
    }

    private static RunRecord Train(
        Page page, RunRecord run, double lr, Func<ClassifierOptions, ClassifierOptions>? with)
    {
        var (train, test) = (page.Fashion.Train, page.Fashion.Test);
        if (page.Options.Quick)
            (train, test) = (train.Slice(0, Math.Min(QuickImages, train.Count)),
                test.Slice(0, Math.Min(QuickTestImages, test.Count)));
        if (page.Options.Patience is not null && train.Count < 2) throw new BadInputException(
            $"--patience holds images out, and there is only {train.Count} to learn from; expected at least 2");
        var stop = page.Options.Patience is { } patience
            ? new EarlyStopping { Patience = patience, ValidationImages = Math.Max(1, train.Count / HeldOutOf) }
            : null;
        var options = new ClassifierOptions
        {
            BatchSize = run.BatchSize!.Value,
            Epochs = run.Epochs!.Value,
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
                net, p => optim.SGD(p, lr), train, test, with?.Invoke(options) ?? options);
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{run.Key}: {e.Message}");
        }
        page.Progress($"{run.Key}", 1);
        page.Print(
            $"{run.Name}: train loss {history.TrainLoss[^1]:F3}, train acc {history.TrainAccuracy[^1]:F3}, "
            + $"test acc {history.TestAccuracy[^1]:F3}; {history.ImagesPerSecond:F0} images/s");
        if (stop is not null) page.Print($"{run.Name}: {Ending(history, options.Epochs, stop)}");
        return run with
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
        };
    }

    // At the end of each epoch, above the rate that the epoch had.
    private static Figure Learned(RunRecord run)
    {
        var marks = run.Epochs < 5 ? Marks.LineAndPoints : Marks.Line;
        Curve Line(string list, string label) => new(Ends(run), List(list)(run)) { Label = label, Marks = marks };
        double[] rates = [.. List("lr_used")(run), List("lr_used")(run)[^1]];
        var epochs = new Axis("epoch", 0, run.Epochs);
        return new Figure($"{run.Section}-lenet-{run.Name}",
            $"LeNet on Fashion-MNIST, {Words(run.Name)}: training loss, training accuracy and test accuracy at the "
            + "end of each epoch, and the rate at which the epoch ran",
            new Panel(Line("train_loss", "train loss"), Line("train_acc", "train acc"), Line("test_acc", "test acc"))
            { X = epochs, Y = new("loss, accuracy", Min: 0) },
            new Panel(new Curve([.. Enumerable.Range(0, rates.Length).Select(e => (double)e)], rates) { Steps = true })
            { X = epochs, Y = new("learning rate", 0, 1.15 * Math.Max(rates.Max(), 1e-3)) })
        { Columns = 1 };
    }

    private static double[] Ends(RunRecord run) => [.. Enumerable.Range(1, run.Epochs!.Value).Select(e => (double)e)];

    private static Func<RunRecord, IReadOnlyList<double>> List(string name) =>
        run => run.Lists.First(list => list.Key == name).Value;

    private static string Words(string name) => name switch
    {
        "constant" => "constant rate",
        "squareroot" => "square root",
        "multistep" => "multi-factor, used up",
        "multistep-meant" => "multi-factor as meant",
        "cosine" => "cosine",
        "cosine-warmup" => "warm-up and cosine, an epoch late",
        "cosine-warmup-meant" => "warm-up and cosine as meant",
        _ => name,
    };

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
