namespace D2lOptim.Objectives;

/// <summary>A function of one variable as a program knows it.</summary>
/// <param name="Name">Its formula.</param>
/// <param name="Value">f(x).</param>
/// <param name="Gradient">f′(x), derived by hand.</param>
/// <param name="Curvature">f″(x), derived by hand.</param>
public sealed record Objective1D(string Name, Func<double, double> Value, Func<double, double> Gradient,
    Func<double, double> Curvature)
{
    /// <summary>Where a descent usually starts.</summary>
    public double Start { get; init; }

    /// <summary>The interval in which the function is usually drawn.</summary>
    public (double Min, double Max) Bounds { get; init; } = (-2, 2);

    /// <summary>All local minima within the bounds where f′ = 0, the lowest first.</summary>
    public IReadOnlyList<double> Minima { get; init; } = [];

    /// <summary>−f, so that to climb is to descend.</summary>
    public Objective1D Negated() =>
        this with
        {
            Name = $"−({Name})",
            Value = x => -Value(x),
            Gradient = x => -Gradient(x),
            Curvature = x => -Curvature(x),
            Minima = []
        };
}
