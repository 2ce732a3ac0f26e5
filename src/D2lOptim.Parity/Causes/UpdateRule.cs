using System.Globalization;

namespace D2lOptim.Parity.Causes;

/// <summary>
/// One way in which an optimizer may be written: the algorithm, its numbers, and each of the places where programs
/// part.
/// It changes one element, in double.
/// </summary>
/// <remarks>The formulas stand here a second time because those of Optimizers, and torch's, have no places to be
/// written otherwise in. Tests replay both by them.</remarks>
internal sealed record UpdateRule(Family Family)
{
    public double Eps { get; init; }
    public EpsPlace EpsPlace { get; init; }
    public double WeightDecay { get; init; }
    public DecayPlace Decay { get; init; }
    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.999;
    public double Momentum { get; init; }
    public double Dampening { get; init; }
    public Velocity Velocity { get; init; }
    public LookAhead LookAhead { get; init; }
    public BiasCorrection Bias { get; init; }
    public History History { get; init; }
    public Target Target { get; init; }
    public bool Amsgrad { get; init; }
    public bool Centered { get; init; }
    public bool Yogi { get; init; }
    public double LrDecay { get; init; }

    /// <summary>Where a history of squares starts.</summary>
    public double InitialSquare { get; init; }

    /// <summary>The step before which a history that is <see cref="History.Restarted"/> or <see cref="History.Lost"/>
    /// restarts.</summary>
    public long RestartedAt { get; init; }

    /// <summary>The state's names in torch.optim, in the order of <see cref="Step"/>'s.</summary>
    internal string[] StateNames => Family switch
    {
        Family.None => [],
        Family.Sgd => ["momentum_buffer"],
        Family.AdaGrad => ["sum"],
        Family.RmsProp => ["square_avg", "grad_avg", "momentum_buffer"],
        Family.Adadelta => ["square_avg", "acc_delta"],
        Family.Adamax => ["exp_avg", "exp_inf"],
        Family.AdaBelief => ["exp_avg", "exp_avg_var"],
        Family.Lion => ["exp_avg"],
        Family.Asgd => [],
        Family.Rprop => ["prev", "step_size"],
        _ => ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"],
    };

    internal double[] InitialState => Family switch
    {
        Family.AdaGrad or Family.RmsProp or Family.Adadelta => [InitialSquare, 0, 0],
        Family.Adam or Family.AdaBelief => [0, InitialSquare, 0],
        _ => [0, 0, 0],
    };

    /// <summary>Whether it keeps a history of squares.</summary>
    internal bool HasSquares =>
        Family is Family.AdaGrad or Family.RmsProp or Family.Adadelta or Family.Adam or Family.AdaBelief;

    /// <summary>The element after a step.</summary>
    /// <param name="x">Before it.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="η">The learning rate.</param>
    /// <param name="t">Counts the element's updates, from 1.</param>
    /// <param name="step">Counts the run's steps, from 1.</param>
    /// <param name="place">The parameter's place among all, from 0, and their number.</param>
    /// <param name="s">The state, changed.</param>
    /// <param name="moved">How far the update goes: the size that its rounding is relative to.</param>
    internal double Step(double x, double g, double η, long t, long step, (int I, int Of) place, Span<double> s,
        out double moved)
    {
        if (History is History.Restarted or History.Lost && step == RestartedAt) InitialState.CopyTo(s);
        if (History == History.Lost && step >= RestartedAt) t = step - RestartedAt + 1;
        if (Bias == BiasCorrection.CountedByParameter) t = (step - 1) * place.Of + place.I + 1;
        var before = x;
        if (WeightDecay != 0)
        {
            if (Decay == DecayPlace.Coupled) g += WeightDecay * x;
            else x *= 1 - (Decay == DecayPlace.Decoupled ? η : 1) * WeightDecay;
        }
        var δ = Family switch
        {
            Family.None => 0,
            Family.Sgd => Sgd(g, η, t, s),
            Family.AdaGrad => AdaGrad(g, η / (1 + (t - 1) * LrDecay), s),
            Family.RmsProp => RmsProp(g, η, s),
            Family.Adadelta => Adadelta(g, η, s),
            Family.Adamax => Adamax(g, η, t, s),
            Family.RAdam => RAdam(g, η, t, s),
            Family.NAdam => NAdam(g, η, t, s),
            Family.Lion => Lion(g, η, s),
            Family.Asgd => Asgd(x, g, η, t),
            Family.Rprop => Rprop(g, η, t, s),
            _ => Adam(g, η, t, s),
        };
        moved = Math.Abs(δ) + Math.Abs(x - before);
        return Target switch { Target.Nothing => before, Target.Ascent => x + δ, _ => x - δ };
    }

