using D2lOptim.Chapter11;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using TorchSharp;

namespace D2lOptim.Tests.Chapter11;

public class SectionTests
{
    public static TheoryData<string> Numbers => [.. Section.All.Select(section => section.Number)];

    public static TheoryData<string> InPython => [.. Section.All.Where(section => section.InPython).Select(section => section.Number)];

    [Theory]
    [MemberData(nameof(InPython))]
    public void Every_run_equals_Pythons(string number) => RequireEqual(Run(number, new ChapterOptions()), Goldens.Runs($"{number}.json"));

    [RealAirfoilFact]
    public void Every_run_on_NASAs_data_equals_Pythons() =>
        RequireEqual(Run("11.5", new ChapterOptions { Data = RealAirfoil.File }), Goldens.Runs("11.5-real.json"));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_quick_run_draws_and_keeps_finite_numbers_under_names_of_its_own(string number)
    {
        var page = Run(number, new ChapterOptions { Quick = true });
        Assert.NotEmpty(page.Figures);
        Assert.NotEmpty(page.Runs);
        Assert.All(page.Figures, FigureRules.Check);
        Assert.Equal(page.Figures.Count, page.Figures.Select(figure => figure.Name).Distinct().Count());
        Assert.Equal(page.Runs.Count, page.Runs.Select(run => run.Key).Distinct().Count());
        Assert.All(page.Runs, run => Assert.StartsWith($"{number}/", run.Key));
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
