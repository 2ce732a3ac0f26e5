using D2lOptim.Chapter11.Commands;
using D2lOptim.Chapter11.Commands.Conformance;
using D2lOptim.Parity;
using D2lOptim.Tests.Optimizers;

namespace D2lOptim.Tests.Chapter11.Conformance;

public class ConformanceTests
{
    private static readonly Case[] s_cases =
        [.. Programs.Kinds.SelectMany(kind => Programs.Of(kind, ConformanceRun.Folder))];
    private static readonly Case s_sgd = s_cases.Single(c => c.Name == "optim/SGD lr=.01");
    private static readonly Quantity s_golden = PyTorchGoldens.Committed(ConformanceRun.Folder).Quantities[s_sgd.Name];

    [Fact]
    public void A_case_is_equal_absent_throws_or_aborts_and_an_abort_costs_itself_alone()
    {
        Case[] cases =
            [s_sgd.With("optim.NoSuch(p)"),
            s_sgd.With("throw new InvalidOperationException(\"planted\"); optim.SGD(p, 0.01)"),
            s_sgd.With("Environment.FailFast(\"planted\"); optim.SGD(p, 0.01)"), s_sgd];
        var outcomes = CaseRunner.Run([.. cases.Select(c => c.CSharp(0))]);

        var verdicts = cases.Zip(outcomes, (c, outcome) => Assert.Single(Verdict.Of(c, outcome, Planted(s_golden))))
            .ToArray();

        Assert.Equal([Class.Absent, Class.Throws, Class.Aborts, Class.Equal], verdicts.Select(v => v.Class));
        Assert.Contains("NoSuch", verdicts[0].Detail, StringComparison.Ordinal);
        Assert.Equal("InvalidOperationException: planted", verdicts[1].Detail);
    }

    [Theory]
    [InlineData(0, 1, nameof(Class.Rounding), 1)]
    [InlineData(49, 1, nameof(Class.Rounding), 50)]
    [InlineData(0, 1L << 20, nameof(Class.Differs), 1)]
    [InlineData(49, 1L << 20, nameof(Class.Differs), 50)]
    public void A_planted_wrong_golden_is_found_at_its_step(int step, long ulps, string expected, int at)
    {
        var wrong = s_golden.Bits.Split(',');
        wrong[17 * step] = (Convert.ToInt64(wrong[17 * step], 16) + ulps).ToString("x16", null);
        var outcome = new Outcome(Planted(s_golden), null, null);

        var verdict = Assert
            .Single(Verdict.Of(s_sgd, outcome, Planted(Quantity.Parse("f64", string.Join(',', wrong)))));

        Assert.Equal((expected, (int?)at), ($"{verdict.Class}", verdict.Step));
    }

    // Of the libtorch that is restored; where another processor's numerics made them, to rounding.
    [Fact]
    public void Ours_that_compute_by_tensors_are_PyTorchs_to_the_bit()
    {
        var steps = RunFile.ThisBackend == "nuget" ? "ours50/" : "ours/";
        Case[] cases =
        [
            .. s_cases.Where(c => c.Name.StartsWith(steps, StringComparison.Ordinal)
                && ((string[])["RAdam", "NAdam", "ASGD"]).Any(c.Name.Contains)),
        ];
        var golden = PyTorchGoldens.Committed(ConformanceRun.Folder).Quantities;
        var outcomes = CaseRunner.Run([.. cases.Select(c => c.CSharp(0))]);

        var worst = cases.Zip(outcomes).SelectMany(pair => Verdict.Of(pair.First, pair.Second, golden))
            .ToLookup(v => v.Class);

        Assert.True(cases.Length >= 8);
        var most = Trajectories.Demand.Bits ? Class.Equal : Class.Rounding;
        Assert.Empty(worst.Where(group => group.Key > most).SelectMany(group => group));
    }

    [Fact]
    public void Every_case_has_a_golden()
    {
        var golden = PyTorchGoldens.Committed(ConformanceRun.Folder);
        Assert.Empty(s_cases.Where(c => golden.Source(c) == "none").Select(c => c.Name));
    }

    [Fact]
    public void Every_cause_covers_a_row_and_is_tried_on_a_case()
    {
        string[] names =
            [.. s_cases.Select(c => c.Name), .. PyTorchGoldens.Committed(ConformanceRun.Folder).Quantities.Keys];
        foreach (var cause in Cause.Read(Path.Combine(ConformanceRun.Folder, "causes.txt")))
        {
            Assert.All(cause.Rows, row =>
                Assert.True(names.Any((cause with { Rows = [row] }).Covers), $"{cause.Name}: no row is called {row}"));
            Assert.True(cause.Proof is null || names.Contains(cause.Proof),
                $"{cause.Name}: no case is called {cause.Proof}");
        }
    }

    [Theory]
    [InlineData("optim.Adam", "lr", "0.001", nameof(Class.Equal))]
    [InlineData("optim.Adam", "lr", "0.002", nameof(Class.Differs))]
    [InlineData("optim.Adam", "no_such", "0", nameof(Class.Absent))]
    [InlineData("optim.NoSuch", "lr", "0", nameof(Class.Absent))]
    [InlineData("nn.init.kaiming_uniform_", "mode", "'fan_in'", nameof(Class.Equal))]
    [InlineData("nn.init.kaiming_uniform_", "mode", "'fan_out'", nameof(Class.Differs))]
    public void A_default_argument_is_compared_by_value(string member, string parameter, string expected,
        string found) =>
        Assert.Equal(found, $"{Defaults.Verdict("", member, parameter, expected).Class}");

    [PythonFact]
    public void Printed_programs_run_as_they_stand()
    {
        var printed = Assert.Single(PrintedPrograms.Of(Path.Combine(Repository.Root, "docs", "conformance.md")),
            pair => pair.Row == "optim/AdamW default");

        var here = CaseRunner.RunWhole(printed.CSharp);
        var there = PrintedPrograms.Python(printed.Python);

        Assert.StartsWith("optim/AdamW default: -1.99900", here, StringComparison.Ordinal);
        Assert.StartsWith("optim/AdamW default: -1.99898", there, StringComparison.Ordinal);
    }

    private static Dictionary<string, Quantity> Planted(Quantity quantity) => new() { [s_sgd.Name] = quantity };
}
