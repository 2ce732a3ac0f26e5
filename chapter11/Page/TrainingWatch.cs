using D2lOptim.Parity.Traces;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>Looks on while the book's loops train: reports, cancels, and records the steps.</summary>
internal sealed class TrainingWatch : IDisposable
{
    private const int StepsPerReport = 20;
    private TraceRecorder? _recorder;
    private long _steps;

    /// <summary>All steps of the run.</summary>
    internal long Count { get; set; }

    /// <summary>Stops the run before its next step.</summary>
    internal CancellationToken Cancel { get; init; }

    /// <summary>Is told the part of the run that is done.</summary>
    internal Action<double>? Progress { get; init; }

    /// <summary>The file that the steps are recorded in.</summary>
    internal string? Trace { get; init; }

    /// <summary>What the loop is given.</summary>
    /// <param name="recorder">Makes the recorder, once the parameters are known.</param>
    internal StepHook Steps(Func<string, IReadOnlyList<Tensor>, TraceRecorder> recorder) => (loss, X, parameters) =>
    {
        Cancel.ThrowIfCancellationRequested();
        if (_steps++ % StepsPerReport == 0) Progress?.Invoke((double)_steps / Count);
        if (Trace is null) return;
        _recorder ??= recorder(Trace, parameters);
        _recorder.Before(loss, X);
    };

    public void Dispose() => _recorder?.Dispose();
}
