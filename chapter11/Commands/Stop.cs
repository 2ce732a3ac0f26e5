using System.Runtime.InteropServices;

namespace D2lOptim.Chapter11.Commands;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP: the first asks the work to stop where nothing is lost, a second one, or a work that does
/// not come to such a place in time, ends the program.
/// </summary>
internal sealed class Stop : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _source = new();
    private readonly ManualResetEventSlim _done = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _code;

    internal Stop() => _registrations =
    [
        .. new[] { (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1) }
            .Select(signal => PosixSignalRegistration.Create(signal.Item1, context => On(context, 128 + signal.Item2))),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>The exit code of a program that a signal stopped: 130, 143 or 129.</summary>
    internal int Code => _code;

    /// <summary>
    /// Whether a failure is the signal's doing: a Ctrl-C reaches the programs that this one started too, and may be
    /// heard of through them first.
    /// </summary>
    internal bool IsBehind(Exception failure) =>
        failure is OperationCanceledException || Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));

    private void On(PosixSignalContext context, int code)
    {
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0) return;
        context.Cancel = true;
        _source.Cancel();
        // The handler has a thread of its own.
        if (!_done.Wait(s_patience)) Environment.Exit(code);
    }

    public void Dispose()
    {
        _done.Set();
        foreach (var registration in _registrations) registration.Dispose();
    }
}
