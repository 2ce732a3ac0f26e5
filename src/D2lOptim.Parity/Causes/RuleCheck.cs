using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>Whether a run's steps are those of a rule: each is replayed from where the run stood, with its own
/// gradient.</summary>
internal static class RuleCheck
{
    private const double ParameterUlps = 4;
    private const double StateUlps = 8;
    private const double MovedUlps = 64;

    // A rule that would move far further than the run did must not buy itself room by it.
    private const double Overshoot = 16;

    // Room this small beside what the run did tells a rule from another.
    private const double Telling = 0.05;

    /// <param name="Step">The first step that the rule does not explain; null where it explains all.</param>
    /// <param name="Parameter">Whose.</param>
    /// <param name="State">Which state of it; null where it is the parameter itself.</param>
    /// <param name="Worst">The largest misfit, in units of what rounding allows.</param>
    /// <param name="Told">How many updates were large enough beside rounding to tell anything.</param>
    internal readonly record struct Result(long? Step, string? Parameter, string? State, double Worst, long Told);

    /// <summary>Replays the steps one by one until one cannot be explained.</summary>
    /// <param name="run">The run.</param>
    /// <param name="ruleOf">The rule of each parameter, by its name in the first trace.</param>
    internal static Result Of(SampledRun run, Func<string, UpdateRule?> ruleOf)
    {
        var rules = run.Parameters.Select(p => ruleOf(p.Name)).ToArray();
        var states = run.Parameters.Zip(rules, (p, rule) => p.Places.Select(_ => rule?.InitialState ?? []).ToArray())
            .ToArray();
        var counts = new long[rules.Length];
        var (worst, told) = (0.0, 0L);
        for (var k = 1; k <= run.Steps.Count; k++)
        {
            var rates = run.Steps[k - 1].Rates;
            for (var i = 0; i < rules.Length; i++)
            {
                var p = run.Parameters[i];
                if (rules[i] is not { } rule) continue;
                var gradients = p.Gradients[k];
                if (gradients is null)
                {
                    for (var e = 0; e < p.Places.Count; e++)
                        if (!Fits(p.Values[k][e], p.Values[k - 1][e], 0, ref worst))
                            return new Result(k, p.Name, null, worst, told);
                    continue;
                }
                counts[i]++;
                var η = p.Group is { } group && group < rates.Length ? rates[group] : double.NaN;
                var eps = Ulp.Epsilon(p.Type);
                string? wrongState = null;
                for (var e = 0; e < p.Places.Count; e++)
                {
                    var (x, after, s) = (p.Values[k - 1][e], p.Values[k][e], states[i][e]);
                    var before = (s[0], s[1], s[2]);
                    var predicted = rule.Step(x, gradients[e], η, counts[i], k, (i, rules.Length), s, out var moved);
                    moved = Math.Min(moved, Overshoot * (Math.Abs(after - x) + rule.WeightDecay * Math.Abs(x)));
                    var recorded = false;
                    for (var n = 0; n < rule.StateNames.Length; n++)
                    {
                        if (!p.States[k].TryGetValue(rule.StateNames[n], out var known)) continue;
                        recorded = true;
                        var old = n switch { 0 => before.Item1, 1 => before.Item2, _ => before.Item3 };
                        var scale = Math.Max(Math.Abs(old), Math.Max(Math.Abs(s[n]), Math.Abs(known[e])));
                        if (!Fits(known[e], s[n],
                            eps * StateUlps * (scale + (IsSquare(rule.StateNames[n]) ? 0 : Math.Abs(gradients[e]))),
                            ref worst)) wrongState ??= rule.StateNames[n];
                        s[n] = known[e];
                    }
                    // Without recorded state the replayed one drifts from the run's by what each step rounds.
                    var allowed = eps * (ParameterUlps * (Math.Abs(x) + Math.Abs(after))
                        + MovedUlps * (recorded || rule.Family == Family.Sgd && rule.Momentum == 0 ? 1
                        : Math.Sqrt(Math.Min(k, 1000))) * moved);
                    if (wrongState is not null || !Fits(after, predicted, allowed, ref worst))
                        return new Result(k, p.Name, wrongState, worst, told);
                    if (double.IsFinite(after) ? allowed < Telling * Math.Abs(after - x) : double.IsFinite(x)) told++;
                }
            }
        }
        return new Result(null, null, null, worst, told);
    }

    // A mean of gradients may cancel, and is then as exact as the gradient; a mean of squares is as exact as itself.
    private static bool IsSquare(string state) => state is not ("exp_avg" or "momentum_buffer" or "grad_avg");

    private static bool Fits(double actual, double predicted, double allowed, ref double worst)
    {
        if (actual == predicted || (!double.IsFinite(actual) && !double.IsFinite(predicted))) return true;
        var misfit = allowed > 0 ? Math.Abs(actual - predicted) / allowed : double.PositiveInfinity;
        if (!(misfit <= 1)) return false;
        worst = Math.Max(worst, misfit);
        return true;
    }
}
