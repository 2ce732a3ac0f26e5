using System.Diagnostics;
using D2lOptim.Data;
using D2lOptim.Numerics;
using D2lOptim.Schedules;
using D2lOptim.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>One training run on clicks.</summary>
/// <param name="Step">After which steps the loss was taken, 0 first.</param>
/// <param name="Loss">Log loss on the test samples there, nats.</param>
/// <param name="Validation">Log loss on the validation samples at the end, nats.</param>
/// <param name="TestLosses">Log loss of each test sample at the end, nats.</param>
/// <param name="StepSeconds">What each step took: forward, backward and update.</param>
public sealed record ClickRun(IReadOnlyList<int> Step, IReadOnlyList<double> Loss, double Validation,
    IReadOnlyList<double> TestLosses, IReadOnlyList<double> StepSeconds);

/// <summary>Samples to learn from, each once, to choose by, and to judge by.</summary>
/// <param name="Options">What they were drawn with.</param>
/// <param name="Train">One batch after another.</param>
/// <param name="Validation">For choosing learning rates.</param>
/// <param name="Test">For the result.</param>
/// <param name="BatchSize">Samples a step.</param>
public sealed record ClickSplit(Clicks.Options Options, Clicks Train, Clicks Validation, Clicks Test, int BatchSize)
{
    /// <summary>Steps of the one pass.</summary>
    public int Steps => Train.Count / BatchSize;

    /// <summary>Draws all three from one seed, and from one planted model.</summary>
    public static ClickSplit Draw(int steps, int batchSize, int judged, int ids, long seed)
    {
        var options = new Clicks.Options { Count = steps * batchSize + 2 * judged, Ids = ids, Seed = seed };
        var all = Clicks.Draw(options);
        return new(options, all.Slice(0, steps * batchSize), all.Slice(steps * batchSize, judged),
            all.Slice(steps * batchSize + judged, judged), batchSize);
    }

    /// <summary>How often the rarest id of each test sample stands in the training samples.</summary>
    public IReadOnlyList<int> RarestSeen()
    {
        var seen = Train.Rows.CountBy(row => row).ToDictionary();
        return [.. Test.Rows.Chunk(Options.Fields).Select(rows => rows.Min(row => seen.GetValueOrDefault(row)))];
    }
}

/// <summary>Trains a <see cref="ClickModel"/> on one pass over clicks.</summary>
public static class TrainClicks
{
    private const int Looks = 20;

    /// <summary>Minimises the mean log loss of the batches, in the order in which they were drawn.</summary>
    /// <param name="optimizer">Makes the optimizer of the model.</param>
    /// <param name="schedule">The factor of every learning rate by the step.</param>
    /// <param name="sparse">The table's gradient has the batch's rows only.</param>
    /// <param name="split">The samples.</param>
    /// <param name="seed">For the weights.</param>
    /// <param name="device">Where model and samples live.</param>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public static ClickRun Run(Func<ClickModel, optim.Optimizer> optimizer, ISchedule schedule, bool sparse,
        ClickSplit split, long seed, Device device)
    {
        using var scope = NewDisposeScope();
        using var model = new ClickModel(split.Options, sparse, seed, device);
        using var trainer = optimizer(model);
        var scheduler = optim.lr_scheduler.LambdaLR(trainer, schedule.At);
        var (rows, dense, labels) = Tensors(split.Train, device);
        var test = Tensors(split.Test, device);
        List<int> steps = [0];
        List<double> losses = [Losses(model, test).Average()], seconds = [];
        for (var t = 0; t < split.Steps; t++)
        {
            using (NewDisposeScope())
            {
                var clock = Stopwatch.StartNew();
                trainer.zero_grad();
                var logits = model.Logits(Batch(rows), Batch(dense));
                functional.binary_cross_entropy_with_logits(logits, Batch(labels)).backward();
                trainer.step();
                scheduler.step();
                seconds.Add(clock.Elapsed.TotalSeconds);
            }
            if ((t + 1) * Looks / split.Steps == t * Looks / split.Steps) continue;
            steps.Add(t + 1);
            losses.Add(Losses(model, test).Average());
            if (!double.IsFinite(losses[^1]))
                throw new DivergedException($"the loss is {losses[^1]} after step {t + 1}");

            Tensor Batch(Tensor all) => all.narrow(0, (long)t * split.BatchSize, split.BatchSize);
        }
        return new(steps, losses, Losses(model, Tensors(split.Validation, device)).Average(), Losses(model, test),
            seconds);
    }

    private static (Tensor Rows, Tensor Dense, Tensor Labels) Tensors(Clicks clicks, Device device) =>
        (tensor(clicks.Rows).reshape(clicks.Count, -1).to(device), tensor(clicks.Dense).reshape(clicks.Count, -1)
            .to(device), tensor(clicks.Labels).to(device));

    private static double[] Losses(ClickModel model, (Tensor Rows, Tensor Dense, Tensor Labels) samples)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var losses = functional.binary_cross_entropy_with_logits(model.Logits(samples.Rows, samples.Dense),
            samples.Labels, reduction: Reduction.None);
        return [.. losses.Values().Select(loss => (double)loss)];
    }
}
