namespace D2lOptim;

public static partial class d2l
{
    /// <summary>One step of a descent in the plane.</summary>
    /// <param name="x1">The position on the first axis.</param>
    /// <param name="x2">The position on the second axis.</param>
    /// <param name="s1">The step's own state for the first axis, at first 0.</param>
    /// <param name="s2">The step's own state for the second axis, at first 0.</param>
    /// <param name="hyperparams">What the step reads.</param>
    public delegate (double x1, double x2, double s1, double s2) Trainer2D(
        double x1, double x2, double s1, double s2, Hyperparameters hyperparams);

    /// <summary>A descent in plain doubles from (−5, −2); section 11.3.2.</summary>
    /// <returns>The positions, the start first.</returns>
    public static IReadOnlyList<Point2> train_2d(
        Trainer2D trainer, Hyperparameters hyperparams, int steps = 20)
    {
        var (x1, x2, s1, s2) = (-5.0, -2.0, 0.0, 0.0);
        List<Point2> results = [(x1, x2)];
        for (var i = 0; i < steps; i++)
        {
            (x1, x2, s1, s2) = trainer(x1, x2, s1, s2, hyperparams);
            results.Add((x1, x2));
        }
        return results;
    }
}
