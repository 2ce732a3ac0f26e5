using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>The pieces of a step: parts of parameters, done in one loop over them all on as many threads as torch may
/// use.</summary>
/// <param name="run">Does a piece: its place among all, the parameter's number, and where it begins and ends in
/// bytes.</param>
internal sealed class Work(Action<int, int, nint, nint> run)
{
    // 128 KiB of each of up to five streams: a thread's share of the caches, and so much work that handing it out costs
    // nothing beside it.
    private const int PieceBytes = 1 << 17;

    private (int Number, nint Begin, nint End)[] _pieces = new (int, nint, nint)[16];
    private int _count;
    private nint _bytes;

    /// <summary>How many pieces there are.</summary>
    internal int Count => _count;

    internal void Clear() => (_count, _bytes) = (0, 0);

    internal void Add(int number, nint bytes)
    {
        _bytes += bytes;
        for (nint begin = 0; begin < bytes; begin += PieceBytes)
        {
            if (_count == _pieces.Length) Array.Resize(ref _pieces, 2 * _count);
            _pieces[_count++] = (number, begin, Math.Min(begin + PieceBytes, bytes));
        }
    }

    internal void Run()
    {
        var threads = _bytes < 2 * PieceBytes ? 1 : Math.Min(get_num_threads(), _count);
        if (threads > 1) new Loop(this).On(threads);
        else
            for (var i = 0; i < _count; i++) Do(i);
    }

    private void Do(int i)
    {
        var (number, begin, end) = _pieces[i];
        run(i, number, begin, end);
    }

    // An object of its own for each step: a thread that the pool starts too late finds nothing left to do in it.
    private sealed class Loop(Work work) : IThreadPoolWorkItem
    {
        private readonly int _count = work._count;
        private int _next, _done;
        private ExceptionDispatchInfo? _failure;

        internal void On(int threads)
        {
            for (var k = 1; k < threads; k++) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            Execute();
            var wait = new SpinWait();
            while (Volatile.Read(ref _done) < _count) wait.SpinOnce(sleep1Threshold: -1);
            _failure?.Throw();
        }

        public void Execute()
        {
            int i;
            while ((i = Interlocked.Increment(ref _next) - 1) < _count)
            {
                try
                {
                    work.Do(i);
                }
                catch (Exception e)
                {
                    _failure = ExceptionDispatchInfo.Capture(e);
                }
                Interlocked.Increment(ref _done);
            }
        }
    }
}
