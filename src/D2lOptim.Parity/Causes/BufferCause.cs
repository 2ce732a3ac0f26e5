using System.Globalization;
using D2lOptim.Parity.Traces;
using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Why a module's buffers differ where its outputs agree: the running statistics of a batch
/// normalisation.</summary>
internal static class BufferCause
{
    private const double Near = 1e-3;

    /// <param name="beyond">Where they part.</param>
    /// <param name="header">What the first tells of its parts.</param>
    /// <param name="before">The buffer before the step, equal in both.</param>
    /// <param name="x">The first's after it.</param>
    /// <param name="y">The second's.</param>
    internal static (CauseKind Kind, string Text) Of(Divergence beyond, TraceHeader header, double[]? before,
        double[] x, double[] y)
    {
        var buffer = beyond.Array["buffer/".Length..];
        var located = $"not explained: the outputs agree and the buffer {buffer} does not";
        if (before is null || before.Length != x.Length || x.Length != y.Length)
            return (CauseKind.NotExplained, $"{located}; record from the first step");
        var moved = before.Zip(x, (from, to) => to - from).ToArray();
        var other = before.Zip(y, (from, to) => to - from).ToArray();
        if (other.All(d => d == 0))
            return (CauseKind.Statistics,
            $"{buffer} is not updated in the second: its module is in evaluation there, "
                + "or keeps no running statistics");
        if (moved.All(d => d == 0))
            return (CauseKind.Statistics,
            $"{buffer} is not updated in the first: its module is in evaluation there, or keeps no running statistics");
        var c = moved.Zip(other, (d, e) => d * e).Sum() / moved.Sum(d => d * d);
        var scale = moved.Concat(other).Max(Math.Abs);
        if (Divisor(buffer, header, before, moved, other) is { } divisor) return (CauseKind.Statistics, divisor);
        if (!moved.Zip(other).All(z => Math.Abs(z.Second - c * z.First) <= Near * scale))
            return (CauseKind.NotExplained, $"{located}, and its steps are not each other's multiples");
        var module = header.Modules.FirstOrDefault(m => buffer.StartsWith($"{m.Name}.", StringComparison.Ordinal));
        var told = module is not null && module.Options.TryGetValue("momentum", out var momentum)
            && double.TryParse(momentum, System.Globalization.CultureInfo.InvariantCulture, out var m1)
            ? $"momentum is {Number(m1)} in the first, {Number(Math.Round(c * m1, 6))} in the second"
            : "another momentum";
        return (CauseKind.Statistics,
            $"the running statistic {buffer} moves {Number(Math.Round(c, 6))} times as far in the second: {told}");
    }

    // The batch's variance is (after − (1 − m)·before) / m: of n numbers, divided by n − 1 in torch.
    private static string? Divisor(string buffer, TraceHeader header, double[] before, double[] moved, double[] other)
    {
        if (!buffer.EndsWith("running_var", StringComparison.Ordinal)
            || header.Modules.FirstOrDefault(m => buffer == $"{m.Name}.running_var") is not { } module
            || !module.Options.TryGetValue("momentum", out var told)
            || !double.TryParse(told, CultureInfo.InvariantCulture, out var momentum) || momentum <= 0) return null;
        var ratios = before.Select((from, k) => (from + other[k] / momentum) / (from + moved[k] / momentum)).ToArray();
        var c = ratios.Average();
        if (!ratios.All(r => Math.Abs(r - c) <= 1e-4 * c) || Math.Abs(c - 1) is < 1e-5 or > 0.6) return null;
        var n = c < 1 ? 1 / (1 - c) : c / (c - 1);
        return Math.Abs(n - Math.Round(n)) > 0.02 * n ? null : c < 1
            ? $"the batch's variance in {buffer} is divided by n − 1 in the first, by n in the second, n = {n:F0}"
            : $"the batch's variance in {buffer} is divided by n in the first, by n − 1 in the second, n = {n:F0}";
    }
}
