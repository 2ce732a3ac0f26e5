using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>Turns what a header says of its optimizer into the rule that torch.optim, or the book, has for
/// it.</summary>
internal static class DeclaredRule
{
    /// <summary>Null where the header names no optimizer that is known here.</summary>
    internal static UpdateRule? Of(TraceHeader header, string parameter)
    {
        if (header.GroupOf(parameter) is null) return new UpdateRule(Family.None);
        var options = header.OptionsOf(parameter);
        double Number(string name, double otherwise) =>
            options.GetValueOrDefault(name) is double value ? value : otherwise;
        double Eps(double otherwise) =>
            Number("eps_root", 0) is var within and not 0 ? within : Number("eps", otherwise);
        bool Is(string name) => options.GetValueOrDefault(name) is true;
        var inRoot = Number("eps_root", 0);
        if (inRoot != 0 && Number("eps", 0) != 0) return null; // Two of them: no rule here has both.
        var place = inRoot != 0 ? EpsPlace.InRoot : EpsPlace.BesideRoot;
        var decay = Number("weight_decay", 0);
        var rule = header.Optimizer?.ToLowerInvariant() switch
        {
            "sgd" or "momentum" =>
                new UpdateRule(Family.Sgd)
                {
                    Momentum = Number("momentum", 0),
                    Dampening = Number("dampening", 0),
                    LookAhead = Is("nesterov") ? LookAhead.Torch : LookAhead.None
                },
            "nesterov" => new UpdateRule(Family.Sgd)
            {
                Momentum = Number("momentum", 0.9),
                LookAhead = LookAhead.Torch
            },
            "adagrad" => new UpdateRule(Family.AdaGrad)
            {
                Eps = Eps(1e-10),
                EpsPlace = place,
                LrDecay = Number("lr_decay", 0),
                InitialSquare = Number("initial_accumulator_value", 0)
            },
            "rmsprop" => new UpdateRule(Family.RmsProp)
            {
                Eps = Eps(1e-8),
                EpsPlace = place,
                Beta2 = Number("alpha", Number("gamma", 0.99)),
                Momentum = Number("momentum", 0),
                Centered = Is("centered")
            },
            "adadelta" => new UpdateRule(Family.Adadelta)
            {
                Eps = Number("eps", 1e-6),
                EpsPlace = EpsPlace.InRoot,
                Beta2 = Number("rho", 0.9)
            },
            "adam" when inRoot == 0 =>
                new UpdateRule(Family.Adam)
                {
                    Eps = Number("eps", 1e-8),
                    Beta1 = Number("beta1", 0.9),
                    Beta2 = Number("beta2", 0.999),
                    Amsgrad = Is("amsgrad")
                },
            "adamw" when inRoot == 0 =>
                new UpdateRule(Family.Adam)
                {
                    Eps = Number("eps", 1e-8),
                    Beta1 = Number("beta1", 0.9),
                    Beta2 = Number("beta2", 0.999),
                    Amsgrad = Is("amsgrad"),
                    Decay = DecayPlace.Decoupled
                },
            "adamax" => new UpdateRule(Family.Adamax)
            {
                Eps = Number("eps", 1e-8),
                Beta1 = Number("beta1", 0.9),
                Beta2 = Number("beta2", 0.999)
            },
            "yogi" => new UpdateRule(Family.Adam)
            {
                Eps = Number("eps", 1e-3),
                Beta1 = Number("beta1", 0.9),
                Beta2 = Number("beta2", 0.999),
                Yogi = true
            },
            "adabelief" =>
                new UpdateRule(Family.AdaBelief)
                {
                    Eps = Number("eps", 1e-16),
                    Beta1 = Number("beta1", 0.9),
                    Beta2 = Number("beta2", 0.999),
                    Decay = DecayPlace.Decoupled
                },
            "radam" => new UpdateRule(Family.RAdam)
            {
                Eps = Number("eps", 1e-8),
                Beta1 = Number("beta1", 0.9),
                Beta2 = Number("beta2", 0.999)
            },
            "nadam" => new UpdateRule(Family.NAdam)
            {
                Eps = Number("eps", 1e-8),
                Beta1 = Number("beta1", 0.9),
                Beta2 = Number("beta2", 0.999)
            },
            "lion" => new UpdateRule(Family.Lion)
            {
                Beta1 = Number("beta1", 0.9),
                Beta2 = Number("beta2", 0.99),
                Decay = DecayPlace.Decoupled
            },
            "asgd" => new UpdateRule(Family.Asgd),
            "rprop" => new UpdateRule(Family.Rprop),
            _ => null,
        };
        return rule is null ? null
            : rule with { WeightDecay = decay, Target = Is("maximize") ? Target.Ascent : Target.Parameter };
    }
}
