using System.Diagnostics;
using D2lOptim.Schedules;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;
using SGD = TorchSharp.Modules.SGD;

namespace D2lOptim.Tests.Schedules;

public class ScheduleTests
{
    private const int Steps = 200;

    // Rounding of rates below 2, where torch computes one from the one before.
    private const double Rounding = 1e-15;

    private static readonly SquareRoot SquareRoot = new() { Lr = 0.1 };
    private static readonly Factor Factor = new() { Lr = 2, Alpha = 0.9, Floor = 1e-2 };
    private static readonly MultiFactor MultiFactor = new() { Lr = 0.5, Milestones = [15, 30], Gamma = 0.5 };
    private static readonly Cosine Cosine = new() { Lr = 0.3, FinalLr = 0.01, Steps = Steps };
    private static readonly Cosine After = Cosine with { Steps = 180 };
    private static readonly Polynomial Polynomial = new() { Lr = 0.1, Steps = 150 };
    private static readonly Exponential Exponential = new() { Lr = 0.1, Gamma = 0.97 };
    private static readonly Exponential Stairs = new() { Lr = 0.1, Gamma = 0.1, Every = 30 };
    private static readonly OneCycle OneCycle = new() { MaxLr = 0.1, Steps = Steps };
    private static readonly WarmUp WarmUp = new(new ConstantRate { Lr = 0.3 }) { Steps = 5, Begin = 0.03 };
    private static readonly WarmUp WarmCosine = new(After) { Steps = 20, Begin = 0.03 };

    private static readonly (string Name, double Lr, ISchedule Schedule,
        Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> Twin)[] Cases =
    [
        ("squareroot", 0.1, SquareRoot, SquareRoot.Concise),
        ("factor", 2, Factor, Factor.Concise),
        ("multistep", 0.5, MultiFactor, MultiFactor.Concise),
        ("cosine", 0.3, Cosine, Cosine.Concise),
        ("polynomial", 0.1, Polynomial, Polynomial.Concise),
        ("polynomial-2", 0.1, Polynomial with { Power = 2 }, (Polynomial with { Power = 2 }).Concise),
        ("exponential", 0.1, Exponential, Exponential.Concise),
        ("step", 0.1, Stairs, Stairs.Concise),
        ("onecycle", 0.1, OneCycle, OneCycle.Concise),
        ("warm-up", 0.3, WarmUp, o => WarmUp.Concise(o, o => optim.lr_scheduler.LambdaLR(o, _ => 1))),
        ("cosine-warmup", 0.3, WarmCosine, o => WarmCosine.Concise(o, After.Concise)),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schedule_its_twin_and_Pythons_are_equal_over_200_steps(string name)
    {
        var (_, lr, schedule, twin) = Cases.Single(c => c.Name == name);
        var python = Goldens.Json("schedulers.json").GetProperty("cases").EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == name)
            .GetProperty("lr").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var concise = Rates(lr, twin);
        Assert.Equal(Steps, python.Length);
        for (var t = 0; t < Steps; t++)
        {
            Assert.Equal(python[t], concise[t], Rounding);
            Assert.Equal(concise[t], schedule.At(t), Rounding);
        }
    }

    [Fact]
    public void The_books_curves_are_Pythons_to_the_bit()
    {
        var cosine = new Cosine { Lr = 0.3, FinalLr = 0.01, Steps = 20 };
        (string Name, ISchedule Schedule)[] curves =
        [
            ("squareroot", SquareRoot), ("factor", Factor), ("multistep", MultiFactor), ("cosine", cosine),
                ("cosine-warmup", new WarmUp(cosine with { Steps = 15 }) { Steps = 5 }),
        ];
        var golden = Goldens.Json("11.11.json").GetProperty("runs").EnumerateArray()
            .ToDictionary(run => run.GetProperty("name").GetString()!);
        foreach (var (name, schedule) in curves)
        {
            var python = golden[name].GetProperty("lr").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            Assert.Equal(python, Enumerable.Range(0, python.Length).Select(schedule.At));
        }
    }

