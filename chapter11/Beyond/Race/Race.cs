using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>How one optimizer did on one surface.</summary>
/// <param name="Name">The optimizer's.</param>
/// <param name="Lr">Its learning rate, the best of <see cref="Race.Rates"/>.</param>
/// <param name="Path">Where it stood, the start first.</param>
/// <param name="Loss">How high.</param>
public sealed record Lap(string Name, double Lr, IReadOnlyList<(double X1, double X2)> Path, IReadOnlyList<double> Loss)
{
    /// <summary>The first step after which the loss stays at or below this part of the start's; null where it never does.</summary>
    public int? StepsTo(double part)
    {
        var last = Loss.Count - 1;
        while (last >= 0 && Loss[last] <= part * Loss[0]) last--;
        return last == Loss.Count - 1 ? null : last + 1;
    }
}

/// <summary>All optimizers from the same start down the same surface, each at the learning rate that suits it best there, within the bounds.</summary>
public static class Race
{
    /// <summary>What part of the start's loss is the finish.</summary>
    public const double Finish = 0.01;

    /// <summary>The optimizers, each made with a learning rate.</summary>
    public static IReadOnlyList<(string Name, Func<Tensor, double, ScratchOptimizer> Make)> Optimizers { get; } =
    [
        ("GD", (x, lr) => new Sgd([x], new() { Lr = lr })),
        ("momentum", (x, lr) => new Momentum([x], new() { Lr = lr })),
        ("Nesterov", (x, lr) => new Nesterov([x], new() { Lr = lr })),
        ("AdaGrad", (x, lr) => new AdaGrad([x], new() { Lr = lr })),
        ("RMSProp", (x, lr) => new RmsProp([x], new() { Lr = lr })),
        ("Adadelta", (x, lr) => new Adadelta([x], new() { Lr = lr })),
        ("Adam", (x, lr) => new Adam([x], new() { Lr = lr })),
        ("Yogi", (x, lr) => new Yogi([x], new() { Lr = lr })),
    ];

    /// <summary>Learning rates that are tried, two a decade; Adadelta's is torch's factor.</summary>
    public static IReadOnlyList<double> Rates { get; } = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

    /// <summary>One optimizer's best lap: fewest steps to the finish, or else the lowest loss over the last tenth of the way, its worst step there counting.</summary>
    public static Lap Best(string name, Func<Tensor, double, ScratchOptimizer> make, Objective f, int steps = 200) =>
        Rates.Select(lr => Run(name, x => make(x, lr), lr, f, steps)).OrderBy(lap => lap.StepsTo(Finish) ?? int.MaxValue).ThenBy(lap => lap.Loss.TakeLast(steps / 10 + 1).Max()).First();

    /// <summary>One lap, in float64. Who leaves the surface's bounds is out: the last loss is infinite.</summary>
    public static Lap Run(string name, Func<Tensor, ScratchOptimizer> make, double lr, Objective f, int steps)
    {
        using var scope = NewDisposeScope();
        var (left, right, bottom, top) = f.Bounds;
        var (x1, x2) = f.Start;
        var x = tensor([x1, x2]);
        using var optimizer = make(x);
        List<(double, double)> path = [(x1, x2)];
        List<double> loss = [f.Value(x1, x2)];
        for (var t = 0; t < steps; t++)
        {
            using var step = NewDisposeScope();
            var (g1, g2) = f.Gradient(x1, x2);
            x.grad = tensor([g1, g2]);
            optimizer.Step();
            var position = x.data<double>().ToArray();
            (x1, x2) = (position[0], position[1]);
            var off = !(x1 >= left && x1 <= right && x2 >= bottom && x2 <= top);
            loss.Add(off ? double.PositiveInfinity : f.Value(x1, x2));
            if (off) break;
            path.Add((x1, x2));
        }
        return new(name, lr, path, loss);
    }
}
