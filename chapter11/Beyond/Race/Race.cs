using D2lOptim.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>How one optimizer did on one surface.</summary>
/// <param name="Name">The optimizer's.</param>
/// <param name="Lr">Its learning rate, the best of <see cref="Race.Rates"/>.</param>
/// <param name="Path">Where it stood, the start first.</param>
/// <param name="Loss">How high.</param>
public sealed record Lap(string Name, double Lr, IReadOnlyList<Point2> Path, IReadOnlyList<double> Loss)
{
    /// <summary>The first step after which the loss stays at or below this part of the start's; null where it never
    /// does.</summary>
    public int? StepsTo(double part)
    {
        var last = Loss.Count - 1;
        while (last >= 0 && Loss[last] <= part * Loss[0]) last--;
        return last == Loss.Count - 1 ? null : last + 1;
    }
}

/// <summary>All optimizers from the same start down the same surface, each at the learning rate that suits it best
/// there, within the bounds.</summary>
public static class Race
{
    /// <summary>What part of the start's loss is the finish.</summary>
    public const double Finish = 0.01;

    /// <summary>The optimizers, each made with a learning rate.</summary>
    public static IReadOnlyList<(string Name, Func<Parameter, double, optim.Optimizer> Make)> Optimizers { get; } =
    [
        ("GD", (x, lr) => fused.SGD([x], lr)),
        ("momentum", (x, lr) => fused.SGD([x], lr, 0.9)),
        ("Nesterov", (x, lr) => fused.SGD([x], lr, 0.9, nesterov: true)),
        ("AdaGrad", (x, lr) => fused.Adagrad([x], lr, eps: 0, eps_root: 1e-6)),
        ("RMSProp", (x, lr) => fused.RMSProp([x], lr, 0.9, eps: 0, eps_root: 1e-6)),
        ("Adadelta", (x, lr) => fused.Adadelta([x], lr, eps: 1e-5)),
        ("Adam", (x, lr) => fused.Adam([x], lr, eps: 1e-6)),
        ("Yogi", (x, lr) => fused.Yogi([x], lr)),
    ];

    /// <summary>Learning rates that are tried, two a decade; Adadelta's is torch's factor.</summary>
    public static IReadOnlyList<double> Rates { get; } =
        [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

    /// <summary>One optimizer's best lap: fewest steps to the finish, or else the lowest loss over the last tenth of
    /// the way, its worst step there counting.</summary>
    public static Lap Best(string name, Func<Parameter, double, optim.Optimizer> make, Objective f, int steps = 200) =>
        Rates.Select(lr => Run(name, x => make(x, lr), lr, f, steps))
            .OrderBy(lap => lap.StepsTo(Finish) ?? int.MaxValue).ThenBy(lap => lap.Loss.TakeLast(steps / 10 + 1).Max())
            .First();

    /// <summary>One lap, in float64. Who leaves the surface's bounds is out: the last loss is infinite.</summary>
    public static Lap Run(string name, Func<Parameter, optim.Optimizer> make, double lr, Objective f, int steps)
    {
        using var scope = NewDisposeScope();
        var (left, right, bottom, top) = f.Bounds;
        var (x1, x2) = f.Start;
        var x = new Parameter(tensor([x1, x2]));
        using var optimizer = make(x);
        List<Point2> path = [(x1, x2)];
        List<double> loss = [f.Value(x1, x2)];
        for (var t = 0; t < steps; t++)
        {
            using var step = NewDisposeScope();
            var (g1, g2) = f.Gradient(x1, x2);
            x.grad = tensor([g1, g2]);
            optimizer.step();
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
