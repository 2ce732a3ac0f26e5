using D2lOptim.Objectives;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>A step of a descent in the plane by one of the book's functions that change tensors.</summary>
/// <param name="Before">Where it stood.</param>
/// <param name="Gradient">What the function was given.</param>
/// <param name="After">Where it stands.</param>
/// <param name="State">The function's state after the step: its tensors, a pair of numbers each.</param>
internal sealed record PlaneStep(
    Point2 Before, Point2 Gradient, Point2 After,
    IReadOnlyList<Point2> State)
{
    /// <summary>What each coordinate's gradient was multiplied by.</summary>
    internal Point2 Rate =>
        ((Before.X1 - After.X1) / Gradient.X1, (Before.X2 - After.X2) / Gradient.X2);
}

/// <summary>Lets the book's functions descend in the plane, where their states can be looked at.</summary>
internal static class PlaneDescent
{
    /// <summary>Down a function from its start, in float64.</summary>
    /// <param name="f">What is descended.</param>
    /// <param name="trainer_fn">The book's function.</param>
    /// <param name="init_states">Makes its state.</param>
    /// <param name="hyperparams">What it reads.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="noise">What is added to a gradient; nothing unless set.</param>
    internal static IReadOnlyList<PlaneStep> Run<TState>(
        Objective f, Action<Tensor[], TState[], Hyperparameters> trainer_fn, Func<int, TState[]> init_states,
        Hyperparameters hyperparams, int steps, Func<Point2>? noise = null) =>
        Run(f.Start, (x, _) =>
        {
            var (g, n) = (f.Gradient(x.X1, x.X2), noise?.Invoke() ?? (0, 0));
            return (g.X1 + n.X1, g.X2 + n.X2);
        }, trainer_fn, init_states, hyperparams, steps);

    /// <summary>Along gradients that anything may give.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="gradient">The gradient at a place, in the step of this number, from 1.</param>
    /// <param name="trainer_fn">The book's function.</param>
    /// <param name="init_states">Makes its state.</param>
    /// <param name="hyperparams">What it reads.</param>
    /// <param name="steps">How many steps.</param>
    internal static IReadOnlyList<PlaneStep> Run<TState>(
        Point2 start, Func<Point2, int, Point2> gradient,
        Action<Tensor[], TState[], Hyperparameters> trainer_fn, Func<int, TState[]> init_states,
        Hyperparameters hyperparams, int steps)
    {
        using var scope = NewDisposeScope();
        // The first of the two states is that of the weights, (2, 1).
        TState[] states = [BookState.Map(init_states(2), s => s.to(float64))[0]];
        var (h, x) = (new Hyperparameters(hyperparams), tensor([start.X1, start.X2]).reshape(2, 1));
        var path = new List<PlaneStep>();
        for (var t = 1; t <= steps; t++)
        {
            using var step = NewDisposeScope();
            var (before, g) = (start, gradient(start, t));
            x.grad = tensor([g.X1, g.X2]).reshape(2, 1);
            trainer_fn([x], states, h);
            path.Add(new(before, g, start = Pair(x), [.. BookState.Tensors(states[0]).Select(Pair)]));
        }
        return path;
    }

    private static Point2 Pair(Tensor x)
    {
        var values = x.data<double>().ToArray();
        return (values[0], values[1]);
    }

    /// <summary>The places, the start first.</summary>
    internal static IReadOnlyList<Point2> Places(this IReadOnlyList<PlaneStep> path) =>
        [path[0].Before, .. path.Select(step => step.After)];
}
