using System.Reflection;
using D2lOptim.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Every scheduler that torch.optim.lr_scheduler has drives ours as it drives torch.optim's own. They are
/// found by reflection: TorchSharp has more of them than SystemTorch, and a new one is seen.</summary>
public class TorchSchedulerTests(ITestOutputHelper output)
{
    private const int Steps = 12;

    private static readonly bool s_isTorchSharp = typeof(torch).Assembly.GetName().Name == "TorchSharp";

    private static readonly ILookup<string, MethodInfo> s_found = typeof(lr_scheduler)
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .ToLookup(method => method.Name);

    // What a scheduler is given beside the optimizer, by the parameters' names; all else is as torch has it.
    private static readonly (string Scheduler, Func<Optimizer, Dictionary<string, object>> Given)[] s_rows =
    [
        ("ChainedLR", o => new() { ["schedulers"] = new[] { ExponentialLR(o, 0.9), StepLR(o, 3, 0.5) } }),
        ("ConstantLR", _ => []),
        ("CosineAnnealingLR", _ => new() { ["T_max"] = 7.0 }),
        // TorchSharp's CyclicLR takes the momentum up where PyTorch's takes it down: from 0.9 to 1 unless it is told.
        ("CyclicLR", _ => new()
        {
            ["base_lr"] = 0.1, ["max_lr"] = 0.5, ["step_size_up"] = 3, ["base_momentum"] = 0.85,
        }),
        ("CyclicLR", o => new()
        {
            ["base_lr"] = Each(o, 0.1), ["max_lr"] = Each(o, 0.5), ["step_size_up"] = 3,
            ["base_momentum"] = Each(o, 0.85), ["max_momentum"] = Each(o, 0.9),
        }),
        ("ExponentialLR", _ => new() { ["gamma"] = 0.9 }),
        ("LambdaLR", _ => new() { ["lr_lambda"] = (int t) => 1.0 / (t + 1) }),
        ("LinearLR", _ => []),
        ("MultiplicativeLR", _ => new() { ["lr_lambda"] = (int t) => 1.0 - 0.1 / (t + 1) }),
        ("MultiStepLR", _ => new() { ["milestones"] = new[] { 2, 5 }, ["gamma"] = 0.5 }),
        ("OneCycleLR", _ => new() { ["max_lr"] = 0.5, ["total_steps"] = Steps + 1, ["cycle_momentum"] = false }),
        ("OneCycleLR", _ => new() { ["max_lr"] = 0.5, ["total_steps"] = Steps + 1 }),
        ("OneCycleLR", o => new() { ["max_lr"] = Each(o, 0.5), ["total_steps"] = Steps + 1 }),
        ("PolynomialLR", _ => new() { ["total_iters"] = 8, ["power"] = 2.0 }),
        ("ReduceLROnPlateau", _ => new() { ["patience"] = 2 }),
        ("SequentialLR", o => new()
        {
            ["schedulers"] = new[] { LinearLR(o, 0.25), ExponentialLR(o, 0.9) }, ["milestones"] = new[] { 4 },
        }),
        ("StepLR", _ => new() { ["step_size"] = 3, ["gamma"] = 0.5 }),
    ];

