using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Says in which places two rules differ, and how.</summary>
internal static class RuleText
{
    internal static IReadOnlyList<(CauseKind Kind, string Text)> Differences(UpdateRule a, UpdateRule b)
    {
        List<(CauseKind, string)> found = [];
        void Add(CauseKind kind, bool differs, string one, string other)
        {
            if (differs) found.Add((kind, $"{one} in the first, {other} in the second"));
        }
        Add(CauseKind.Target, (a.Family == Family.None) != (b.Family == Family.None), Held(a), Held(b));
        if (found.Count > 0) return found;
        Add(CauseKind.Algorithm, a.Family != b.Family, Name(a), Name(b));
        if (a.Family != b.Family) return found;
        Add(CauseKind.Algorithm, a.Yogi != b.Yogi, a.Yogi ? "Yogi" : "Adam", b.Yogi ? "Yogi" : "Adam");
        Add(CauseKind.Algorithm, a.Amsgrad != b.Amsgrad, a.Amsgrad ? "amsgrad" : "no amsgrad", b.Amsgrad ? "amsgrad"
            : "none");
        Add(CauseKind.Algorithm, a.Centered != b.Centered, a.Centered ? "centered" : "not centered", b.Centered
            ? "centered" : "not centered");
        Add(CauseKind.EpsPlace, a.EpsPlace != b.EpsPlace, Text(a.EpsPlace), Text(b.EpsPlace));
        Add(CauseKind.EpsValue, a.Eps != b.Eps, $"ε = {Number(a.Eps)}", Number(b.Eps));
        Add(CauseKind.WeightDecay, a.WeightDecay != b.WeightDecay, Decayed(a), Decayed(b));
        Add(CauseKind.DecayKind, a.WeightDecay == b.WeightDecay && a.Decay != b.Decay, Decayed(a), Decayed(b));
        Add(CauseKind.Momentum, a.Momentum != b.Momentum, $"momentum {Number(a.Momentum)}", Number(b.Momentum));
        var swapped = a.Beta1 != b.Beta1 && a.Beta1 == b.Beta2 && a.Beta2 == b.Beta1;
        Add(CauseKind.Momentum, swapped, $"β₁ = {Number(a.Beta1)} and β₂ = {Number(a.Beta2)}", "the two swapped");
        Add(CauseKind.Momentum, a.Beta1 != b.Beta1 && !swapped, $"β₁ = {Number(a.Beta1)}", Number(b.Beta1));
        Add(CauseKind.Momentum, a.Beta2 != b.Beta2 && !swapped,
            $"{(a.Family switch { Family.RmsProp => "α", Family.Adadelta => "ρ", _ => "β₂" })} = {Number(a.Beta2)}",
            Number(b.Beta2));
        Add(CauseKind.Init, a.InitialSquare != b.InitialSquare, $"squares that start at {Number(a.InitialSquare)}",
            $"at {Number(b.InitialSquare)}");
        Add(CauseKind.LearningRate, a.LrDecay != b.LrDecay, $"lr_decay {Number(a.LrDecay)}", Number(b.LrDecay));
        Add(CauseKind.Dampening, a.Momentum > 0 && b.Momentum > 0
            && (a.Velocity != b.Velocity || a.Dampening != b.Dampening), Text(a.Velocity, a), Text(b.Velocity, b));
        Add(CauseKind.Nesterov, a.LookAhead != b.LookAhead, Text(a.LookAhead), Text(b.LookAhead));
        Add(CauseKind.BiasCorrection, a.Bias != b.Bias, Text(a.Bias), Text(b.Bias));
        Add(CauseKind.History, a.History != b.History, Text(a.History, a), Text(b.History, b));
        Add(CauseKind.Target, a.Target != b.Target, Text(a.Target), Text(b.Target));
        return found;
    }

    /// <summary>The algorithm's usual name.</summary>
    internal static string Name(UpdateRule rule) => rule.Family switch
    {
        Family.None => "no update",
        Family.Sgd when rule.Momentum == 0 => "plain gradient descent, x − lr·g",
        Family.Sgd => rule.LookAhead == LookAhead.Torch ? "Nesterov" : "momentum",
        Family.RmsProp => "RMSProp",
        Family.Adam when rule.Yogi => "Yogi",
        Family.Adam when rule.WeightDecay != 0 && rule.Decay == DecayPlace.Decoupled => "AdamW",
        Family.Asgd => "ASGD",
        var family => $"{family}",
    };

    private static string Held(UpdateRule rule) =>
        rule.Family == Family.None ? "a parameter that is none of the optimizer's" : "one that it changes";

    private static string Text(EpsPlace place) => place switch
    {
        EpsPlace.InRoot => "ε inside the root, √(s + ε)",
        EpsPlace.OutsideDivision => "ε outside the division, (lr/√s + ε)·m",
        EpsPlace.BeforeCorrection => "ε added before the bias correction, (√s + ε)/√(1 − β₂ᵗ)",
        EpsPlace.NoRoot => "no root, s + ε",
        _ => "ε beside the root, √s + ε",
    };

    private static string Decayed(UpdateRule rule) =>
        rule.WeightDecay == 0 ? "no weight decay" : $"weight decay {Number(rule.WeightDecay)} {rule.Decay switch
        {
            DecayPlace.Coupled => "coupled, as λ·x in the gradient (L2)",
            DecayPlace.Decoupled => "decoupled, x shrinks by lr·λ (AdamW)",
            _ => "decoupled, x shrinks by λ without the learning rate",
        }}";

    private static string Text(Velocity velocity, UpdateRule rule) => velocity switch
    {
        Velocity.Averaged => "v ← β·v + (1 − β)·g",
        Velocity.HoldsRate => "v ← β·v + lr·g",
        Velocity.DampedFromStart => $"v ← β·v + {Number(1 - rule.Dampening)}·g from the first step on",
        _ when rule.Dampening != 0 => $"dampening {Number(rule.Dampening)}, with v = g at the first step",
        _ => "v ← β·v + g",
    };

    private static string Text(LookAhead look) =>
        look == LookAhead.Torch ? "Nesterov, x ← x − lr·(g + β·v)" : "plain momentum, x ← x − lr·v";

    private static string Text(BiasCorrection bias) => bias switch
    {
        BiasCorrection.None => "no bias correction",
        BiasCorrection.OneBehind => "bias correction started at t = 0",
        BiasCorrection.OneAhead => "bias correction started at t = 2",
        BiasCorrection.FirstMomentOnly => "bias correction of the first moment alone",
        BiasCorrection.CountedByParameter => "bias correction by a t that counts parameters, not steps",
        BiasCorrection.SecondMomentOnly => "bias correction of the second moment alone",
        _ => "bias correction from t = 1",
    };

    private static string Text(History history, UpdateRule rule) => history switch
    {
        History.UpdatedAfterUse => "a history that is updated after its use",
        History.NeverUpdated => "a history that is never updated",
        History.Restarted => $"a history that starts anew before step {rule.RestartedAt}",
        History.Lost => $"state and count of steps lost before step {rule.RestartedAt}",
        History.OfFirstMoment => "squares of the first moment, m², in the place of g²",
        History.NotSquared => rule.Family == Family.Adadelta ? "a history of Δ, not Δ²" : "a history of |g|, not g²",
        History.Summed => "a history that sums, with no decay",
        _ => "a history that is kept and updated before its use",
    };

    private static string Text(Target target) => target switch
    {
        Target.Nothing => "an update that does not reach the parameter",
        Target.Ascent => "an update added to the parameter",
        _ => "an update subtracted from the parameter",
    };
}
