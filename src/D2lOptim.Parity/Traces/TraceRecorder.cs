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
/// </summary>
public sealed class TraceRecorder : IDisposable
{
    private readonly string _path;
    private readonly TracedOptimizer _optimizer;
    private readonly (string Name, Tensor Tensor)[] _parameters;
    private readonly Dictionary<nint, int> _places = [];
    private readonly int _every;
    private readonly List<(string Name, string Type, IReadOnlyList<long> Shape)> _arrays = [];
    private readonly Dictionary<(string, int), string> _stateNames = [];
    private readonly (string Gradient, string Parameter)[] _names;
    private readonly long[][] _shapes;
    private long[] _rateShape = [];
    private byte[] _data = new byte[4096];
    private int _length;
    private TraceWriter? _writer;
    private bool _begun;

    /// <summary>Of a model and its optimizer.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="model">Whose parameters are recorded, in its order.</param>
    /// <param name="optimizer">One of torch.optim's kind.</param>
    /// <param name="every">Steps 1, 1 + every, 1 + 2·every, … are recorded.</param>
    public TraceRecorder(string path, nn.Module model, optim.Optimizer optimizer, int every = 1)
        : this(path, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)),
            TracedOptimizer.Of(optimizer), every)
    {
    }

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
        _names = [.. _parameters.Select(p => ($"gradient/{p.Name}", $"parameter/{p.Name}"))];
        _shapes = [.. _parameters.Select(p => p.Tensor.shape)];
    }

    /// <summary>Steps made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Makes the optimizer's step, and records what it stood on and what came of it.</summary>
    /// <param name="loss">The loss whose gradients the step follows.</param>
    /// <param name="batch">What the model was called with.</param>
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
        if (loss is not null && loss.numel() != 1)
            throw new ArgumentException($"the loss of step {Steps + 1} has {loss.numel()} elements, expected one",
                nameof(loss));
        Complete();
        if (Steps % _every != 0)
        {
            Steps++;
            return;
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Forget();
        if (loss is not null) Add("loss", loss, []);
        var rates = _optimizer.Rates;
        if (_rateShape is not [var count] || count != rates.Count) _rateShape = [rates.Count];
        Add("lr", "<f8", _rateShape, MemoryMarshal.AsBytes<double>(rates as double[] ?? [.. rates]));
        if (batch.Length > 0)
        {
            Add("batch", "<u8", [], BitConverter.GetBytes(BatchFingerprint.Of(batch)));
            Add("rows", "<i8", [], BitConverter.GetBytes(batch[0].Dimensions == 0 ? 1 : batch[0].size(0)));
        }
        for (var i = 0; i < _parameters.Length; i++)
            if (_parameters[i].Tensor.grad is { } gradient)
            {
                if (gradient.is_sparse)
                    throw new NotSupportedException(
                        $"the gradient of {_parameters[i].Name} is sparse, which a trace cannot hold; expected a "
                        + $"dense one");
                Add(_names[i].Gradient, gradient, _shapes[i]);
            }
        Steps++;
        _begun = true;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        _writer ??= Begin();
        Complete();
        _writer.Dispose();
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
    }

    private TraceWriter Begin()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Forget();
        AddStateAndParameters();
        var groups = _optimizer.Groups(_places)
            .Select(g => new TraceGroup([.. g.Parameters.Select(i => _parameters[i].Name)], g.Options));
        TraceParameter[] parameters = [.. _parameters.Zip(_shapes, (p, shape) => new TraceParameter(p.Name, shape))];
        var header = new TraceHeader(RunFile.ThisBackend, RunFile.ThisLibtorch, _every, _optimizer.Name, [.. groups],
            parameters);
        var writer = new TraceWriter(_path, header);
        Flush(writer, 0);
        return writer;
    }

    // A step that threw has left some of its arrays.
    private void Forget()
    {
        _arrays.Clear();
        _length = 0;
    }

    private void AddStateAndParameters()
    {
        foreach (var (kind, i, tensor) in _optimizer.State(_places))
        {
            if (!_stateNames.TryGetValue((kind, i), out var name))
                _stateNames[(kind, i)] = name = $"state/{Writable(kind)}/{_parameters[i].Name}";
            Add(name, tensor, tensor.numel() == _parameters[i].Tensor.numel() ? _shapes[i] : tensor.shape);
        }
        for (var i = 0; i < _parameters.Length; i++) Add(_names[i].Parameter, _parameters[i].Tensor, _shapes[i]);
    }

    private void Flush(TraceWriter writer, long step)
    {
        writer.Write(step, _arrays, _data.AsSpan(0, _length));
        Forget();
    }

    // NumPy's head has names between such quotes.
    private static string Writable(string name) =>
        name.Length > 0 && !name.Any(c => c is '\'' or '\\' || char.IsControl(c) || char.IsSurrogate(c))
        ? name
        : throw new ArgumentException(
            $"the name \"{name}\" cannot be recorded, expected one without quotes, backslashes and the like");

    private void Add(string name, Tensor tensor, long[] shape)
    {
        var type = tensor.dtype;
        if (type is not (ScalarType.Float32 or ScalarType.Float64)) tensor = tensor.to(float32);
        if (tensor.device.type != DeviceType.CPU) tensor = tensor.cpu();
        if (!tensor.is_contiguous()) tensor = tensor.contiguous();
        Add(name, type == ScalarType.Float64 ? "<f8" : "<f4", shape, tensor.bytes);
    }

    private void Add(string name, string type, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes)
    {
        _arrays.Add((name, type, shape));
        if (_data.Length - _length < bytes.Length)
            Array.Resize(ref _data, Math.Max(_data.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_data.AsSpan(_length));
        _length += bytes.Length;
    }
}