    public static TheoryData<string, int> Rows
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (number, row) in s_rows.Index())
                if (s_found.Contains(row.Scheduler)) data.Add(row.Scheduler, number);
            return data;
        }
    }

    [Fact]
    public void Every_scheduler_has_a_row()
    {
        string[] known = [.. s_rows.Select(row => row.Scheduler).Distinct()];
        Assert.Empty(s_found.Select(found => found.Key).Except(known));
        string[] absent = [.. known.Where(name => !s_found.Contains(name))];
        output.WriteLine($"tried: {string.Join(", ", known.Except(absent))}; "
            + $"not on this backend: {(absent.Length == 0 ? "none" : string.Join(", ", absent))}");
        if (s_isTorchSharp) Assert.Empty(absent);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_scheduler_drives_ours_as_it_drives_torchs(string scheduler, int number)
    {
        foreach (var row in OptimizerTable.Rows.Where(row => row.Torchs is not null))
        {
            using var scope = NewDisposeScope();
            Parameter x = new(ones(3, dtype: float64)), y = new(ones(3, dtype: float64));
            var options = row.Name is "SGD" or "RMSProp" ? new Given(("momentum", 0.9)) : new Given();
            using var ours = row.Ours([x], options);
            using var torchs = row.Torchs!([y], options);
            if (TryMake(number, torchs, ours) is not { } schedulers) continue;
            for (var t = 0; t < Steps; t++)
            {
                foreach (var p in (Parameter[])[x, y]) p.grad = (p.detach() - 0.25) * (t + 1);
                Assert.Equal(Options(torchs), Options(ours));
                torchs.step();
                ours.step();
                Near.Relative(y.Doubles(), x.Doubles(), 1e-12, $"{scheduler} of {row.Name}, step {t}");
                foreach (var each in schedulers) Step(each);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_scheduler_drives_a_hybrid_as_it_drives_two_groups_of_torchs(string scheduler, int number)
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [.. Enumerable.Range(0, 2).Select(_ => new Parameter(ones(3)))];
        using var ours = new HybridOptimizer(x, fused.Adagrad([x[0]], 0.5), fused.Adadelta([x[1]], 0.25));
        using var torchs = SGD((SGD.ParamGroup[])[new([x[0]], new() { LearningRate = 0.5 }),
            new([x[1]], new() { LearningRate = 0.25 })], 0.1);
        if (TryMake(number, torchs, ours) is not { } schedulers) return;
        for (var t = 0; t < Steps; t++)
        {
            Near.Same([.. torchs.ParamGroups.Select(group => group.LearningRate)],
                [.. ours.ParamGroups.Select(group => group.LearningRate)], $"{scheduler}, step {t}");
            foreach (var each in schedulers) Step(each);
        }
    }

    // Both schedulers; null where this backend has not that form, and says so. A momentum is cycled where torch's can.
    private LRScheduler[]? TryMake(int number, Optimizer torchs, Optimizer ours)
    {
        try
        {
            if (ours is IMomentum or IBetas) return Both(cycles: true);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            output.WriteLine($"{s_rows[number].Scheduler} of {ours.GetType().Name}: {e.Message}");
            Assert.Equal(e.Message, Assert.Throws(e.GetType(), () => Make(number, ours, cycles: true)).Message);
        }
        return Both(cycles: false);

        LRScheduler[]? Both(bool cycles) =>
            Make(number, torchs, cycles) is { } made ? [made, Make(number, ours, cycles)!] : null;
    }

    private LRScheduler? Make(int number, Optimizer optimizer, bool cycles)
    {
        var (scheduler, give) = s_rows[number];
        var given = give(optimizer);
        var (method, parameters) = s_found[scheduler].Select(m => (m, m.GetParameters())).SingleOrDefault(m =>
            given.All(g => m.Item2.Any(p => p.Name == g.Key && p.ParameterType.IsInstanceOfType(g.Value)))
            && m.Item2.All(p => p.IsOptional || p.ParameterType == typeof(Optimizer) || given.ContainsKey(p.Name!)));
        if (method is null)
        {
            Assert.False(s_isTorchSharp, $"row {number}: {scheduler} takes no such arguments");
            output.WriteLine($"this backend's {scheduler} does not take {string.Join(", ", given.Keys)} so");
            return null;
        }
        if (!cycles && parameters.Any(p => p.Name == "cycle_momentum")) given["cycle_momentum"] = false;
        object?[] arguments = [.. parameters.Select(p =>
            p.ParameterType == typeof(Optimizer) ? optimizer : given.GetValueOrDefault(p.Name!, Type.Missing))];
        return (LRScheduler)method.Invoke(null,
            BindingFlags.OptionalParamBinding | BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    // A loss that does not fall, where a scheduler looks at it.
    private static void Step(LRScheduler scheduler)
    {
        if (scheduler.GetType().Name != "ReduceLROnPlateau") scheduler.step();
        else typeof(LRScheduler).GetMethod("step", [typeof(double), typeof(int?)])!.Invoke(scheduler, [1.0, null]);
    }

    private static T[] Each<T>(Optimizer optimizer, T value) => [.. optimizer.ParamGroups.Select(_ => value)];

    // The rate, and what schedulers cycle beside it.
    private static (double, double?, (double, double)?) Options(Optimizer optimizer)
    {
        var group = optimizer.ParamGroups.Single();
        return (group.LearningRate, (group as IMomentum)?.Momentum, (group as IBetas)?.Betas);
    }
}
