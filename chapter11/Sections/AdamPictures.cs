using D2lOptim.Objectives;
using D2lOptim.Plotting;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>Section 11.10 further: what the bias correction does, and a gradient that Adam forgets.</summary>
public static class AdamPictures
{
    private const double Eta = 0.1;

    // The correction divides by 1 − βᵗ, which is 1 when the book's counter begins far out.
    private static Hyperparameters Adam(bool corrected) => new()
    {
        ["lr"] = Eta,
        ["beta1"] = 0.9,
        ["beta2"] = 0.999,
        ["eps"] = 1e-6,
        ["t"] = corrected ? 1 : 1_000_000,
    };

    /// <summary>Adam with and without its bias correction.</summary>
    public static void BiasCorrection(Page page)
    {
        const int steps = 3000;
        double[] step = [.. Enumerable.Range(1, steps).Select(t => (double)t)];
        var f = new Quadratic();
        List<Series> lengths = [new Guide(1)],
            paths = [new Contours(Grid.Sample(f.Value, new(-6, 4), new(-3, 3), 201))];
        foreach (var (k, corrected) in new[] { true, false }.Index())
        {
            var label = corrected ? "with bias correction" : "without";
            var along = PlaneDescent.Run((0, 0), (_, _) => (1, 1), Section11_10.adam, Section11_10.init_adam_states,
                Adam(corrected), steps);
            double[] length = [.. along.Select(s => s.Rate.X1 / Eta)];
            lengths.Add(new Curve(step, length) { Label = label, Style = k + 1, Dash = Dash.Solid });
            var path = PlaneDescent.Run(f, Section11_10.adam, Section11_10.init_adam_states, Adam(corrected), 100);
            var places = path.Places();
            paths.Add(new Curve([.. places.Select(p => p.X1)], [.. places.Select(p => p.X2)])
            {
                Label = label,
                Style = k + 1,
                Marks = Marks.LineAndPoints,
            });
            page.Print($"{label,-20} the first step is {length[0]:F2} η long under a gradient that stays the same, the "
                + $"longest {length.Max():F2} η, that of number 1000 {length[999]:F2} η; down the valley x₁ is at most "
                + $"{places.Max(p => p.X1):F2}");
        }
        page.Draw(new Figure("11.10-bias",
            "Adam with and without its bias correction: the length of a step under a gradient that stays the same, and "
            + "a hundred steps down 0.1x₁² + 2x₂²",
            new Panel(lengths)
            {
                Title = "length of a step",
                X = new("step", 1, steps, Log: true),
                Y = new("length / η", 0, 7.5),
                Legend = LegendPlace.Below,
            },
            new Panel([.. paths, .. ChapterFigures.Ends(f.Start, null, f.Minima)])
            {
                Title = "down a valley",
                X = new("x₁", -6, 4),
                Y = new("x₂", -3, 3),
            }));
    }

    // gₜ = −1, but in steps 10, 16, 25, … each 1.5 times as far as the one before: 1.5 times the gap since the last.
    /// <summary>A gradient that grows rare and large: on average it points down, and Adam goes up.</summary>
    public static void Rare(Page page)
    {
        var steps = page.Options.Quick ? 2_000 : 20_000;
        var large = new Dictionary<int, double>();
        for (var (at, last) = (10, 0); at <= steps; (at, last) = (at * 3 / 2 + 1, at)) large[at] = 1.5 * (at - last);
        double Gradient(int t) => large.GetValueOrDefault(t, -1);
        var mean = Enumerable.Range(1, steps).Average(Gradient);
        page.Print($"gradient −1, but in {large.Count} of {steps} steps, ever rarer, 1.5 times the gap; its mean is "
            + $"{mean:F3}, so x should fall");
        double[] step = [.. Enumerable.Range(0, steps + 1).Select(t => (double)t)];
        List<Series> series = [new Guide(0)];
        (string Name, Action<Tensor[], (Tensor, Tensor)[], Hyperparameters> Function)[] optimizers =
            [("Adam", Section11_10.adam), ("Yogi", Section11_10.yogi)];
        foreach (var (name, function) in optimizers)
        {
            var path = PlaneDescent.Run((0, 0), (_, t) => (Gradient(t), Gradient(t)), function,
                Section11_10.init_adam_states, new(Adam(corrected: true)) { ["lr"] = 0.01, ["eps"] = 1e-3 }, steps)
                .Places();
            page.Print($"{name}: x is {path[steps / 2].X1:F2} half-way and {path[^1].X1:F2} at the end");
            series.Add(new Curve(step, [.. path.Select(p => p.X1)]) { Label = name, Dash = Dash.Solid });
        }
        page.Draw(new Figure("11.10-rare",
            "A gradient of −1 with ever rarer, ever larger ones of the other sign, whose mean says down: Adam forgets "
            + "them and climbs, Yogi does not", new Panel(series)
            { X = new("step", 0, steps), Y = new("x") }));
    }
}
