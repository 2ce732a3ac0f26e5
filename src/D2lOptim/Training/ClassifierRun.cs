using System.Diagnostics;
using System.Globalization;
using D2lOptim.Data;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Training;

/// <summary>One training of a classifier: where it stands, and how to go on from there.</summary>
internal sealed class ClassifierRun : IResumable, IDisposable
{
    private const int StepsPerReport = 10;
    private const int StepsPerPoint = 50;

    private readonly Module<Tensor, Tensor> _net;
    private readonly optim.Optimizer _optimizer;
    private readonly Model _model;
    private readonly ClassifierOptions _options;
    private readonly MiniBatches _train, _test;
    private readonly MiniBatches? _validation;
    private readonly Checkpoints? _checkpoints;
    private readonly List<EpochResult> _results = [];
    private readonly List<TrainingPoint> _points = [];
    private readonly BestEpoch _best;
    private readonly optim.lr_scheduler.LRScheduler? _scheduler;

    private int _epoch, _batch;
    private double _rate, _loss, _correct, _epochSeconds;
    private byte[] _beforeEpoch;

    internal ClassifierRun(Module<Tensor, Tensor> net, optim.Optimizer optimizer, ImageData train, ImageData test,
        ClassifierOptions options)
    {
        (_net, _optimizer, _options, _model) = (net, optimizer, options, new Model(net.parameters(), optimizer));
        var held = options.EarlyStopping?.ValidationImages ?? 0;
        if (train.Count == 0 || test.Count == 0)
            throw new ArgumentException(
            $"there are {train.Count} images to learn and {test.Count} to be tested on, expected at least one of each");
        if (held >= train.Count)
            throw new ArgumentException(
            $"validationImages must be less than the {train.Count} images there are, was {held}", nameof(options));
        _train = (held == 0 ? train : train.Slice(0, train.Count - held)).Batches(options.BatchSize, options.Device);
        _validation = held == 0 ? null : train.Slice(train.Count - held, held)
            .Batches(options.BatchSize, options.Device);
        _test = test.Batches(options.BatchSize, options.Device);
        _scheduler = options.Scheduler?.Invoke(optimizer);
        _best = new BestEpoch([.. net.parameters()], options.EarlyStopping);
        manual_seed(options.Seed);
        _beforeEpoch = TensorState.Randomness();
        if (options.Checkpoints is { } checkpoints) _checkpoints = new Checkpoints(checkpoints, Settings(held));
    }

    // All that the numbers depend on, by value.
    private string[] Settings(int held) =>
    [
        $"seed {_options.Seed}", $"device {_options.Device}", $"data {_train.Fingerprint():x16}",
            $"test images {_test.Fingerprint():x16}",
        $"{held} images held out{(_validation is null ? "" : $" ({_validation.Fingerprint():x16})")}",
            $"patience {_options.EarlyStopping?.Patience.ToString(CultureInfo.InvariantCulture) ?? "none"}",
        $"batches of {_options.BatchSize}", _model.Optimizer,
        $"schedule {(_options.Schedule is { } schedule ? ByValue.Of(schedule) : ByValue.Of(_scheduler))}"
            + (_options.ScheduleIsLate ? ", an epoch late" : ""),
        .. _net.named_parameters().Select(p => $"{p.name} of shape ({string.Join(", ", p.parameter.shape)})"),
    ];

    private double Rate
    {
        get => _optimizer.ParamGroups.First().LearningRate;
        set
        {
            foreach (var group in _optimizer.ParamGroups) group.LearningRate = value;
        }
    }

    internal ClassifierHistory ToEnd()
    {
        if (_checkpoints?.TryRestore(this) == true) _checkpoints.RequireWithin(_epoch, _batch, _options.Epochs);
        var made = 0L;
        var since = Stopwatch.StartNew();
        while (_epoch < _options.Epochs && !_best.IsOver(_epoch))
        {
            OneEpoch(ref made, since);
            _epoch++;
            (_batch, _loss, _correct, _epochSeconds) = (0, 0, 0, 0);
            _beforeEpoch = TensorState.Randomness();
            _checkpoints?.Save((long)_epoch * _train.Count, this, now: true);
            if (_epoch < _options.Epochs && !_best.IsOver(_epoch)) _options.Cancel.ThrowIfCancellationRequested();
        }
        _best.Restore();
        return new(_results, _points, _train.Rows * _results.Count / _results.Sum(result => result.Seconds),
            _options.EarlyStopping is null ? _epoch : _best.Epoch);
    }

