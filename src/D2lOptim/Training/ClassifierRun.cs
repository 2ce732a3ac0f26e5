using System.Diagnostics;
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
    private readonly List<double> _trainLoss = [], _trainAccuracy = [], _testAccuracy = [], _rates = [], _validationLoss = [], _seconds = [];
    private readonly List<double> _place = [], _lossThere = [], _accuracyThere = [];
    private readonly optim.lr_scheduler.LRScheduler? _scheduler;

    private int _epoch, _batch;
    private double _loss, _correct, _epochSeconds;
    private byte[] _beforeEpoch;
    private int _bestEpoch;
    private Tensor[] _best = [];

    internal ClassifierRun(Module<Tensor, Tensor> net, optim.Optimizer optimizer, ImageData train, ImageData test, ClassifierOptions options)
    {
        (_net, _optimizer, _options, _model) = (net, optimizer, options, new Model(net.parameters(), optimizer));
        var held = options.EarlyStopping?.ValidationImages ?? 0;
        if (train.Count == 0 || test.Count == 0) throw new ArgumentException($"there are {train.Count} images to learn and {test.Count} to be tested on, expected at least one of each");
        if (held >= train.Count) throw new ArgumentException($"validationImages must be less than the {train.Count} images there are, was {held}", nameof(options));
        _train = (held == 0 ? train : train.Slice(0, train.Count - held)).Batches(options.BatchSize, options.Device);
        _validation = held == 0 ? null : train.Slice(train.Count - held, held).Batches(options.BatchSize, options.Device);
        _test = test.Batches(options.BatchSize, options.Device);
        _scheduler = options.Scheduler?.Invoke(optimizer);
        manual_seed(options.Seed);
        _beforeEpoch = TensorState.Randomness();
        if (options.Checkpoints is not { } checkpoints) return;
        _checkpoints = new Checkpoints(checkpoints, $"seed {options.Seed}", $"data {_train.Fingerprint():x16}", $"{held} images held out", $"batches of {options.BatchSize}",
            _model.Optimizer, $"schedule {options.Schedule ?? (object?)_scheduler?.GetType().Name ?? "none"}");
    }

    private double Rate
    {
        get => _optimizer.ParamGroups.First().LearningRate;
        set
        {
            foreach (var group in _optimizer.ParamGroups) group.LearningRate = value;
        }
    }

    private bool Stopped => _options.EarlyStopping is { } stop && _epoch - _bestEpoch >= stop.Patience;

    private IEnumerable<Tensor> Parameters => _net.parameters();

    internal ClassifierHistory ToEnd()
    {
        if (_checkpoints?.TryRestore(this) == true) _checkpoints.RequireWithin(_epoch, _batch, _options.Epochs);
        var made = 0L;
        var since = Stopwatch.StartNew();
        while (_epoch < _options.Epochs && !Stopped)
        {
            OneEpoch(ref made, since);
            _epoch++;
            (_batch, _loss, _correct, _epochSeconds) = (0, 0, 0, 0);
            _beforeEpoch = TensorState.Randomness();
            _checkpoints?.Save((long)_epoch * _train.Count, this, now: true);
            if (_epoch < _options.Epochs && !Stopped) _options.Cancel.ThrowIfCancellationRequested();
        }
        if (_best.Length > 0) Copy(_best, Parameters);
        return new(_trainLoss, _trainAccuracy, _testAccuracy, _rates, _validationLoss, _place, _lossThere, _accuracyThere, _seconds, _train.Rows * _seconds.Count / _seconds.Sum(), _options.EarlyStopping is null ? _epoch : _bestEpoch);
    }

    private void OneEpoch(ref long made, Stopwatch since)
    {
        // A run that goes on in the middle of an epoch visits its batches in the order that was drawn before it.
        var now = TensorState.Randomness();
        TensorState.SetRandomness(_beforeEpoch);
        var clock = Stopwatch.StartNew();
        using var shuffled = _train.Shuffle();
        if (_batch == 0) _rates.Add(Rate);
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
                progress(new(_epoch + 1, _options.Epochs, (double)step / all, _loss / seen, since.Elapsed / made * (all - step)));
            }
            var cancelled = _options.Cancel.IsCancellationRequested;
            if (_batch < _train.Count) _checkpoints?.Save(step, this, now: cancelled);
            if (cancelled && (_batch < _train.Count || _checkpoints is null)) throw new OperationCanceledException(_options.Cancel);
        }

        if (_place.Count == 0 || _place[^1] < _epoch + 1) Mark(_epoch + 1, _train.Rows);
        _seconds.Add(_epochSeconds);
        _trainLoss.Add(_loss / _train.Rows);
        _trainAccuracy.Add(_correct / _train.Rows);
        var (accuracy, testLoss) = TrainClassifier.Measure(_net, _test);
        TrainClassifier.RequireFinite("loss on the test images", testLoss, $"epoch {_epoch + 1}", Rate);
        _testAccuracy.Add(accuracy);
        if (_validation is not null) Validate(_validation);
        if (_options.Schedule is { } schedule) Rate = schedule.At(_epoch);
        _scheduler?.step();
    }

    private void Step(MiniBatches.Pass shuffled)
    {
        using var scope = NewDisposeScope();
        var (X, y) = shuffled[_batch];
        _optimizer.zero_grad();
        var yHat = _net.call(X);
        var loss = functional.cross_entropy(yHat, y);
        loss.backward();
        _optimizer.step();
        using var noGrad = no_grad();
        _loss += TrainClassifier.RequireFinite("loss", (loss * (double)X.size(0)).item<float>(), $"step {(long)_epoch * _train.Count + _batch + 1}", Rate);
        _correct += TrainClassifier.Correct(yHat, y);
        _options.StepLoss?.Invoke(loss.item<float>());
    }

    private void Mark(double place, long seen)
    {
        _place.Add(place);
        _lossThere.Add(_loss / seen);
        _accuracyThere.Add(_correct / seen);
    }

    private void Validate(MiniBatches validation)
    {
        var loss = TrainClassifier.RequireFinite("loss on the held-out images", TrainClassifier.Measure(_net, validation).Loss, $"epoch {_epoch + 1}", Rate);
        var best = _bestEpoch == 0 ? double.PositiveInfinity : _validationLoss[_bestEpoch - 1];
        _validationLoss.Add(loss);
        if (loss >= best) return;
        _bestEpoch = _epoch + 1;
        if (_best.Length == 0) MakeBest();
        Copy(Parameters, _best);
    }

    private void MakeBest()
    {
        using var noGrad = no_grad();
        _best = [.. Parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];
    }

    private static void Copy(IEnumerable<Tensor> from, IEnumerable<Tensor> to)
    {
        using var noGrad = no_grad();
        foreach (var (source, target) in from.Zip(to)) target.copy_(source);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_epoch);
        writer.Write(_batch);
        foreach (var number in (double[])[_loss, _correct, _epochSeconds]) writer.Write(number);
        writer.WriteBlock(_beforeEpoch);
        writer.WriteBlock(TensorState.Randomness());
        foreach (var list in Lists) writer.WriteList(list);
        writer.Write(_bestEpoch);
        writer.Write(_best.Length > 0);
        writer.WriteAll(_best);
        _model.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        (_epoch, _batch) = (reader.ReadInt32(), reader.ReadInt32());
        (_loss, _correct, _epochSeconds) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        _beforeEpoch = reader.ReadBlock();
        var randomness = reader.ReadBlock();
        foreach (var list in Lists) reader.ReadList(list);
        _bestEpoch = reader.ReadInt32();
        if (reader.ReadBoolean()) MakeBest();
        reader.ReadAll(_best);
        // A scheduler's whole state is how many steps it made, and the rates; those are the optimizer's.
        for (var k = 0; k < _epoch; k++) _scheduler?.step();
        _model.Load(reader);
        TensorState.SetRandomness(randomness);
    }

    private List<double>[] Lists => [_trainLoss, _trainAccuracy, _testAccuracy, _rates, _validationLoss, _place, _lossThere, _accuracyThere, _seconds];

    public void Dispose()
    {
        _checkpoints?.Dispose();
        _train.Dispose();
        _test.Dispose();
        _validation?.Dispose();
        foreach (var tensor in _best) tensor.Dispose();
    }
}
