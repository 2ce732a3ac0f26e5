using D2lOptim.Chapter11;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using TorchSharp;

namespace D2lOptim.Tests.Chapter11;

public class SectionTests
{
    public static TheoryData<string> Numbers => [.. Section.All.Select(section => section.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_run_equals_Pythons(string number) => RequireEqual(Run(number, new ChapterOptions { Networks = false }), Goldens.Runs($"{number}.json"));

    [RealAirfoilFact]
    public void Every_run_on_NASAs_data_equals_Pythons() =>
        RequireEqual(Run("11.5", new ChapterOptions { Data = RealAirfoil.File }), Goldens.Runs("11.5-real.json"));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_quick_run_gives_the_same_keys_and_figures_that_can_be_drawn(string number)
    {
        var page = Run(number, new ChapterOptions { Quick = true, Networks = FashionMnistFiles.Found });
        Assert.Equal(Goldens.Runs($"{number}.json").Runs.Select(run => run.Key).Order(), page.Runs.Select(run => run.Key).Intersect(Goldens.Runs($"{number}.json").Runs.Select(run => run.Key)).Order());
        Assert.Equal(page.Figures.Count, page.Figures.Select(figure => figure.Name).Distinct().Count());
        Assert.All(page.Figures, FigureRules.Check);
        Assert.All(page.Runs.SelectMany(run => run.Lists), list => Assert.All(list.Value, value => Assert.True(double.IsFinite(value))));
    }

    private static Page Run(string number, ChapterOptions options)
    {
        torch.set_num_threads(1);
        var page = new Page(number, options, print: _ => { });
        Section.Find([number]).Single().Run(page);
        return page;
    }

    private static void RequireEqual(Page page, RunFile python)
    {
        var runs = page.Runs.ToDictionary(run => run.Key);
        Assert.All(python.Runs, expected =>
        {
            var comparison = RunComparison.Of(runs[expected.Key], expected);
            Assert.True(comparison.Holds(torch.__version__ == python.Libtorch), $"{comparison}");
        });
    }
}