    private double Sgd(double g, double η, long t, Span<double> s)
    {
        if (Momentum == 0) return η * g;
        var old = s[0];
        s[0] = Velocity switch
        {
            Velocity.HoldsRate => Momentum * old + η * g,
            Velocity.Averaged => Momentum * old + (1 - Momentum) * g,
            Velocity.DampedFromStart => Momentum * old + (1 - Dampening) * g,
            _ => t == 1 ? g : Momentum * old + (1 - Dampening) * g,
        };
        if (History == History.NeverUpdated) s[0] = old;
        var v = History == History.UpdatedAfterUse ? old : s[0];
        if (Velocity == Velocity.HoldsRate) return LookAhead == LookAhead.None ? v : η * g + Momentum * v;
        return LookAhead == LookAhead.Torch ? η * (g + Momentum * v) : η * v;
    }

    private double AdaGrad(double g, double η, Span<double> s)
    {
        var old = s[0];
        s[0] += History == History.NotSquared ? Math.Abs(g) : g * g;
        return Divide(g, η, Use(s, 0, old));
    }

    private double RmsProp(double g, double η, Span<double> s)
    {
        var old = s[0];
        s[0] = History == History.Summed ? old + g * g : Beta2 * old + (1 - Beta2) * g * g;
        var variance = Use(s, 0, old);
        if (Centered)
        {
            s[1] = Beta2 * s[1] + (1 - Beta2) * g;
            variance -= s[1] * s[1];
        }
        var scaled = Divide(g, 1, variance);
        if (Momentum == 0) return η * scaled;
        s[2] = Momentum * s[2] + scaled;
        return η * s[2];
    }

    private double Adadelta(double g, double η, Span<double> s)
    {
        s[0] = Beta2 * s[0] + (1 - Beta2) * g * g;
        var δ = EpsPlace == EpsPlace.InRoot
            ? Math.Sqrt(s[1] + Eps) / Math.Sqrt(s[0] + Eps) * g
            : (Math.Sqrt(s[1]) + Eps) / (Math.Sqrt(s[0]) + Eps) * g;
        var old = s[1];
        s[1] = History == History.NotSquared ? Beta2 * old + (1 - Beta2) * δ : Beta2 * old + (1 - Beta2) * δ * δ;
        if (History == History.NeverUpdated) s[1] = old;
        return η * δ;
    }

    private double Adam(double g, double η, long t, Span<double> s)
    {
        var old = s[1];
        s[0] = Beta1 * s[0] + (1 - Beta1) * g;
        var part = Family == Family.AdaBelief ? g - s[0] : History == History.OfFirstMoment ? s[0] : g;
        var g2 = History == History.NotSquared ? Math.Abs(part) : part * part;
        if (Family == Family.AdaBelief) g2 += Eps / (1 - Beta2);
        s[1] = Yogi ? old + (1 - Beta2) * g2 * Sign(g2 - old) : Beta2 * old + (1 - Beta2) * g2;
        var second = Use(s, 1, old);
        if (Amsgrad) second = s[2] = Math.Max(s[2], second);
        var counted = Bias switch { BiasCorrection.OneBehind => t - 1, BiasCorrection.OneAhead => t + 1, _ => t };
        var first = Bias is BiasCorrection.None or BiasCorrection.SecondMomentOnly ? s[0]
            : s[0] / (1 - Math.Pow(Beta1, counted));
        var correction = Bias is BiasCorrection.None or BiasCorrection.FirstMomentOnly ? 1
            : 1 - Math.Pow(Beta2, counted);
        if (EpsPlace == EpsPlace.BeforeCorrection) return η * first * Math.Sqrt(correction) / (Math.Sqrt(second) + Eps);
        return Divide(first, η, second / correction);
    }