    // In no time: once the factor was multiplied up step by step, without end at the last int.
    [Fact]
    public void A_schedule_answers_for_any_step_at_once()
    {
        var clock = Stopwatch.StartNew();
        foreach (var (_, _, schedule, _) in Cases.Where(c => c.Name != "onecycle"))
            for (var k = 0; k < 100; k++) Assert.True(double.IsFinite(schedule.At(int.MaxValue - k)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(Factor.Floor, Factor.At(int.MaxValue));
        var slow = new Factor { Lr = 1, Alpha = 1 - 1e-9, Floor = 0 };
        Assert.Equal(Math.Exp(-1e-9 * 1e9), slow.At(1_000_000_000), 1e-6);
        // Rates that go on from step to step, where the way of computing them changes.
        Assert.Equal(slow.At(10_000) * (1 - 1e-9), slow.At(10_001));
    }

    [Fact]
    public void The_factor_acts_before_the_first_rate() => Assert.Equal(1.8, Factor.At(0));

    [Fact]
    public void A_scheduler_moves_every_group_from_its_own_rate()
    {
        using var scope = NewDisposeScope();
        using Parameter a = new(zeros(1)), b = new(zeros(1));
        using var sgd =
            optim.SGD([new SGD.ParamGroup([a], new() { LearningRate = 1 }),
            new SGD.ParamGroup([b], new() { LearningRate = 0.5 })], 0.1);
        var scheduler = optim.lr_scheduler.ExponentialLR(sgd, 0.5);
        scheduler.step();
        Assert.Equal([0.5, 0.25], scheduler.get_last_lr());
        Assert.Equal([0.5, 0.25], sgd.ParamGroups.Select(group => group.LearningRate));
    }

    public static TheoryData<Func<object>, string> Mistakes => new()
    {
        { () => new SquareRoot { Lr = double.NaN }, "lr must be ≥ 0 and finite, was NaN" },
        { () => new Factor { Alpha = 1.5 }, "alpha must be in [0, 1], was 1.5" },
        { () => new Cosine { Steps = 0 }, "steps must be ≥ 1, was 0" },
        { () => new MultiFactor { Milestones = [3, 3] }, "milestones must be ≥ 1 and differ, were 3, 3" },
        { () => new OneCycle { Steps = 10, Rise = 0.1 }.At(0), "rise must be > 1/10, longer than a step, was 0.1" },
        { () => Rates(0.1, (OneCycle with { Rise = 0.001 }).Concise),
            "rise must be > 1/200, longer than a step, was 0.001" },
        { () => new OneCycle { DivFactor = 0 }, "divFactor must be > 0 and finite, was 0" },
        { () => new OneCycle { FinalDivFactor = 0 }, "finalDivFactor must be > 0 and finite, was 0" },
        { () => OneCycle.At(Steps), "step must be < 200, was 200" },
        { () => Rates(0, (Factor with { Lr = 0 }).Concise), "torch's LambdaLR cannot leave a rate of 0" },
        { () => Rates(0.3, o => (WarmUp with { After = Cosine with { Lr = 0 } }).Concise(o, After.Concise)),
            "torch's LinearLR cannot rise to a rate of 0" },
        { () => Rates(0.3, o => (WarmUp with { Begin = 0 }).Concise(o, After.Concise)), "cannot begin at a rate of 0" },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void Bad_options_are_refused_by_name(Func<object> make, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message);

    public static TheoryData<ISchedule> Schedules => [.. Cases.Select(c => c.Schedule), new ConstantRate()];

    [Theory]
    [MemberData(nameof(Schedules), DisableDiscoveryEnumeration = true)]
    public void A_step_before_the_first_is_refused(ISchedule schedule) =>
        Assert.Contains("step must be ≥ 0, was -1",
            Assert.Throws<ArgumentOutOfRangeException>(() => schedule.At(-1)).Message);

    [Fact]
    public void The_callers_milestones_may_change_later()
    {
        List<int> milestones = [1, 2];
        var schedule = new MultiFactor { Lr = 1, Milestones = milestones };
        milestones.Clear();
        Assert.Equal(0.25, schedule.At(2));
    }

    private static double[] Rates(double lr, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> make)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(zeros(1));
        using var sgd = optim.SGD([parameter], lr);
        var scheduler = make(sgd);
        var rates = new double[Steps];
        for (var t = 0; t < Steps; t++)
        {
            rates[t] = sgd.ParamGroups.Single().LearningRate;
            sgd.step();
            if (t + 1 < Steps) scheduler.step();
        }
        return rates;
    }
}
