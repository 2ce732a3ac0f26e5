using D2lOptim.Chapter11.Commands;
using D2lOptim.Chapter11.Sweeps;
using D2lOptim.Data;
using D2lOptim.Tests.Data;
using D2lOptim.Training;

namespace D2lOptim.Tests.Chapter11.Sweeps;

/// <summary>Sweeps: the same numbers in one go, stopped and gone on with, in shards, on one thread and on
/// many.</summary>
public class SweepTests
{
    private static readonly SweepSpec s_spec = new SweepSpec
    {
        Problems = ["linear", "valley"],
        Optimizers = ["sgd", "adam(beta2=0.9)"],
        Rates = [0.01, 1000],
        Schedules = ["constant", "warmup"],
        Finding = 30,
        Judging = 40,
    }.Checked("tiny");

    public static TheoryData<string, string> Mistakes => new()
    {
        { "{", "spec.json: Expected depth" },
        { "{\"problems\":[\"linear\"]}", "optimizers" },
        { Spec("\"nonsense\":1"), "nonsense" },
        { Spec("\"problems\":[\"cubic\"]"), "there is no problem 'cubic'; there are linear" },
        { Spec("\"optimizers\":[\"adma\"]"), "there is no optimizer 'adma'" },
        { Spec("\"optimizers\":[\"adam(beta3=1)\"]"), "there is no option beta3" },
        { Spec("\"optimizers\":[\"adam(beta2=2)\"]"), "beta2 must be" },
        { Spec("\"schedules\":[\"step\"]"), "there is no schedule 'step'" },
        { Spec("\"rates\":[0]"), "rates must be > 0" },
        { Spec("\"rates\":[0.1, 0.1]"), "rates names one twice" },
        { Spec("\"judging\":1"), "judging ≥ 2" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_spec_that_cannot_be_run_is_refused_by_name(string json, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["spec.json"], json);
        Assert.Contains(message, Assert.Throws<BadInputException>(() => SweepSpec.Read(folder["spec.json"])).Message);
    }

    [Fact]
    public void A_linear_run_is_the_one_that_FusedLinear_makes()
    {
        var plan = new SweepPlan(s_spec);
        var run = plan.Part(0).First(r => r is { Optimizer: "sgd", Schedule: "constant", Rate: 0.01, Seed: 0 });
        var curve = FusedLinear.Train(p => fused.SGD(p, 0.01), Airfoil.Open(), 10, 2);
        Assert.Equal(curve.Loss[^1], new LinearSolver(s_spec).Solve(run, SweepOptimizer.Parse("sgd")).Loss);
    }

    [Fact]
    public void Every_run_is_there_once_and_rates_that_are_too_large_are_gone()
    {
        using var folder = new TemporaryFolder();
        var runs = Whole(folder["whole"]).Runs;
        // The default rates are tried besides: of SGD and Adam 10⁻³.
        Assert.Equal(2 * 70 * 2 * 2 * 3, runs.Count);
        Assert.Equal(Enumerable.Range(0, runs.Count), runs.Select(run => run.Number));
        Assert.Equal(runs.Count, runs.DistinctBy(r => (r.Problem, r.Optimizer, r.Schedule, r.Rate, r.Seed)).Count());
        Assert.All(runs.Where(r => r is { Optimizer: "sgd", Rate: 1000, Schedule: "constant" }),
            r => Assert.Equal(double.PositiveInfinity, r.Loss));
        Assert.All(runs.Where(r => r.Rate == 0.01), r => Assert.InRange(r.Loss, 0, 1));
    }

    [Fact]
    public void Stopped_and_sharded_sweeps_end_with_the_bits_of_the_one_made_in_one_go()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Whole(folder["whole"]).File);

        var sweep = new Sweep(s_spec, folder["sharded"]);
        foreach (var k in new[] { 2, 0, 1 }) sweep.Make(new(k, 3), 1, (_, _) => { }, default);
        sweep.Merge([folder["sharded"]], _ => Assert.Fail("no part is there twice"));
        Assert.Equal(whole, File.ReadAllBytes(sweep.File));

