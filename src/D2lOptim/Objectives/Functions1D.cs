namespace D2lOptim.Objectives;

/// <summary>The functions of one variable of book sections 11.1 to 11.3, and those with which tutorials
/// begin.</summary>
public static class Functions1D
{
    private const double Pi = Math.PI;
    private const double C = 0.15 * Math.PI;

    /// <summary>The true risk of section 11.1, and its example of a local minimum.</summary>
    public static Objective1D Risk { get; } = new("x·cos(πx)", x => x * Math.Cos(Pi * x),
        x => Math.Cos(Pi * x) - Pi * x * Math.Sin(Pi * x), x =>
            -2 * Pi * Math.Sin(Pi * x) - Pi * Pi * x * Math.Cos(Pi * x))
    { Start = -0.8, Bounds = (-1, 2), Minima = [1.0904082219467213, -0.2738526868008509] };

    /// <summary>The empirical risk: the true one, and what a finite sample adds.</summary>
    public static Objective1D EmpiricalRisk { get; } =
        new("x·cos(πx) + 0.2·cos(5πx)", x => Risk.Value(x) + 0.2 * Math.Cos(5 * Pi * x),
        x => Risk.Gradient(x) - Pi * Math.Sin(5 * Pi * x), x => Risk.Curvature(x) - 5 * Pi * Pi * Math.Cos(5 * Pi * x))
        { Start = 1.1, Bounds = (0.9, 1.1), Minima = [1.0169834031079086] };

    /// <summary>Flat at 0, where it has no minimum.</summary>
    public static Objective1D Cube { get; } = new("x³", x => x * x * x, x => 3 * x * x, x => 6 * x) { Start = 1.5 };

    /// <summary>A sigmoid whose gradient vanishes for large |x|.</summary>
    public static Objective1D Tanh { get; } = new("tanh x", Math.Tanh,
        x => 1 - Math.Tanh(x) * Math.Tanh(x), x => -2 * Math.Tanh(x) * (1 - Math.Tanh(x) * Math.Tanh(x)))
    { Start = 4, Bounds = (-2, 5) };

    /// <summary>Linear where it is positive; at 0 the derivative is taken as 0, as libtorch does.</summary>
    public static Objective1D Relu { get; } =
        new("max(0, x)", x => Math.Max(0, x), x => x > 0 ? 1 : 0, _ => 0) { Start = 4, Bounds = (-2, 5) };

    /// <summary>Convex, section 11.2.</summary>
    public static Objective1D HalfSquare { get; } =
        new("½x²", x => 0.5 * x * x, x => x, _ => 1) { Start = 1, Minima = [0] };

    /// <summary>Not convex, section 11.2.</summary>
    public static Objective1D Cosine { get; } =
        new("cos(πx)", x => Math.Cos(Pi * x), x => -Pi * Math.Sin(Pi * x), x => -Pi * Pi * Math.Cos(Pi * x))
        { Start = 0.3, Minima = [-1, 1] };

    /// <summary>Convex, without a minimum, section 11.2.</summary>
    public static Objective1D Exponential { get; } =
        new("exp(½x)", x => Math.Exp(x / 2), x => Math.Exp(x / 2) / 2, x => Math.Exp(x / 2) / 4) { Start = 2 };

    /// <summary>Convex, but its second derivative is 0 at the minimum.</summary>
    public static Objective1D Quartic { get; } =
        new("x⁴", x => x * x * x * x, x => 4 * x * x * x, x => 12 * x * x) { Start = 1, Minima = [0] };

    /// <summary>Gradient descent's first example, section 11.3.</summary>
    public static Objective1D Square { get; } =
        new("x²", x => x * x, x => 2 * x, _ => 2) { Start = 10, Bounds = (-10, 10), Minima = [0] };

    /// <summary>Two minima within the bounds, section 11.3.</summary>
    public static Objective1D Wave { get; } = new("x·cos(0.15πx)", x => x * Math.Cos(C * x),
        x => Math.Cos(C * x) - C * x * Math.Sin(C * x), x => -2 * C * Math.Sin(C * x) - C * C * x * Math.Cos(C * x))
    { Start = 10, Bounds = (-10, 10), Minima = [7.269388146311475, -1.8256845786723397] };

    /// <summary>Newton's first example, section 11.3.</summary>
    public static Objective1D Cosh { get; } =
        new("cosh(½x)", x => Math.Cosh(x / 2), x => Math.Sinh(x / 2) / 2, x => Math.Cosh(x / 2) / 4)
        { Start = 10, Bounds = (-10, 10), Minima = [0] };

    /// <summary>A hill of several tops, climbed by tutorials from −2.</summary>
    public static Objective1D Hills { get; } =
        new("25·sin x − x²", x => 25 * Math.Sin(x) - x * x, x => 25 * Math.Cos(x) - 2 * x, x => -25 * Math.Sin(x) - 2)
        { Start = -2, Bounds = (-6, 4), Minima = [-1.7078532798795432] };

    /// <summary>It never rises to the left, and is flat wherever x is an odd multiple of π.</summary>
    public static Objective1D Slope { get; } =
        new("x + sin x", x => x + Math.Sin(x), x => 1 + Math.Cos(x), x => -Math.Sin(x))
        {
            Start = 2.5,
            Bounds = (-4, 6)
        };

    /// <summary>A valley at 4.91, steep enough that a step of 1·f′ leaps over it.</summary>
    public static Objective1D Valley { get; } =
        new("x·sin x", x => x * Math.Sin(x), x => Math.Sin(x) + x * Math.Cos(x), x => 2 * Math.Cos(x) - x * Math.Sin(x))
        { Start = 2.5, Bounds = (-1, 7), Minima = [4.913180439434884, 0] };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Objective1D> All { get; } =
        [Risk, EmpiricalRisk, Cube, Tanh, Relu, HalfSquare, Cosine, Exponential, Quartic, Square, Wave, Cosh, Hills,
        Slope, Valley];
}
