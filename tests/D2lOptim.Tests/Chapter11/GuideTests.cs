using System.Text.RegularExpressions;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Beyond;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Training;
using TorchSharp;
using TorchSharp.Modules;

namespace D2lOptim.Tests.Chapter11;

/// <summary>What README.md and the pages of docs say of the sections, and docs/which-optimizer.md of their
/// output.</summary>
public class GuideTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh.md")]
    [InlineData("docs/which-optimizer.md")]
    [InlineData("docs/finding-a-bug.md")]
    public void Every_section_that_a_page_tells_to_run_is_there(string page)
    {
        var told = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), @"\./d2l run ([\w.]+)")
            .Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(told);
        Assert.All(told, number => Section.Find([number]));
    }

    public static TheoryData<string> Pages =>
    [
        "README.md", "README.zh.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path)),
    ];

    // `./d2l test` is the script's own.
    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_that_a_page_tells_is_one(string page)
    {
        var told = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), @"\./d2l (?!test\b)([^`|#\n]+)")
            .Select(match => match.Groups[1].Value.Trim());
        Assert.All(told, command => Assert.Empty(CommandLine.Create().Parse(command).Errors));
    }

    [Fact]
    public void AdaGrad_is_down_the_long_valley_soonest_and_only_momentum_arrives_down_Rosenbrocks()
    {
        Assert.Equal("AdaGrad", Race.Optimizers.MinBy(o => Steps(o, "valley") ?? int.MaxValue).Name);
        Assert.Null(Steps(Race.Optimizers.Single(o => o.Name == "GD"), "rosenbrock"));
        Assert.Null(Steps(Race.Optimizers.Single(o => o.Name == "AdaGrad"), "rosenbrock"));
        Assert.NotNull(Steps(Race.Optimizers.Single(o => o.Name == "momentum"), "rosenbrock"));
    }

    [Fact]
    public void No_optimizer_wins_every_surface()
    {
        var winners = SectionRace.Surfaces(0)
            .Select(s => Race.Optimizers.MinBy(o => Steps(o, s.Key) ?? int.MaxValue).Name);
        Assert.True(winners.Distinct().Count() > 1);
    }

    private static int? Steps((string Name, Func<Parameter, double, torch.optim.Optimizer> Make) optimizer,
        string surface) =>
        Race.Best(optimizer.Name, optimizer.Make, SectionRace.Surfaces(0).Single(s => s.Key == surface).Surface)
            .StepsTo(Race.Finish);
}
