namespace D2lOptim.Parity.Causes;

/// <summary>The ways in which a rule is miswritten, or written otherwise.</summary>
internal static class Alternatives
{
    private static readonly double[] s_eps = [0, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-10, 1e-12, 1e-16];
    private static readonly double[] s_decays = [0, 0.5, 0.1, 0.05, 0.01, 5e-3, 1e-3, 5e-4, 1e-4];
    private static readonly double[] s_rates = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999];
    private static readonly double[] s_starts = [0, 1e-6, 1e-8, 1e-3, 0.1, 1];
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
        void Add(CauseKind kind, Func<UpdateRule, bool> applies, Func<UpdateRule, UpdateRule> change) =>
            all.Add(new(kind, rule => applies(rule) ? change(rule) : rule));

        foreach (var value in s_eps.Concat(others.Select(o => o.Eps)).Distinct())
            Add(CauseKind.EpsValue, HasEps, r => r with { Eps = value });
        foreach (var value in Enum.GetValues<EpsPlace>())
            Add(CauseKind.EpsPlace, r => CanStand(value, r), r => r with { EpsPlace = value });
        foreach (var value in s_decays.Concat(others.Select(o => o.WeightDecay)).Distinct())
            foreach (var kind in Enum.GetValues<DecayPlace>())
            {
                Add(CauseKind.WeightDecay, r => kind == r.Decay || r.WeightDecay == 0,
                    r => r with { WeightDecay = value, Decay = value == 0 ? r.Decay : kind });
            }
        foreach (var value in Enum.GetValues<DecayPlace>())
            Add(CauseKind.DecayKind, r => r.WeightDecay != 0, r => r with { Decay = value });
        foreach (var value in Enum.GetValues<BiasCorrection>())
            Add(CauseKind.BiasCorrection, r => r.Family is Family.Adam or Family.AdaBelief
            || (r.Family == Family.Adamax && value == BiasCorrection.None), r => r with { Bias = value });
        foreach (var value in Enum.GetValues<Velocity>())
            foreach (var dampening in value is Velocity.Torch or Velocity.DampedFromStart
                ? s_dampenings.Concat(others.Select(o => o.Dampening)).Distinct() : [0])
                Add(CauseKind.Dampening, HasVelocity,
                    r => r with
                    {
                        Velocity = dampening == 0 && value == Velocity.DampedFromStart ? Velocity.Torch
                    : value,
                        Dampening = dampening
                    });
        foreach (var value in Enum.GetValues<LookAhead>())
            Add(CauseKind.Nesterov, HasVelocity, r => r with { LookAhead = value });
        foreach (var value in s_rates.Concat(others.SelectMany(o => new[] { o.Momentum, o.Beta1, o.Beta2 })).Distinct())
        {
            if (value > 0)
                Add(CauseKind.Momentum, r => r.Family is Family.Sgd or Family.RmsProp,
                r => r with { Momentum = value });
            Add(CauseKind.Momentum, r => r.Family is Family.Adam or Family.Adamax, r => r with { Beta1 = value });
            Add(CauseKind.Momentum, r => r.Family is Family.Adam or Family.Adamax or Family.RmsProp or Family.Adadelta,
                r => r with { Beta2 = value });
        }
        Add(CauseKind.Momentum, r => r.Family is Family.Adam or Family.Adamax,
            r => r with { Beta1 = r.Beta2, Beta2 = r.Beta1 });
        foreach (var value in s_starts.Concat(others.Select(o => o.InitialSquare)).Distinct())
            Add(CauseKind.Init, r => r.HasSquares, r => r with { InitialSquare = value });
        Add(CauseKind.Momentum, HasVelocity,
            r => r with { Momentum = 0, LookAhead = LookAhead.None, Dampening = 0, Velocity = Velocity.Torch });
        foreach (var value in Enum.GetValues<History>())
            Add(CauseKind.History, r => Applies(value, r),
                r => r with { History = value, RestartedAt = value is History.Restarted or History.Lost ? step : 0 });
        foreach (var value in Enum.GetValues<Target>())
            Add(CauseKind.Target, _ => true, r => r with { Target = value });
        Add(CauseKind.Algorithm, r => r.Family == Family.Adam, r => r with { Amsgrad = !r.Amsgrad });
        Add(CauseKind.Algorithm, r => r.Family == Family.Adam, r => r with { Yogi = !r.Yogi });
        Add(CauseKind.Algorithm, r => r.Family == Family.RmsProp, r => r with { Centered = !r.Centered });
        return all;

        bool Applies(History history, UpdateRule r) => history switch
        {
            History.Kept => true,
            History.Restarted => step > 1 && (r.Family != Family.Sgd || r.Momentum > 0),
            History.Lost => step > 1 && r.Family is Family.Adam,
            History.OfFirstMoment => r.Family == Family.Adam,
            History.NotSquared => r.Family is Family.AdaGrad or Family.Adadelta or Family.Adam,
            History.Summed => r.Family == Family.RmsProp,
            History.UpdatedAfterUse =>
                r.Family is not (Family.Adadelta or Family.Adamax) && (r.Family != Family.Sgd || r.Momentum > 0),
            _ => r.Family is not (Family.Sgd or Family.Adamax) || r.Momentum > 0,
        };
    }

    /// <summary>Every algorithm as it is usually written.</summary>
    internal static IReadOnlyList<UpdateRule> Usual { get; } =
    [
        new(Family.Sgd),
        new(Family.Sgd) { Momentum = 0.9 },
        new(Family.Adam) { Eps = 1e-8 },
        new(Family.Adam) { Eps = 1e-8, WeightDecay = 0.01, Decay = DecayPlace.Decoupled },
        new(Family.RmsProp) { Eps = 1e-8, Beta2 = 0.99 },
        new(Family.AdaGrad) { Eps = 1e-10 },
        new(Family.Adadelta) { Eps = 1e-6, EpsPlace = EpsPlace.InRoot, Beta2 = 0.9 },
        new(Family.Adamax) { Eps = 1e-8 },
        new(Family.Adam) { Eps = 1e-3, Yogi = true },
        new(Family.RAdam) { Eps = 1e-8 },
        new(Family.NAdam) { Eps = 1e-8 },
        new(Family.AdaBelief) { Eps = 1e-16 },
        new(Family.Lion) { Beta2 = 0.99 },
        new(Family.Asgd),
        new(Family.Rprop),
    ];

    private static bool HasEps(UpdateRule rule) =>
        rule.Family is not (Family.Sgd or Family.Lion or Family.Asgd or Family.Rprop);

    private static bool CanStand(EpsPlace place, UpdateRule rule) => place switch
    {
        EpsPlace.BesideRoot => HasEps(rule) && rule.Family != Family.Adamax,
        EpsPlace.InRoot => HasEps(rule) && rule.Family is not (Family.Adamax or Family.RAdam),
        EpsPlace.BeforeCorrection => rule.Family is Family.Adam,
        _ => rule.Family is Family.Adam or Family.RmsProp or Family.AdaGrad,
    };

    private static bool HasVelocity(UpdateRule rule) => rule.Family == Family.Sgd && rule.Momentum > 0;
}
