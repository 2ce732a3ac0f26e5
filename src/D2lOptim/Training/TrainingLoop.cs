using System.Diagnostics;
using System.Globalization;
using D2lOptim.Data;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>The passes, the clock and the recorded losses that both kinds of training share.</summary>
internal static class TrainingLoop
{
    private const int SamplesPerRecord = 200;

    /// <param name="batches">The data.</param>
    /// <param name="options">Epochs, progress, checkpoints.</param>
    /// <param name="step">Changes the model by one batch.</param>
    /// <param name="evaluate">Gives the loss that is recorded.</param>
    /// <param name="bias">A parameter of one element, by which a run that diverges is seen at once: every error of a batch goes into it.</param>
    /// <param name="learningRate">Gives the present one, for the message of such a run.</param>
    /// <param name="model">What the steps change: the parameters and the optimizer's state.</param>
    internal static LossCurve Run(MiniBatches batches, TrainOptions options, Action<Tensor, Tensor> step, Func<double> evaluate, Tensor bias, Func<double> learningRate, Model model)
    {
        var run = new Place(model);
        using var checkpoints = options.Checkpoints is { } o ? new Checkpoints(o, $"seed {options.Seed}", $"data {batches.Fingerprint():x16}", $"batches of {options.BatchSize}", model.Optimizer) : null;
        if (checkpoints?.TryRestore(run) == true) checkpoints.RequireWithin(run.Pass, run.Batch, options.Epochs);
        var before = run.Time;
        var clock = Stopwatch.StartNew();
        while (run.Pass < options.Epochs)
        {
            using var shuffled = run.Batch == 0 ? run.Begin(batches) : run.GoOn(batches);
            while (run.Batch < batches.Count)
            {
                using var scope = NewDisposeScope();
                var (X, y) = shuffled[run.Batch++];
                step(X, y);
                var steps = (long)run.Pass * batches.Count + run.Batch;
                RequireFinite("bias", bias.item<float>(), steps);
                var rows = y.numel();
                run.Seen += rows;
                if (run.Seen % SamplesPerRecord == 0)
                {
                    clock.Stop();
                    run.Seconds.Add(before + clock.Elapsed.TotalSeconds);
                    run.Epoch.Add((double)run.Seen / rows / batches.Count);
                    run.Loss.Add(RequireFinite("loss", evaluate(), steps));
                    options.Progress?.Report((double)steps / batches.Count / options.Epochs);
                    clock.Start();
                }
                if (checkpoints is null && !options.Cancel.CanBeCanceled) continue;

                clock.Stop();
                run.Time = before + clock.Elapsed.TotalSeconds;
                var cancelled = options.Cancel.IsCancellationRequested;
                if (run.Batch < batches.Count) checkpoints?.Save(steps, run, now: cancelled);
                if (cancelled && (run.Batch < batches.Count || checkpoints is null)) throw new OperationCanceledException(options.Cancel);
                clock.Start();
            }
            clock.Stop();
            run.End();
            checkpoints?.Save((long)run.Pass * batches.Count, run, now: true);
            if (run.Pass < options.Epochs) options.Cancel.ThrowIfCancellationRequested();
            clock.Start();
        }
        return new LossCurve(run.Epoch, run.Loss, run.Seconds, [], [], (before + clock.Elapsed.TotalSeconds) / options.Epochs);

        double RequireFinite(string what, double value, long steps) => double.IsFinite(value) ? value : throw new DivergedException(string.Create(
            CultureInfo.InvariantCulture, $"the {what} after step {steps} is {value} at learning rate {learningRate()}: try a smaller learning rate, or a larger batch"));
    }

    /// <summary>Where a run stands; with the model, all that the rest of it depends on.</summary>
    private sealed class Place(IResumable model) : IResumable
    {
        private byte[] _beforePass = [];

        internal List<double> Epoch { get; } = [];

        internal List<double> Loss { get; } = [];

        internal List<double> Seconds { get; } = [];

        internal int Pass { get; private set; }

        internal int Batch { get; set; }

        internal long Seen { get; set; }

        internal double Time { get; set; }

        internal MiniBatches.Pass Begin(MiniBatches batches)
        {
            _beforePass = TensorState.Randomness();
            return batches.Shuffle();
        }

        /// <summary>The pass that was under way: its order is drawn again from where it was drawn.</summary>
        internal MiniBatches.Pass GoOn(MiniBatches batches)
        {
            var now = TensorState.Randomness();
            TensorState.SetRandomness(_beforePass);
            var pass = batches.Shuffle();
            TensorState.SetRandomness(now);
            return pass;
        }

        internal void End() => (Pass, Batch) = (Pass + 1, 0);

        public void Save(BinaryWriter writer)
        {
            writer.Write(Pass);
            writer.Write(Batch);
            writer.Write(Seen);
            writer.Write(Time);
            writer.WriteBlock(_beforePass);
            writer.WriteBlock(TensorState.Randomness());
            foreach (var list in (List<double>[])[Epoch, Loss, Seconds]) writer.WriteList(list);
            model.Save(writer);
        }

        public void Load(BinaryReader reader)
        {
            (Pass, Batch, Seen, Time) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble());
            _beforePass = reader.ReadBlock();
            var randomness = reader.ReadBlock();
            foreach (var list in (List<double>[])[Epoch, Loss, Seconds]) reader.ReadList(list);
            model.Load(reader);
            TensorState.SetRandomness(randomness);
        }
    }

    /// <summary>The mean loss over one more pass: float sums of the batches, added up in double.</summary>
    /// <param name="batches">The data.</param>
    /// <param name="lossSum">Sums the loss over a batch.</param>
    internal static double MeanLoss(MiniBatches batches, Func<Tensor, Tensor, Tensor> lossSum)
    {
        using var noGrad = no_grad();
        using var shuffled = batches.Shuffle();
        double total = 0, count = 0;
        for (var k = 0; k < batches.Count; k++)
        {
            using var scope = NewDisposeScope();
            var (X, y) = shuffled[k];
            total += lossSum(X, y).item<float>();
            count += y.numel();
        }
        return total / count;
    }
}
