using D2lOptim.Parity.Traces;
using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Why learning rates differ.</summary>
internal static class RateCause
{
    internal static Cause Of(SampledRun a, SampledRun b, Divergence beyond)
    {
        double[] one = [.. a.Steps.Select(s => s.Rates.FirstOrDefault())], other = [.. b.Steps.Select(s => s.Rates.FirstOrDefault())];
        var k = (int)beyond.Step - 1;
        if (Steady(one, k) && EveryStep(other, k) is { } f) return PerBatch("second", "first", f);
        if (Steady(other, k) && EveryStep(one, k) is { } g) return PerBatch("first", "second", g);
        return new Cause(CauseKind.LearningRate, beyond.Step, beyond.Array, $"the learning rate is {Number(beyond.A)} in the first and {Number(beyond.B)} in the second");

        Cause PerBatch(string quick, string slow, double factor) => new(CauseKind.LearningRatePerBatch, beyond.Step, beyond.Array,
            $"the {quick}'s learning rate is multiplied by {Number(factor)} every step, the {slow}'s stays as it was: a schedule that is advanced once a batch instead of once an epoch");
    }

    private static bool Steady(double[] rates, int k) => k > 0 && rates.Take(k + 1).Distinct().Count() == 1;

    // The same factor at each of the steps that were read from the parting on.
    private static double? EveryStep(double[] rates, int k)
    {
        if (k < 1 || rates.Length < k + 3) return null;
        var factor = rates[k] / rates[k - 1];
        return factor != 1 && Enumerable.Range(k + 1, Math.Min(4, rates.Length - k - 1)).All(n => Math.Abs(rates[n] / rates[n - 1] - factor) <= 1e-9) ? factor : null;
    }
}
