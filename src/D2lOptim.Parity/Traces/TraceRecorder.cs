using System.Runtime.InteropServices;
using D2lOptim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Parity.Traces;

/// <summary>
/// Records a training run for <c>d2l compare</c>, in two lines: one makes it, and in the loop <see cref="Step"/> stands
/// where the optimizer's step stood.
/// <code>
/// using var trace = new TraceRecorder("csharp.npz", net, optimizer);
/// …
/// trace.Step(loss, X);    // instead of optimizer.step()
/// </code>
/// Of a module, every part's output, the gradient at it, its mode and its buffers are recorded too, wherever parts are
/// called by <c>call</c>; nothing in the model changes. Two more lines tell more:
/// <code>
/// trace.Targets(y);       // what the outputs are held against: the loss is looked at too
/// trace.Backward(loss);   // instead of loss.backward(): the gradients before clipping are told
/// </code>
/// </summary>
public sealed class TraceRecorder : IDisposable
{
    private readonly string _path;
    private readonly TracedOptimizer _optimizer;
    private readonly (string Name, Tensor Tensor)[] _parameters;
    private readonly Dictionary<nint, int> _places = [];
    private readonly int _every;
    private readonly ModuleRecorder? _modules;
    private readonly StepArrays _step = new(), _raw = new(), _targets = new();
    private readonly Dictionary<(string, int), string> _stateNames = [];
    private readonly (string Raw, string Gradient, string Parameter)[] _names;
    private readonly long[][] _shapes;
    private readonly (int At, int Length)?[] _rawPlaces;
    private long[] _rateShape = [];
    private TraceWriter? _writer;
    private bool _begun, _tellsBackward;

    /// <summary>Of a model and its optimizer.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="model">Whose parts are recorded, and its parameters in its order.</param>
    /// <param name="optimizer">One of torch.optim's kind; null where the model is only called, which records the first
    /// forward pass.</param>
    /// <param name="every">Steps 1, 1 + every, 1 + 2·every, … are recorded.</param>
    public TraceRecorder(string path, nn.Module model, optim.Optimizer? optimizer = null, int every = 1)
        : this(path, model, optimizer is null ? TracedOptimizer.None : TracedOptimizer.Of(optimizer), every)
    {
    }