        // A part that is damaged, and one that is gone, are made again; the others are left alone.
        var parts = Directory.GetFiles(sweep.Parts).Order().ToList();
        File.Delete(parts[1]);
        File.WriteAllBytes(parts[2], File.ReadAllBytes(parts[2])[..^50]);
        var (made, there) = sweep.Make(Shard.All, 2, (_, _) => { }, default);
        Assert.Equal(2 * sweep.Plan.PartSize, made);
        Assert.Equal(sweep.Plan.Count - made, there);
        sweep.Merge([folder["sharded"]], _ => { });
        Assert.Equal(whole, File.ReadAllBytes(sweep.File));
    }

    [Fact]
    public void A_lost_shard_is_named_and_a_repeated_one_counts_once()
    {
        using var folder = new TemporaryFolder();
        var (one, two) = (new Sweep(s_spec, folder["one"]), new Sweep(s_spec, folder["two"]));
        one.Make(new(0, 3), 1, (_, _) => { }, default);
        one.Make(new(1, 3), 1, (_, _) => { }, default);
        var lost = Assert.Throws<BadInputException>(() => one.Merge([folder["one"]], _ => { }));
        Assert.Contains("of shard 2/3 are missing", lost.Message);

        two.Make(new(1, 3), 1, (_, _) => { }, default);
        two.Make(new(2, 3), 1, (_, _) => { }, default);
        List<string> told = [];
        one.Merge([folder["one"], folder["two"]], told.Add);
        Assert.Contains("shards 1/3 and 1/3", Assert.Single(told));
        Assert.Equal(File.ReadAllBytes(Whole(folder["whole"]).File), File.ReadAllBytes(one.File));

        // The same part with other numbers.
        var (fingerprint, shard, runs) = SweepFile.Read(Sweep.PartFile(two.Parts, 1));
        SweepFile.Write(Sweep.PartFile(two.Parts, 1), fingerprint, shard, [[runs[0] with { Loss = 0 }, .. runs[1..]]]);
        Assert.Contains("with other numbers", Assert.Throws<BadInputException>(
            () => one.Merge([folder["one"], folder["two"]], _ => { })).Message);
    }

    [Fact]
    public void Parts_of_another_sweep_are_refused()
    {
        using var folder = new TemporaryFolder();
        new Sweep(s_spec, folder.Root).Make(new(0, 5), 1, (_, _) => { }, default);
        var other = new Sweep((s_spec with { Epochs = 3 }).Checked("tiny"), folder.Root);
        Assert.Contains("belongs to another sweep", Assert.Throws<BadInputException>(
            () => other.Make(Shard.All, 1, (_, _) => { }, default)).Message);
    }

    [Fact]
    public void Every_committed_spec_can_be_read_and_has_its_report()
    {
        var folder = Path.Combine(Repository.Root, "docs", "sweeps");
        var specs = Directory.GetFiles(folder, "*.json");
        Assert.NotEmpty(specs);
        foreach (var spec in specs)
        {
            var runs = new SweepPlan(SweepSpec.Read(spec)).Count;
            var report = File.ReadAllText(Path.ChangeExtension(spec, ".md"));
            Assert.Contains(FormattableString.Invariant($" made {runs:N0} runs"), report);
        }
    }

    [Theory]
    [InlineData("3/3")]
    [InlineData("-1/3")]
    [InlineData("1")]
    [InlineData("a/b")]
    public void A_shard_that_is_none_is_refused(string text) =>
        Assert.Throws<BadInputException>(() => Shard.Parse(text));

    private static (string File, List<SweepRun> Runs) Whole(string folder)
    {
        var sweep = new Sweep(s_spec, folder);
        sweep.Make(Shard.All, 2, (_, _) => { }, default);
        sweep.Merge([folder], _ => { });
        return (sweep.File, SweepFile.Read(sweep.File).Runs);
    }

    // A spec that is right but for one member, which is written last and counts.
    private static string Spec(string member) => "{\"problems\":[\"linear\"],\"optimizers\":[\"sgd\"],\"rates\":[0.1],"
        + "\"finding\":2,\"judging\":2," + member + "}";
}
