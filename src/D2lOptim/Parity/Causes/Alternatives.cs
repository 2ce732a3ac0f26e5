namespace D2lOptim.Parity.Causes;

/// <summary>The ways in which a rule is miswritten, or written otherwise.</summary>
internal static class Alternatives
{
    private static readonly double[] s_eps = [0, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-10, 1e-12, 1e-16];
    private static readonly double[] s_decays = [0, 0.5, 0.1, 0.05, 0.01, 5e-3, 1e-3, 5e-4, 1e-4];
    private static readonly double[] s_rates = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999];
    private static readonly double[] s_dampenings = [0, 0.1, 0.5, 0.9, 1];

    /// <summary>One change of a rule.</summary>
    /// <param name="Kind">What it would be called.</param>
    /// <param name="Apply">Makes it; gives the rule itself where it changes nothing.</param>
    internal sealed record Change(CauseKind Kind, Func<UpdateRule, UpdateRule> Apply);

    /// <param name="others">Rules whose numbers are worth a try: the other run's, and the declared ones.</param>
    /// <param name="step">Where the runs part.</param>
    internal static IReadOnlyList<Change> Of(IReadOnlyList<UpdateRule> others, long step)
    {
        List<Change> all = [];
        void Add(CauseKind kind, Func<UpdateRule, bool> applies, Func<UpdateRule, UpdateRule> change) => all.Add(new(kind, rule => applies(rule) ? change(rule) : rule));

        foreach (var value in s_eps.Concat(others.Select(o => o.Eps)).Distinct()) Add(CauseKind.EpsValue, HasEps, r => r with { Eps = value });
        foreach (var value in Enum.GetValues<EpsPlace>()) Add(CauseKind.EpsPlace, r => HasEps(r) && r.Family != Family.Adamax && !(r.Family == Family.Adadelta && value == EpsPlace.OutsideDivision), r => r with { EpsPlace = value });
        foreach (var value in s_decays.Concat(others.Select(o => o.WeightDecay)).Distinct())
            foreach (var kind in Enum.GetValues<DecayPlace>())
            {
                Add(CauseKind.WeightDecay, r => kind == r.Decay || r.WeightDecay == 0, r => r with { WeightDecay = value, Decay = value == 0 ? r.Decay : kind });
            }
        foreach (var value in Enum.GetValues<DecayPlace>()) Add(CauseKind.DecayKind, r => r.WeightDecay != 0, r => r with { Decay = value });
        foreach (var value in Enum.GetValues<BiasCorrection>()) Add(CauseKind.BiasCorrection, r => r.Family == Family.Adam || (r.Family == Family.Adamax && value == BiasCorrection.None), r => r with { Bias = value });
        foreach (var value in Enum.GetValues<Velocity>())
            foreach (var dampening in value is Velocity.Torch or Velocity.DampedFromStart ? s_dampenings.Concat(others.Select(o => o.Dampening)).Distinct() : [0])
                Add(CauseKind.Dampening, HasVelocity, r => r with { Velocity = dampening == 0 && value == Velocity.DampedFromStart ? Velocity.Torch : value, Dampening = dampening });
        foreach (var value in Enum.GetValues<LookAhead>()) Add(CauseKind.Nesterov, HasVelocity, r => r with { LookAhead = value });
        foreach (var value in s_rates.Concat(others.SelectMany(o => new[] { o.Momentum, o.Beta1, o.Beta2 })).Distinct())
        {
            if (value > 0) Add(CauseKind.Momentum, r => r.Family is Family.Sgd or Family.RmsProp, r => r with { Momentum = value });
            Add(CauseKind.Momentum, r => r.Family is Family.Adam or Family.Adamax, r => r with { Beta1 = value });
            Add(CauseKind.Momentum, r => r.Family is Family.Adam or Family.Adamax or Family.RmsProp or Family.Adadelta, r => r with { Beta2 = value });
        }
        Add(CauseKind.Momentum, HasVelocity, r => r with { Momentum = 0, LookAhead = LookAhead.None, Dampening = 0, Velocity = Velocity.Torch });
        foreach (var value in Enum.GetValues<History>())
            Add(CauseKind.History, r => Applies(value, r), r => r with { History = value, RestartedAt = value == History.Restarted ? step : 0 });
        foreach (var value in Enum.GetValues<Target>()) Add(CauseKind.Target, _ => true, r => r with { Target = value });
        Add(CauseKind.Algorithm, r => r.Family == Family.Adam, r => r with { Amsgrad = !r.Amsgrad });
        Add(CauseKind.Algorithm, r => r.Family == Family.Adam, r => r with { Yogi = !r.Yogi });
        Add(CauseKind.Algorithm, r => r.Family == Family.RmsProp, r => r with { Centered = !r.Centered });
        return all;

        bool Applies(History history, UpdateRule r) => history switch
        {
            History.Kept => true,
            History.Restarted => step > 1 && (r.Family != Family.Sgd || r.Momentum > 0),
            History.NotSquared => r.Family is Family.AdaGrad or Family.Adadelta or Family.Adam,
            History.Summed => r.Family == Family.RmsProp,
            History.UpdatedAfterUse => r.Family is not (Family.Adadelta or Family.Adamax) && (r.Family != Family.Sgd || r.Momentum > 0),
            _ => r.Family is not (Family.Sgd or Family.Adamax) || r.Momentum > 0,
        };
    }

    private static bool HasEps(UpdateRule rule) => rule.Family != Family.Sgd;

    private static bool HasVelocity(UpdateRule rule) => rule.Family == Family.Sgd && rule.Momentum > 0;
}
