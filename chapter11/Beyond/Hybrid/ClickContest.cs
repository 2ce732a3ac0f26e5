using D2lOptim.Optimizers;
using D2lOptim.Schedules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>One way to train a <see cref="ClickModel"/>, at several learning rates.</summary>
/// <param name="Key">Its name in keys.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Sparse">Whether the table's gradient has the batch's rows only.</param>
/// <param name="Trials">The learning rates that are tried, and the optimizer made with each.</param>
public sealed record ClickMethod(string Key, string Name, bool Sparse,
    IReadOnlyList<(IReadOnlyList<KeyValuePair<string, double>> Rates, Func<ClickModel, optim.Optimizer> Make)> Trials);

/// <summary>AdaGrad for the table with AdamW for the network, against either alone, each under the same schedule and
/// with as many trials.</summary>
public static class ClickContest
{
    private static readonly double[] s_adagrad = [0.03, 0.1, 0.3, 1], s_adamW = [0.001, 0.003, 0.01, 0.03];

    /// <summary>
    /// The hybrid; either alone with dense gradients, by torch.optim's own; and AdaGrad alone with a sparse table,
    /// which torch.optim has in
    /// Python and TorchSharp has not.
    /// </summary>
    public static IReadOnlyList<ClickMethod> Methods { get; } =
    [
        new("hybrid", "hybrid", true,
            [.. from table in (double[])[0.1, 0.3] from tower in (double[])[0.01, 0.03] select Hybrid(table, tower)]),
        new("adagrad", "AdaGrad alone", false,
            [.. s_adagrad.Select(lr => Alone(lr, model => optim.Adagrad(model.Parameters, lr)))]),
        new("adamw", "AdamW alone", false,
            [.. s_adamW.Select(lr => Alone(lr, model => optim.AdamW(model.Parameters, lr, weight_decay: 0.01)))]),
        new("adagrad-sparse", "AdaGrad, sparse", true, [.. s_adagrad.Select(Sparse)]),
    ];

    /// <summary>A factor that rises over the first twentieth of the steps, then falls along half a cosine.</summary>
    public static ISchedule Schedule(int steps)
    {
        var rise = Math.Max(1, steps / 20);
        return new WarmUp(new Cosine { Lr = 1, Steps = Math.Max(1, steps - rise) })
        {
            Steps = rise,
            Begin = 1.0 / rise
        };
    }

    private static (IReadOnlyList<KeyValuePair<string, double>>,
        Func<ClickModel, optim.Optimizer>) Hybrid(double table, double tower) =>
        ([new("table", table), new("tower", tower)],
            model => new HybridOptimizer(model.Parameters, fused.Adagrad([model.Table], table),
                fused.AdamW(model.Tower, tower)));

    private static (IReadOnlyList<KeyValuePair<string, double>>, Func<ClickModel, optim.Optimizer>) Sparse(double lr) =>
        Alone(lr, model => fused.Adagrad(model.Parameters, lr));

    private static (IReadOnlyList<KeyValuePair<string, double>>, Func<ClickModel, optim.Optimizer>) Alone(
        double lr, Func<ClickModel, optim.Optimizer> make) => ([new("lr", lr)], make);
}
