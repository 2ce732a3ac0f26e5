namespace D2lOptim.Descent;

/// <summary>
/// How large a learning rate gradient descent bears on ½λx², found by trying; theory says 1/λ and 2/λ.
/// </summary>
public static class LearningRateLimits
{
    /// <summary>
    /// The largest learning rate at which x never changes sign: beyond it every step leaps over the minimum.
    /// </summary>
    public static double WithoutOvershooting(double lambda) => Largest(eta => Trace(lambda, eta).All(x => x >= 0));

    /// <summary>The largest learning rate at which |x| does not grow.</summary>
    public static double Converging(double lambda) => Largest(eta => Math.Abs(Trace(lambda, eta)[^1]) <= 1);

    /// <summary>The factor by which |x| shrinks or grows a step; theory says |1 − ηλ|.</summary>
    public static double Rate(double lambda, double eta) => Math.Pow(Math.Abs(Trace(lambda, eta)[^1]), 1.0 / Steps);

    private const int Steps = 20;

    private static IReadOnlyList<double> Trace(double lambda, double eta) =>
        Descent1D.Run(x => x - eta * (lambda * x), 1.0, Steps);

    private static double Largest(Func<double, bool> holds)
    {
        var (low, high) = (0.0, 1.0);
        while (holds(high)) high *= 2;
        for (var k = 0; k < 60; k++)
        {
            var middle = (low + high) / 2;
            if (holds(middle)) low = middle;
            else high = middle;
        }
        return low;
    }
}
