using System.Globalization;
using System.Text.Json;
using D2lOptim.Chapter11.Book;
using D2lOptim.Objectives;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TorchSharp.Modules;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11.Book;

/// <summary>The pages as a reader meets them.</summary>
[Collection(nameof(BookFixture))]
public class BrowserTests(ITestOutputHelper output)
{
    [BrowserFact]
    public async Task A_page_opens_without_an_error_and_shows_its_contents_formulas_and_figures()
    {
        await With(async browser =>
        {
            foreach (var text in BookFixture.Texts)
            {
                var (page, errors) = await Open(browser, text.Language);
                Assert.Equal(text.Parts.Count, await page.Locator("main section").CountAsync());
                Assert.Equal(text.Parts.Count, await page.Locator("nav > ol > li").CountAsync());
                Assert.True(await page.Locator("math").CountAsync() > 100);
                Assert.True(await page.Locator("figure svg[role=img]").CountAsync() > 50);
                // Drawn, not only there.
                Assert.True(await page
                    .EvaluateAsync<bool>(
                    "[...document.querySelectorAll('main figure svg, main math')].every(e => "
                    + "e.getBoundingClientRect().width > 5)"));
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
                Assert.Empty(errors);
            }
        });
    }

    [BrowserFact]
    public async Task Links_search_language_theme_and_keys_work()
    {
        await With(async browser =>
        {
            var (page, errors) = await Open(browser, "en");
            Assert.Empty(await page
                .EvaluateAsync<string[]>(
                "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href')).filter(h => "
                + "!h.startsWith('#play:') && !document.getElementById(decodeURIComponent(h.slice(1))))"));
            await page.Keyboard.PressAsync("/");
            await page.Keyboard.TypeAsync("saddle point");
            Assert.True(await page.Locator("#found a").CountAsync() > 1);
            await page.Keyboard.PressAsync("Enter");
            Assert.StartsWith("s-11.1", new Uri(page.Url).Fragment.TrimStart('#'));
            var before = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
            await page.Keyboard.PressAsync("t");
            Assert.NotEqual(before,
                await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            await page.EvaluateAsync("location.hash = 's-11.6.1.3'");
            await page.Locator("#language").ClickAsync();
            Assert.EndsWith("book.zh.html#s-11.6.1.3", page.Url);
            Assert.Equal("zh-CN", await page.GetAttributeAsync("html", "lang"));
            await page.Locator("#language").ClickAsync();
            Assert.EndsWith("book.en.html#s-11.6.1.3", page.Url);
            Assert.Empty(errors);
        });
    }

    [BrowserFact]
    public async Task Nothing_stands_in_a_readers_way()
    {
        await With(async browser =>
        {
            foreach (var (language, scheme, width) in new[] { ("en", ColorScheme.Light, 1280),
                ("zh", ColorScheme.Dark, 390) })
            {
                var (page, _) = await Open(browser, language, scheme, width);
                var found = await page.RunAxe(new AxeRunContext { Exclude = [new("figure svg"), new("math")] });
                Assert.True(found.Violations.Length == 0,
                    $"{language} {scheme} {width}: "
                    + $"{string.Join("; ", found.Violations.Select(v =>
                    $"{v.Id}: {v.Help}, "
                + $"{string.Join(" ", v.Nodes.Take(3).Select(n => n.Html[..Math.Min(160, n.Html.Length)]))}"))}");
            }
        });
    }

    [BrowserFact]
    public async Task The_playgrounds_paths_are_the_librarys_to_the_last_bit()
    {
        var cases = Cases().ToList();
        await With(async browser =>
        {
            var (page, errors) = await Open(browser, "en");
            var asked = JsonSerializer.Serialize(cases.Select(c => new
            {
                surface = c.Surface,
                rotation = c.Rotation,
                optimizer = c.Optimizer,
                schedule = c.Schedule,
                noise = c.Noise,
                seed = c.Seed,
                lr = c.H.Lr,
                beta = c.H.Beta,
                gamma = c.H.Gamma,
                eps = c.H.Eps,
                start = (double[])[c.Start.X1, c.Start.X2],
            }));
            var paths = await page
                .EvaluateAsync<string[]>(
                "asked => JSON.parse(asked).map(o => [...new "
                + "BigUint64Array(Float64Array.from(playground.run(o).flatMap(p => [...p.x, p.f])).buffer)].map(b "
                + "=> b.toString(16)).join(' '))", asked);
            var (numbers, whole) = (0, 0);
            for (var k = 0; k < cases.Count; k++)
            {
                var expected = Descend(cases[k]);
                numbers += expected.Count;
                if (expected.Count == 3 * (Playground.Steps + 1)) whole++;
                Assert.True(paths[k] == string.Join(' ',
                    expected.Select(v => BitConverter.DoubleToUInt64Bits(v)
                    .ToString("x", CultureInfo.InvariantCulture))),
                    $"{cases[k]}: {FirstDifference(paths[k], expected)}");
            }
            output.WriteLine(
                $"{cases.Count} paths, {whole} of them of {Playground.Steps} steps, {numbers} numbers, all equal to "
                + $"the last bit");
            Assert.True(whole > cases.Count * 0.8);
            Assert.Empty(errors);
        });
    }

    [BrowserFact]
    public async Task The_playground_follows_an_address_a_drag_and_the_keys()
    {
        await With(async browser =>
        {
            var (page, errors) = await Open(browser, "en", hash: "#play:s=rosenbrock&o=adam&lr=0.1&r=30&k=17&race=1");
            Assert.Equal("rosenbrock", await page.Locator("#play-surface").InputValueAsync());
            Assert.Equal("17 / 200", await page.Locator(".play .steps output").TextContentAsync());
            Assert.Equal(10, await page.Locator(".play .legend li").CountAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Forth" }).ClickAsync();
            Assert.Equal("18 / 200", await page.Locator(".play .steps output").TextContentAsync());
            var before = await page.Locator(".play td").First.TextContentAsync();
            await page.Locator("canvas.map").ClickAsync(new() { Position = new() { X = 60, Y = 60 } });
            Assert.NotEqual(before, await page.Locator(".play td").First.TextContentAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
            await page.Locator("canvas.map").FocusAsync();
            before = await page.Locator(".play td").First.TextContentAsync();
            await page.Keyboard.PressAsync("ArrowLeft");
            Assert.NotEqual(before, await page.Locator(".play td").First.TextContentAsync());
            await page.Locator("#play-optimizer").SelectOptionAsync("sgd");
            await page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
            Assert.Contains("o=sgd", page.Url);
            Assert.Empty(errors);
        });
    }

    [BrowserFact]
    public async Task Screenshots_are_kept_of_every_section()
    {
        var folder = Path.Combine(BookFixture.Folder, "screenshots");
        Directory.CreateDirectory(folder);
        await With(async browser =>
        {
            foreach (var (language, scheme, width) in new[] { ("en", ColorScheme.Light, 1280),
                ("zh", ColorScheme.Light, 1280), ("en", ColorScheme.Dark, 1280), ("zh", ColorScheme.Dark, 390) })
            {
                var (page, _) = await Open(browser, language, scheme, width);
                foreach (var (part, _) in BookFixture.Texts[0].Parts)
                {
                    await page.EvaluateAsync("id => document.getElementById(id).scrollIntoView()", $"s-{part}");
                    await page.ScreenshotAsync(
                        new()
                        {
                            Path =
                        Path.Combine(folder,
                        $"{part}-{language}-{scheme.ToString().ToLowerInvariant()}-{width}.png")
                        });
                }
            }
        });
        Assert.Equal(4 * BookFixture.Texts[0].Parts.Count, Directory.GetFiles(folder, "*.png").Length);
    }

    private static async Task With(Func<IBrowser, Task> test)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.LaunchAsync(playwright);
        await test(browser);
    }

    private static async Task<(IPage Page, List<string> Errors)> Open(IBrowser browser, string language,
        ColorScheme scheme = ColorScheme.Light, int width = 1280, string hash = "")
    {
        var page = await browser
            .NewPageAsync(new()
            {
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new() { Width = width, Height = 900 }
            });
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") errors.Add(message.Text);
        };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(new Uri(BookFixture.PathOf(language)).AbsoluteUri + hash);
        return (page, errors);
    }

    private sealed record Case(string Surface, int Rotation, string Optimizer, string Schedule, double Noise,
        long Seed, Playground.Hyperparameters H, Point2 Start);

    private static Objective Turned(string surface, int rotation)
    {
        var (cos, sin) = Playground.Angle(rotation);
        return new Rotated(Playground.Surfaces[surface], cos, sin);
    }

    private static IEnumerable<Case> Cases()
    {
        foreach (var (optimizer, h) in Playground.Defaults)
        {
            // What is steep asks for shorter steps.
            foreach (var (surface, part) in new[] { ("valley", 1.0), ("bowl", 0.5), ("saddle", 1),
                ("rosenbrock", 0.003), ("beale", 0.01), ("himmelblau", 0.02) })
                foreach (var (rotation, schedule, noise) in new[] { (0, "constant", 0.0), (45, "constant", 0),
                    (17, "cosine", 0), (90, "multistep", 0.5), (63, "warmup", 0.1) })
                    yield return new(surface, rotation, optimizer, schedule, noise, rotation,
                        h with { Lr = h.Lr * part }, Turned(surface, rotation).Start);
            // Nesterov's needs a momentum.
            foreach (var beta in Playground.Betas.Where(beta => beta > 0 || optimizer != "nesterov"))
                foreach (var gamma in Playground.Gammas)
                    yield return new("valley", 30, optimizer, "polynomial", 0, 0,
                        h with { Lr = h.Lr / 2, Beta = beta, Gamma = gamma, Eps = 1e-4 }, (-4.25, 1.5));
        }
    }

    // The library's own, under the book's ε: within the root for AdaGrad and RMSProp.
    private static optim.Optimizer Make(string optimizer, Parameter x, Playground.Hyperparameters h) => optimizer switch
    {
        "sgd" => fused.SGD([x], h.Lr),
        "momentum" => fused.SGD([x], h.Lr, h.Beta),
        "nesterov" => fused.SGD([x], h.Lr, h.Beta, nesterov: true),
        "adagrad" => fused.Adagrad([x], h.Lr, eps: 0, eps_root: h.Eps),
        "rmsprop" => fused.RMSProp([x], h.Lr, h.Gamma, eps: 0, eps_root: h.Eps),
        "adadelta" => fused.Adadelta([x], h.Lr, h.Gamma, h.Eps),
        "adam" => fused.Adam([x], h.Lr, h.Beta, h.Gamma, h.Eps),
        "adamw" => fused.AdamW([x], h.Lr, h.Beta, h.Gamma, h.Eps),
        "adamax" => fused.Adamax([x], h.Lr, h.Beta, h.Gamma, h.Eps),
        "yogi" => fused.Yogi([x], h.Lr, h.Beta, h.Gamma, h.Eps),
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), optimizer, "no such optimizer"),
    };

    // x₁, x₂ and f after every step, the start first, as long as they are finite.
    private static List<double> Descend(Case c)
    {
        using var scope = NewDisposeScope();
        var f = Turned(c.Surface, c.Rotation);
        var noise = Playground.Noise(c.Seed);
        var x = new Parameter(tensor([c.Start.X1, c.Start.X2]), requires_grad: false);
        using var optimizer = Make(c.Optimizer, x, c.H);
        List<double> path = [c.Start.X1, c.Start.X2, f.Value(c.Start.X1, c.Start.X2)];
        for (var t = 0; t < Playground.Steps; t++)
        {
            using var step = NewDisposeScope();
            var (g1, g2) = f.Gradient(path[^3], path[^2]);
            if (c.Noise > 0) (g1, g2) = (g1 + c.Noise * noise[2 * t], g2 + c.Noise * noise[2 * t + 1]);
            x.grad = tensor([g1, g2]);
            optimizer.ParamGroups.Single().LearningRate = c.H.Lr * Playground.Schedules[c.Schedule].At(t);
            optimizer.step();
            var position = x.data<double>().ToArray();
            var value = f.Value(position[0], position[1]);
            if (!double.IsFinite(position[0]) || !double.IsFinite(position[1]) || !double.IsFinite(value)) break;
            path.AddRange([position[0], position[1], value]);
        }
        return path;
    }

    private static string FirstDifference(string browser, List<double> expected)
    {
        double[] js = [.. browser.Split(' ')
            .Select(hex =>
            BitConverter.UInt64BitsToDouble(ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        for (var k = 0; k < Math.Min(js.Length, expected.Count); k++)
            if (BitConverter.DoubleToInt64Bits(js[k]) != BitConverter.DoubleToInt64Bits(expected[k]))
                return string.Create(CultureInfo.InvariantCulture,
                $"step {k / 3}, number {k % 3}: {js[k]:R} in the browser, {expected[k]:R} in C#");
        return $"{js.Length} numbers in the browser, {expected.Count} in C#";
    }
}
