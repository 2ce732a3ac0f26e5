using D2lOptim.Parity.Traces;
using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Why learning rates differ.</summary>
internal static class RateCause
{
    /// <summary>Reads the rates of both whole runs, as a schedule shows only over epochs.</summary>
    internal static Cause Of(TraceReader a, TraceReader b, NameMap map, Divergence beyond)
    {
        // Of one group each, the first parameter need not be in it.
        var parameter = beyond.Parameter ?? a.Header.Parameters[0].Name;
        var one = Stretches(a, a.Header.GroupOf(parameter) ?? 0);
        var other = Stretches(b, b.Header.GroupOf(map[parameter].Name) ?? 0);
        var many = a.Header.Groups.Count > 1 || b.Header.Groups.Count > 1;
        return Late("second", other, one) ?? Late("first", one, other) ?? PerBatch("second", other, "first", one)
            ?? PerBatch("first", one, "second", other)
            ?? new Cause(CauseKind.LearningRate, beyond.Step, beyond.Array,
                $"the learning rate{(many ? $" of {parameter}" : "")} is {Number(beyond.A)} in the first and "
                + $"{Number(beyond.B)} in the second");

        // The same rates in the same order, but each for a step only.
        Cause? PerBatch(string quick, List<(double Rate, long Steps)> fast, string slow,
            List<(double Rate, long Steps)> steady) =>
            a.Header.Every == 1 && b.Header.Every == 1 && steady.Count > 1 && fast.Count > steady.Count
                && steady.Zip(fast).All(pair => Math.Abs(pair.First.Rate - pair.Second.Rate) <= 1e-9 * pair.First.Rate)
                && fast.SkipLast(1).All(stretch => stretch.Steps == 1)
                ? new Cause(CauseKind.LearningRatePerBatch, beyond.Step, beyond.Array,
                    $"the {quick}'s learning rate changes every step, the {slow}'s takes the same values but keeps "
                        + $"the first for {steady[0].Steps} steps: a schedule that is advanced once a batch instead "
                        + $"of once an epoch")
                : null;

        // The same rates, after more steps; those before the first are whatever the schedule starts from.
        Cause? Late(string who, List<(double Rate, long Steps)> late, List<(double Rate, long Steps)> prompt)
        {
            double[] x = Steps(prompt), y = Steps(late);
            var most = Math.Min(x.Length, y.Length) - 3;
            var shift = Enumerable.Range(1, Math.Max(0, most))
                .FirstOrDefault(k => x.Distinct().Count() > 2 && Enumerable.Range(k, Math.Min(x.Length, y.Length) - k)
                .All(i => Math.Abs(y[i] - x[i - k]) <= 1e-9 * x[i - k]));
            return a.Header.Every == 1 && b.Header.Every == 1 && shift > 0
                ? new Cause(CauseKind.LearningRate, beyond.Step, beyond.Array,
                    $"the {who}'s schedule is {shift} step{(shift == 1 ? "" : "s")} late, the rates are else the same")
                : null;
        }
    }

    private static double[] Steps(List<(double Rate, long Steps)> stretches) =>
        [.. stretches.SelectMany(stretch => Enumerable.Repeat(stretch.Rate, (int)stretch.Steps))];

    private static List<(double Rate, long Steps)> Stretches(TraceReader trace, int group)
    {
        List<(double Rate, long Steps)> stretches = [];
        foreach (var step in trace.Steps())
        {
            if (step.Number == 0 || !step.Layout.ByName.TryGetValue("lr", out var rates)) continue;
            var rate = step.At(rates, group);
            if (stretches.Count > 0 && stretches[^1].Rate == rate) stretches[^1] = (rate, stretches[^1].Steps + 1);
            else stretches.Add((rate, 1));
        }
        return stretches;
    }
}
