using D2lOptim.Parity.Traces;
using static TorchSharp.torch;

namespace D2lOptim.Parity;

/// <summary>Holds a port against its original, in a test of any framework.</summary>
public static class ParityAssert
{
    /// <summary>Runs a training loop, records it, and compares it with a trace.</summary>
    /// <param name="trace">The original's trace.</param>
    /// <param name="model">The port's model.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="loop">The loop, which calls <see cref="TraceRecorder.Step"/> where it would call the optimizer's
    /// step.</param>
    /// <param name="map">Parameters that are called otherwise, of the form <c>first=second</c> or
    /// <c>first=second,transposed</c>.</param>
    /// <exception cref="ParityException">The two part by more than rounding; the message is the report.</exception>
    /// <exception cref="BadInputException">The trace cannot be read, or the parameters do not match.</exception>
    public static void Equal(string trace, nn.Module model, optim.Optimizer optimizer, Action<TraceRecorder> loop,
        params string[] map)
    {
        var made = Path.Combine(Path.GetTempPath(), $"d2l-{Guid.NewGuid():N}.npz");
        try
        {
            using (var recorder = new TraceRecorder(made, model, optimizer)) loop(recorder);
            using TraceReader original = new(trace), port = new(made, "the port");
            var report = TraceReport.Of(original, port, new NameMap(map));
            if (!report.Agrees) throw new ParityException(report);
        }
        finally
        {
            File.Delete(made);
        }
    }
}

/// <summary>Two runs part; the message is the report.</summary>
/// <param name="report">What is said of them.</param>
public sealed class ParityException(TraceReport report) : Exception(string.Join(Environment.NewLine, report.Lines()))
{
    /// <summary>The report.</summary>
    public TraceReport Report { get; } = report;
}