    private double RAdam(double g, double η, long t, Span<double> s)
    {
        s[0] = Beta1 * s[0] + (1 - Beta1) * g;
        s[1] = Beta2 * s[1] + (1 - Beta2) * g * g;
        var (power, longest) = (Math.Pow(Beta2, t), 2 / (1 - Beta2) - 1);
        var length = longest - 2 * t * power / (1 - power);
        var step = η * s[0] / (1 - Math.Pow(Beta1, t));
        if (length <= 5) return step;
        var rectified = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        return step * rectified * Math.Sqrt(1 - power) / (Math.Sqrt(s[1]) + Eps);
    }

    private double NAdam(double g, double η, long t, Span<double> s)
    {
        const double Decay = 0.004;
        double Mu(long k) => Beta1 * (1 - 0.5 * Math.Pow(0.96, k * Decay));
        var product = 1.0;
        for (long k = 1; k <= t; k++) product *= Mu(k);
        s[0] = Beta1 * s[0] + (1 - Beta1) * g;
        s[1] = Beta2 * s[1] + (1 - Beta2) * g * g;
        var direction = (1 - Mu(t)) / (1 - product) * g + Mu(t + 1) / (1 - product * Mu(t + 1)) * s[0];
        return Divide(direction, η, s[1] / (1 - Math.Pow(Beta2, t)));
    }

    private double Lion(double g, double η, Span<double> s)
    {
        var direction = Beta1 * s[0] + (1 - Beta1) * g;
        s[0] = Beta2 * s[0] + (1 - Beta2) * g;
        return η * Sign(direction);
    }

    private static double Asgd(double x, double g, double η, long t)
    {
        const double Lambda = 1e-4, Alpha = 0.75;
        var rate = t == 1 ? η : η / Math.Pow(1 + Lambda * η * (t - 1), Alpha);
        return rate * (Lambda * x + g);
    }

    private static double Rprop(double g, double η, long t, Span<double> s)
    {
        if (t == 1) (s[0], s[1]) = (0, η);
        var turn = Sign(g * s[0]);
        s[1] = Math.Clamp(s[1] * (turn > 0 ? 1.2 : turn < 0 ? 0.5 : 1), 1e-6, 50);
        if (turn < 0) g = 0;
        s[0] = g;
        return Sign(g) * s[1];
    }

    private double Adamax(double g, double η, long t, Span<double> s)
    {
        s[0] = Beta1 * s[0] + (1 - Beta1) * g;
        s[1] = Math.Max(Beta2 * s[1], Math.Abs(g) + Eps);
        return η * s[0] / ((Bias == BiasCorrection.Yes ? 1 - Math.Pow(Beta1, t) : 1) * s[1]);
    }

    private double Use(Span<double> s, int k, double old)
    {
        if (History == History.NeverUpdated) s[k] = old;
        return History == History.UpdatedAfterUse ? old : s[k];
    }

    private double Divide(double m, double η, double square) => EpsPlace switch
    {
        EpsPlace.InRoot => η * m / Math.Sqrt(square + Eps),
        EpsPlace.OutsideDivision => (η / Math.Sqrt(square) + Eps) * m,
        EpsPlace.NoRoot => η * m / (square + Eps),
        _ => η * m / (Math.Sqrt(square) + Eps),
    };

    // As torch has it: 0 of NaN, which Math.Sign refuses.
    private static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : 0;

    /// <summary>A number in a message.</summary>
    internal static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
