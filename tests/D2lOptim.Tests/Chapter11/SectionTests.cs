using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Tests.Data;
using TorchSharp;

namespace D2lOptim.Tests.Chapter11;

public class SectionTests
{
    public static TheoryData<string> Numbers => [.. Section.All.Select(section => section.Number)];

    public static TheoryData<string> InPython =>
        [.. Section.All.Where(section => section.InPython).Select(section => section.Number)];

    [Theory]
    [MemberData(nameof(InPython))]
    public void Every_run_equals_Pythons(string number) =>
        RequireEqual(Run(number, new ChapterOptions { Networks = false }), Goldens.Runs($"{number}.json"));

    [RealAirfoilFact]
    public void Every_run_on_NASAs_data_equals_Pythons() =>
        RequireEqual(Run("11.5", new ChapterOptions { Data = RealAirfoil.File }), Goldens.Runs("11.5-real.json"));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_quick_run_draws_and_keeps_finite_numbers_under_names_of_its_own(string number)
    {
        var page = Run(number, new ChapterOptions { Quick = true, Networks = FashionMnistFiles.Found });
        Assert.NotEmpty(page.Figures);
        if (Section.Find([number]).Single().InPython) Assert.Empty(
            Goldens.Runs($"{number}.json").Runs.Select(run => run.Key).Except(page.Runs.Select(run => run.Key)));
        Assert.All(page.Figures.Concat(page.Animations), FigureRules.Check);
        Assert.All(page.Figures.SelectMany(figure => figure.Panels), panel =>
            Assert.True(panel.X.Label.Length > 0 && panel.Y.Label.Length > 0));
        Assert.All(page.Animations, figure => Assert.StartsWith("<svg", AnimatedSvg.Write(figure)));
        Assert.Equal(page.Figures.Count, page.Figures.Select(figure => figure.Name).Distinct().Count());
        Assert.Equal(page.Runs.Count, page.Runs.Select(run => run.Key).Distinct().Count());
        Assert.All(page.Runs, run => Assert.Contains(
            run.Variant, (string[])["scratch", "concise", "fused", "trace", "curve", "scheduler", "lenet"]));
        Assert.All(page.Runs, run => Assert.Equal(number, run.Section));
        Assert.All(page.Runs.SelectMany(run => run.Lists), list =>
            Assert.All(list.Value, value => Assert.True(double.IsFinite(value))));
    }

    // Where there is no such device, a section that asks for it cannot run.
    [Theory]
    [InlineData("11.5")]
    [InlineData("regressions")]
    [InlineData("mistakes")]
    [InlineData("landscape")]
    [InlineData("hybrid")]
    public void What_is_trained_is_trained_on_the_device_that_is_asked_for(string number) =>
        RequireOn(number, new ChapterOptions { Quick = true, Networks = false });

    [Theory]
    [InlineData("11.11")]
    [InlineData("decay")]
    public void A_network_is_trained_on_the_device_that_is_asked_for(string number)
    {
        using var images = new TemporaryFolder();
        IdxFiles.WriteSet(images.Root, 600, 20);
        RequireOn(number, new ChapterOptions { DataDir = images.Root });
    }

    private static void RequireOn(string number, ChapterOptions options)
    {
        var thrown = Record.Exception(
            () => Run(number, options with { Epochs = 1, Device = new torch.Device("cuda") }));
        Assert.Equal(torch.cuda.is_available(), thrown is null);
        if (thrown is not null) Assert.Contains("cuda", thrown.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("11.3", "0.060466", "3.486784", "61.917364", "-1.528166", "x1 -0.057646, x2 -0.000073", "x 0.000000",
        "26.834133", "7.269860")]
    [InlineData("11.6", "x1 -0.943467, x2 -0.000073", "x1 -0.387814, x2 -1673.365109", "x1 0.007188, x2 0.002553",
        "x1 -0.126340, x2 -0.186632")]
    [InlineData("11.7", "x1 -2.382563, x2 -0.158591", "x1 -0.002295, x2 -0.000000")]
    [InlineData("11.8", "x1 -0.010599, x2 0.000000")]
    [InlineData("11.1", "eigenvalues of the Hessian 2 and -2",
        "the gradient of tanh is 0.001341, that of ReLU 1.000000")]
    public void The_numbers_that_the_book_prints_stand_on_the_page(string number, params string[] printed)
    {
        var lines = new List<string>();
        Section.Find([number]).Single().Run(new Page(number, new ChapterOptions(), lines.Add));
        Assert.All(printed, expected => Assert.Contains(lines, line => line.Contains(expected)));
    }

    [Fact]
    public void The_networks_of_section_11_11_train_with_Pythons_rates_to_the_bit()
    {
        using var data = new TemporaryFolder();
        IdxFiles.WriteSet(data.Root, 10, test: 10);
        var lenet = Run("11.11", new ChapterOptions { DataDir = data.Root }).Runs.Where(run => run.Variant == "lenet")
            .ToDictionary(run => run.Name, run => run.Lists.ToDictionary()["lr_used"]);
        var python = Goldens.Json("lenet.json").GetProperty("lr_used").EnumerateObject().ToArray();
        Assert.Equal(python.Select(variant => variant.Name), lenet.Keys.Where(name => !name.EndsWith("-meant")));
        Assert.All(python, variant => Assert.Equal(
            variant.Value.EnumerateArray().Select(rate => rate.GetDouble()), lenet[variant.Name]));
        Assert.All(lenet.Values, rates => Assert.Equal(30, rates.Count));
        // As meant: halved at epoch 15, and the warm-up in the first five epochs.
        Assert.Equal([.. Enumerable.Repeat(0.5, 15), .. Enumerable.Repeat(0.25, 15)], lenet["multistep-meant"]);
        Assert.Equal([0, 0.06, 0.12, 0.18, 0.24, 0.3],
            lenet["cosine-warmup-meant"].Take(6).Select(rate => Math.Round(rate, 15)));
    }

    [Fact]
    public void Networks_that_were_trained_before_are_shown_and_not_trained_again()
    {
        var known = NetworkRuns.Read(Path.Combine(Repository.Root, "docs", "lenet.json"));
        using var empty = new TemporaryFolder();
        var page = Run("11.11", new ChapterOptions { Known = known, DataDir = empty.Root });
        Assert.Equal(known.Values, page.Runs.Where(run => run.Variant == "lenet"));
        Assert.All(known.Values, run => Assert.Equal(30, run.Epochs));
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
        var demand = Goldens.Demand(python.Fingerprint);
        Assert.All(python.Runs, expected =>
        {
            var comparison = RunComparison.Of(runs[expected.Key], expected);
            var own = expected is { Name: "adam", Variant: "concise" }
                ? demand.Of("Adam", centered: false, python.Libtorch)
                : demand;
            Assert.True(comparison.Holds(own), $"{comparison}: {own}");
        });
    }
}
