using D2lOptim.Objectives;

namespace D2lOptim.Descent;

/// <summary>
/// How fast a function of two variables rises in a direction, measured; in no direction faster than along its gradient.
/// </summary>
public static class DirectionalDerivative
{
    // The cube root of a double's precision, where rounding and the rest of the series err alike.
    private const double H = 6e-6;

    // (f(x + h·u) − f(x − h·u)) / 2h,  u = (cos φ, sin φ)
    /// <summary>
    /// The slope in the direction <paramref name="angle"/>; at 0 and π/2 these are the partial derivatives.
    /// </summary>
    public static double At(Objective f, Point2 x, double angle)
    {
        var (d1, d2) = (H * Math.Cos(angle), H * Math.Sin(angle));
        return (f.Value(x.X1 + d1, x.X2 + d2) - f.Value(x.X1 - d1, x.X2 - d2)) / (2 * H);
    }

    /// <summary>The slopes in evenly spaced directions from −π on, and the direction of the greatest.</summary>
    public static (double Steepest, IReadOnlyList<double> Slopes) Scan(Objective f, Point2 x, int count)
    {
        double Angle(int k) => 2 * Math.PI * k / count - Math.PI;
        double[] slopes = [.. Enumerable.Range(0, count).Select(k => At(f, x, Angle(k)))];
        return (Angle(Enumerable.Range(0, count).MaxBy(k => slopes[k])), slopes);
    }
}
