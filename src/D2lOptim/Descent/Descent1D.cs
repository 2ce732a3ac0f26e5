using D2lOptim.Objectives;

namespace D2lOptim.Descent;

/// <summary>Descents on a line, the start first; book section 11.3.</summary>
public static class Descent1D
{
    /// <summary>Any step.</summary>
    public static IReadOnlyList<double> Run(Func<double, double> step, double x = 10, int steps = 10)
    {
        var positions = new List<double> { x };
        for (var k = 0; k < steps; k++) positions.Add(x = step(x));
        return positions;
    }

    // x ← x − η·f′(x)
    /// <summary>Gradient descent.</summary>
    public static Func<double, double> GradientDescent(Objective1D f, double eta) => x => x - eta * f.Gradient(x);

    // x ← x − η·f′(x) / f″(x)
    /// <summary>Newton's method, which goes to any point where f′ = 0, be it a maximum.</summary>
    public static Func<double, double> Newton(Objective1D f, double eta = 1) =>
        x => x - eta * f.Gradient(x) / f.Curvature(x);

    // x ← x − η·f′(x) / |f″(x)|
    /// <summary>
    /// Newton's method with the curvature's absolute value: it goes downhill always, and too far where the curvature is
    /// small.
    /// </summary>
    public static Func<double, double> AbsoluteNewton(Objective1D f, double eta = 1) =>
        x => x - eta * f.Gradient(x) / Math.Abs(f.Curvature(x));
}
