namespace D2lOptim;

/// <summary>A point of the plane, or a step or a gradient there.</summary>
/// <param name="X1">On the first axis.</param>
/// <param name="X2">On the second axis.</param>
public readonly record struct Point2(double X1, double X2)
{
    /// <summary>How far from 0.</summary>
    public double Length => double.Hypot(X1, X2);

    /// <summary>A pair of numbers.</summary>
    public static implicit operator Point2((double X1, double X2) pair) => new(pair.X1, pair.X2);

    /// <summary>a − b.</summary>
    public static Point2 operator -(Point2 a, Point2 b) => new(a.X1 - b.X1, a.X2 - b.X2);

    /// <summary>s·a.</summary>
    public static Point2 operator *(double s, Point2 a) => new(s * a.X1, s * a.X2);
}