    /// <summary>Of a model and an update that is nobody's class.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="model">Whose parts are recorded, and its parameters in its order.</param>
    /// <param name="optimizer">See <see cref="TracedOptimizer"/>'s <c>Of</c>.</param>
    /// <param name="every">Steps 1, 1 + every, 1 + 2·every, … are recorded.</param>
    public TraceRecorder(string path, nn.Module model, TracedOptimizer optimizer, int every = 1)
        : this(path, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), optimizer, every) =>
        _modules = new ModuleRecorder(model);

    /// <summary>Of tensors and any optimizer.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="parameters">The parameters by name, the tensors that the optimizer was made with.</param>
    /// <param name="optimizer">See <see cref="TracedOptimizer"/>'s <c>Of</c>.</param>
    /// <param name="every">Steps 1, 1 + every, 1 + 2·every, … are recorded.</param>
    /// <exception cref="ArgumentException">There is no parameter, the optimizer has none of them, or a name cannot be
    /// written.</exception>
    public TraceRecorder(string path, IEnumerable<(string Name, Tensor Tensor)> parameters, TracedOptimizer optimizer,
        int every = 1)
    {
        (_path, _optimizer, _every) = (path, optimizer, Require.Positive(every));
        _parameters = [.. parameters];
        if (_parameters.Length == 0) throw new ArgumentException("there is no parameter to record", nameof(parameters));
        if (_parameters.Select(p => Writable(p.Name)).GroupBy(name => name)
            .FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"two parameters are called {twice.Key}, expected each name once",
                nameof(parameters));
        foreach (var (i, (_, tensor)) in _parameters.Index()) _places.TryAdd(tensor.Identity(), i);
        if (_optimizer.Groups(_places).All(group => group.Parameters.Count == 0))
            throw new ArgumentException("the optimizer has none of the parameters that are to be recorded",
            nameof(parameters));
        _names = [.. _parameters.Select(p => ($"raw/{p.Name}", $"gradient/{p.Name}", $"parameter/{p.Name}"))];
        _shapes = [.. _parameters.Select(p => p.Tensor.shape)];
        _rawPlaces = new (int, int)?[_parameters.Length];
    }

    /// <summary>Steps made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Calls <c>backward()</c>, and tells the loss and the gradients that it left, which clipping may
    /// change before the step.</summary>
    /// <param name="loss">The loss, or a part of it where gradients are accumulated.</param>
    /// <exception cref="ArgumentException">The loss has not one element.</exception>
    public void Backward(Tensor loss)
    {
        RequireOne(loss);
        loss.backward();
        _tellsBackward = true;
        if (Steps % _every != 0) return;
        using var noGrad = no_grad();
        _raw.Clear();
        _raw.Add("loss", loss, []);
        for (var i = 0; i < _parameters.Length; i++)
        {
            using var gradient = _parameters[i].Tensor.grad;
            _rawPlaces[i] = null;
            if (gradient is null || gradient.is_sparse) continue;
            var at = _raw.Data.Length;
            _raw.Sample(_names[i].Raw, gradient, _shapes[i], norm: false);
            _rawPlaces[i] = (at, _raw.Data.Length - at);
        }
    }

    /// <summary>Tells what the outputs of the step are held against.</summary>
    /// <param name="targets">The targets, or class numbers.</param>
    public void Targets(Tensor targets)
    {
        if (Steps % _every != 0) return;
        using var noGrad = no_grad();
        _targets.Clear();
        var shape = targets.shape;
        _targets.Add("shape/target", "<i8", [shape.Length], MemoryMarshal.AsBytes<long>(shape));
        _targets.Sample("target", targets, shape);
    }

    /// <summary>Makes the optimizer's step, and records what it stood on and what came of it.</summary>
    /// <param name="loss">The loss whose gradients the step follows; where it is not given, that of
    /// <see cref="Backward"/>.</param>
    /// <param name="batch">What the model was called with; where it is not given, what a module's <c>call</c> was
    /// given.</param>
    /// <remarks>Where it throws, the step is not recorded, and the next one is as if it had not been tried.</remarks>
    /// <exception cref="ArgumentException">The loss has not one element.</exception>
    /// <exception cref="BadInputException">The file cannot be written; it is removed.</exception>
    /// <exception cref="NotSupportedException">A gradient is sparse.</exception>
    public void Step(Tensor? loss = null, params ReadOnlySpan<Tensor> batch)
    {
        Before(loss, batch);
        var begun = _begun;
        // Where the optimizer fails there was no step.
        _begun = false;
        try
        {
            _optimizer.Step();
        }
        catch
        {
            Steps--;
            Next();
            throw;
        }
        _begun = begun;
        Complete();
    }

    /// <summary>
    /// Records what a step stands on, in a loop that makes the step itself, right after this. What came of it is
    /// recorded when the next step
    /// begins, or at the end.
    /// </summary>
    /// <inheritdoc cref="Step"/>
    public void Before(Tensor? loss = null, params ReadOnlySpan<Tensor> batch)
    {
        _writer ??= Begin();
        if (loss is not null) RequireOne(loss);
        Complete();
        if (Steps % _every != 0)
        {
            Steps++;
            Next();
            return;
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _step.Clear();
        if (loss is not null) _step.Add("loss", loss, []);
        else if (_raw.Layout is [{ Name: "loss" } told, ..])
            _step.Add("loss", told.Type, [], _raw.Data[..(told.Type[^1] - '0')]);
        var rates = _optimizer.Rates;
        if (_rateShape is not [var count] || count != rates.Count) _rateShape = [rates.Count];
        if (rates.Count > 0)
            _step.Add("lr", "<f8", _rateShape, MemoryMarshal.AsBytes<double>(rates as double[] ?? [.. rates]));
        if (batch.Length == 0 && _modules is { Batch.Count: > 0 }) batch = _modules.Batch.ToArray();
        if (batch.Length > 0)
        {
            _step.Add("batch", "<u8", [], BitConverter.GetBytes(BatchFingerprint.Of(batch)));
            _step.Add("rows", "<i8", [], BitConverter.GetBytes(batch[0].Dimensions == 0 ? 1 : batch[0].size(0)));
        }
        _step.Add(_targets);
        _modules?.AddTo(_step);
        for (var i = 0; i < _parameters.Length; i++)
            if (_parameters[i].Tensor.grad is { } gradient)
            {
                if (gradient.is_sparse)
                {
                    Next();
                    throw new NotSupportedException(
                        $"the gradient of {_parameters[i].Name} is sparse, which a trace cannot hold; expected a "
                        + $"dense one");
                }
                var (at, array) = (_step.Data.Length, _step.Layout.Count);
                _step.Sample(_names[i].Gradient, gradient, _shapes[i]);
                if (_raw.Layout.Count == 0 || _rawPlaces[i] is not var (start, length)) continue;
                var left = _raw.Data.Slice(start, length);
                if (!left.SequenceEqual(_step.Data.Slice(at, length)))
                    _step.Add(_names[i].Raw, _step.Layout[array].Type, _step.Layout[array].Shape, left);
            }
        Steps++;
        _begun = true;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        if (Steps == 0 && _modules?.SawCalls == true) Before();
        _writer ??= Begin();
        Complete();
        _writer.Dispose();
        _modules?.Dispose();
    }

    // What came of the step that was begun.
    private void Complete()
    {
        if (!_begun) return;
        _begun = false;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        AddStateAndParameters();
        Flush(_writer!, Steps);
        Next();
    }

    private TraceWriter Begin()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _step.Clear();
        AddStateAndParameters();
        var groups = _optimizer.Groups(_places)
            .Select(g => new TraceGroup([.. g.Parameters.Select(i => _parameters[i].Name)], g.Options));
        TraceParameter[] parameters = [.. _parameters.Zip(_shapes, (p, shape) => new TraceParameter(p.Name, shape))];
        var header = new TraceHeader(RunFile.ThisBackend, RunFile.ThisLibtorch, _every, _optimizer.Name, [.. groups],
            parameters)
        {
            Whole = Sampling.Whole,
            Places = Sampling.Places,
            AfterBackward = _tellsBackward,
            Modules = _modules?.Modules ?? [],
        };
        var writer = new TraceWriter(_path, header);
        Flush(writer, 0);
        return writer;
    }

    // What was seen since belongs to the step that comes.
    private void Next()
    {
        _raw.Clear();
        _targets.Clear();
        if (_modules is null) return;
        _modules.Forget();
        (_modules.Stepped, _modules.Wanted) = (true, Steps % _every == 0);
    }

    private void AddStateAndParameters()
    {
        var start = _writer is null;
        void Add(string name, Tensor tensor, long[] shape)
        {
            // Another run may begin where this one did, so the start is whole.
            if (start) _step.Add(name, tensor, shape);
            else _step.Sample(name, tensor, shape, norm: !name.StartsWith("state/", StringComparison.Ordinal));
        }
        foreach (var (kind, i, tensor) in _optimizer.State(_places))
        {
            if (!_stateNames.TryGetValue((kind, i), out var name))
                _stateNames[(kind, i)] = name = $"state/{Writable(kind)}/{_parameters[i].Name}";
            Add(name, tensor, tensor.numel() == _parameters[i].Tensor.numel() ? _shapes[i] : tensor.shape);
        }
        if (start)
            foreach (var (i, steps) in _optimizer.StepsMade(_places))
                _step.Add($"state/step/{_parameters[i].Name}", "<f8", [], BitConverter.GetBytes((double)steps));
        if (start && _modules is not null) _step.Add(_modules.Start);
        else _modules?.AddBuffers(_step);
        for (var i = 0; i < _parameters.Length; i++) Add(_names[i].Parameter, _parameters[i].Tensor, _shapes[i]);
    }

    private void Flush(TraceWriter writer, long step)
    {
        writer.Write(step, _step.Layout, _step.Data);
        _step.Clear();
    }

    private void RequireOne(Tensor loss)
    {
        if (loss.numel() != 1)
            throw new ArgumentException($"the loss of step {Steps + 1} has {loss.numel()} elements, expected one",
                nameof(loss));
    }

    // NumPy's head has names between such quotes.
    internal static string Writable(string name) =>
        name.Length > 0 && !name.Any(c => c is '\'' or '\\' || char.IsControl(c) || char.IsSurrogate(c))
        ? name
        : throw new ArgumentException(
            $"the name \"{name}\" cannot be recorded, expected one without quotes, backslashes and the like");
}
