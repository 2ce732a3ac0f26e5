namespace TorchSharp;

/// <summary>
/// Disposes the tensors made on this thread while it was the innermost scope, but for those moved or detached from it.
/// Made by <see cref="torch.NewDisposeScope"/>; scopes nest, one stack a thread. Any thread may dispose it or its
/// tensors, but none of its tensors may be in use by another thread meanwhile.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? t_current;

    private readonly List<torch.Tensor> _tensors = [];
    private readonly DisposeScope? _outer;
    private bool _closed;

    internal DisposeScope()
    {
        _outer = Current;
        t_current = this;
    }

    // Reached only where nobody disposed the scope, and then nobody holds its tensors either: each refers to it.
    ~DisposeScope()
    {
        foreach (var tensor in _tensors) tensor.ReleaseUnreachable();
    }

    internal static DisposeScope? Current => t_current = Open(t_current);

    internal DisposeScope? Outer => Open(_outer);

    /// <summary>How many live tensors the scope holds.</summary>
    public int DisposablesCount => _tensors.Count;

    /// <summary>Moves a tensor to the scope around this one; without one it lives until it is disposed or
    /// collected.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        if (disposable is torch.Tensor tensor) tensor.MoveTo(Outer);
        return disposable;
    }

    /// <summary>Takes a tensor out of all scopes.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (disposable is torch.Tensor tensor) tensor.MoveTo(null);
        return disposable;
    }

    // Scopes may be disposed out of order, or on another thread: what is closed is passed over.
    private static DisposeScope? Open(DisposeScope? scope)
    {
        while (scope is { _closed: true }) scope = scope._outer;
        return scope;
    }

    /// <summary>Takes a tensor in, unless another thread has disposed the scope meanwhile.</summary>
    internal bool Add(torch.Tensor tensor)
    {
        lock (_tensors)
        {
            if (_closed) return false;
            tensor.Slot = _tensors.Count;
            _tensors.Add(tensor);
            return true;
        }
    }

    internal void Remove(torch.Tensor tensor)
    {
        lock (_tensors)
        {
            if (_closed) return;
            var last = _tensors[^1];
            _tensors[tensor.Slot] = last;
            last.Slot = tensor.Slot;
            _tensors.RemoveAt(_tensors.Count - 1);
        }
    }

    public void Dispose()
    {
        lock (_tensors)
        {
            if (_closed) return;
            _closed = true;
        }
        for (var k = _tensors.Count - 1; k >= 0; k--) _tensors[k].Dispose();
        _tensors.Clear();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Gives the counts of what tensors were made and disposed on this thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static ThreadDisposeScopeStatistics? t_statistics;

    public static ThreadDisposeScopeStatistics Statistics => t_statistics ??= new();
}

/// <summary>What tensors were made and disposed on one thread.</summary>
public class ThreadDisposeScopeStatistics
{
    /// <summary>Tensors made on this thread less those disposed on it; what the garbage collector releases is not seen
    /// here.</summary>
    public long ThreadTotalLiveCount { get; internal set; }
}