    private void OneEpoch(ref long made, Stopwatch since)
    {
        // A run that goes on in the middle of an epoch visits its batches in the order that was drawn before it.
        var now = TensorState.Randomness();
        TensorState.SetRandomness(_beforeEpoch);
        var clock = Stopwatch.StartNew();
        using var shuffled = _train.Shuffle();
        if (_options is { Schedule: { } schedule, ScheduleIsLate: false }) Rate = schedule.At(_epoch);
        if (_batch == 0) _rate = Rate;
        else TensorState.SetRandomness(now);

        _net.train();
        var before = _epochSeconds;
        while (_batch < _train.Count)
        {
            clock.Start();
            Step(shuffled);
            clock.Stop();
            _batch++;
            _epochSeconds = before + clock.Elapsed.TotalSeconds;
            var seen = Math.Min((long)_batch * _options.BatchSize, _train.Rows);
            if (_batch % StepsPerPoint == 0) Mark(_epoch + (double)_batch / _train.Count, seen);
            var step = (long)_epoch * _train.Count + _batch;
            if (++made % StepsPerReport == 0 && _options.Progress is { } progress)
            {
                var all = (long)_options.Epochs * _train.Count;
                progress(new(_epoch + 1, _options.Epochs, (double)step / all, _loss / seen,
                    since.Elapsed / made * (all - step)));
            }
            var cancelled = _options.Cancel.IsCancellationRequested;
            if (_batch < _train.Count) _checkpoints?.Save(step, this, now: cancelled);
            if (cancelled && (_batch < _train.Count || _checkpoints is null))
                throw new OperationCanceledException(_options.Cancel);
        }

        if (_points.Count == 0 || _points[^1].Place < _epoch + 1) Mark(_epoch + 1, _train.Rows);
        var (accuracy, testLoss) = TrainClassifier.Measure(_net, _test);
        TrainClassifier.RequireFinite("loss on the test images", testLoss, $"epoch {_epoch + 1}", Rate);
        var held = _validation is null ? (double?)null
            : TrainClassifier.RequireFinite("loss on the held-out images",
            TrainClassifier.Measure(_net, _validation).Loss, $"epoch {_epoch + 1}", Rate);
        _results.Add(new(_rate, _loss / _train.Rows, _correct / _train.Rows, accuracy, held, _epochSeconds));
        if (held is { } loss) _best.After(_epoch + 1, loss);
        if (_options is { Schedule: { } late, ScheduleIsLate: true }) Rate = late.At(_epoch);
        _scheduler?.step();
    }

    private void Step(MiniBatches.Pass shuffled)
    {
        var parts = _options.Parts;
        parts?.Begin();
        Step(shuffled, parts);
        parts?.End("releasing tensors");
    }

    private void Step(MiniBatches.Pass shuffled, StepParts? parts)
    {
        using var scope = NewDisposeScope();
        var (X, y) = shuffled[_batch];
        parts?.End("batch");
        _optimizer.zero_grad();
        parts?.End("step");
        var yHat = _net.call(X);
        var loss = functional.cross_entropy(yHat, y);
        parts?.End("forward");
        loss.backward();
        parts?.End("backward");
        _optimizer.step();
        parts?.End("step");
        using var noGrad = no_grad();
        _loss += TrainClassifier.RequireFinite("loss", (loss * (double)X.size(0)).item<float>(),
            $"step {(long)_epoch * _train.Count + _batch + 1}", Rate);
        _correct += TrainClassifier.Correct(yHat, y);
        _options.StepLoss?.Invoke(loss.item<float>());
        parts?.End("bookkeeping");
    }

    private void Mark(double place, long seen) => _points.Add(new(place, _loss / seen, _correct / seen));

    public void Save(BinaryWriter writer)
    {
        writer.Write(_epoch);
        writer.Write(_batch);
        foreach (var number in (double[])[_rate, _loss, _correct, _epochSeconds]) writer.Write(number);
        writer.WriteBlock(_beforeEpoch);
        writer.WriteBlock(TensorState.Randomness());
        writer.Write(_results.Count);
        foreach (var r in _results)
            foreach (var number in (double[])[r.LearningRate, r.TrainLoss, r.TrainAccuracy, r.TestAccuracy,
            r.ValidationLoss ?? double.NaN, r.Seconds]) writer.Write(number);
        writer.Write(_points.Count);
        foreach (var p in _points) foreach (var number in (double[])[p.Place, p.Loss, p.Accuracy]) writer.Write(number);
        _best.Save(writer);
        _model.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        (_epoch, _batch) = (reader.ReadInt32(), reader.ReadInt32());
        (_rate, _loss, _correct, _epochSeconds) =
            (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        _beforeEpoch = reader.ReadBlock();
        var randomness = reader.ReadBlock();
        for (var left = reader.ReadInt32(); left > 0; left--)
            _results.Add(new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
                reader.ReadDouble() is var loss && double.IsNaN(loss) ? null : loss, reader.ReadDouble()));
        for (var left = reader.ReadInt32(); left > 0; left--)
            _points.Add(new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));
        _best.Load(reader);
        // A scheduler's whole state is how many steps it made, and the rates; those are the optimizer's.
        for (var k = 0; k < _epoch; k++) _scheduler?.step();
        _model.Load(reader);
        TensorState.SetRandomness(randomness);
    }

    public void Dispose()
    {
        _checkpoints?.Dispose();
        _train.Dispose();
        _test.Dispose();
        _validation?.Dispose();
        _best.Dispose();
    }
}
