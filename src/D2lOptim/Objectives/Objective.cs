namespace D2lOptim.Objectives;

/// <summary>A function of two variables to be minimised, as a program knows it: value and gradient, and where its
/// minima are.</summary>
public abstract class Objective
{
    /// <summary>The function's name, as in the literature.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>f(x₁, x₂).</summary>
    public abstract double Value(double x1, double x2);

    /// <summary>(∂f/∂x₁, ∂f/∂x₂), derived by hand.</summary>
    public abstract Point2 Gradient(double x1, double x2);

    /// <summary>The second derivatives, derived by hand.</summary>
    public abstract Hessian2 Hessian(double x1, double x2);

    /// <summary>Where a descent usually starts.</summary>
    public abstract Point2 Start { get; }

    /// <summary>All global minima.</summary>
    public abstract IReadOnlyList<Point2> Minima { get; }

    /// <summary>The rectangle in which the function is usually drawn.</summary>
    public abstract (double X1Min, double X1Max, double X2Min, double X2Max) Bounds { get; }
}
