using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>The regression that tutorials begin with, y = 2x + noise, by five optimizers at the rates that they come
/// with, and at rates that suit it.</summary>
public static class Regressions
{
    private const int Samples = 100;
    private const int Epochs = 100;
    private const double Slope = 2;
    private const double Noise = 1;
    // Within this part of the least loss a run has arrived.
    private const double Arrived = 0.01;

    private sealed record Entry(string Name, Label Label, Func<IEnumerable<Parameter>, optim.Optimizer> Own,
        Func<IEnumerable<Parameter>, optim.Optimizer> Torch);

    // SGD has no rate of its own; tutorials take 0.1. The others' are torch's.
    private static readonly Entry[] s_defaults =
    [
        new("sgd", Label.Of(("lr", 0.1)), p => fused.SGD(p, 0.1), p => optim.SGD(p, 0.1)),
        new("momentum", Label.Of(("lr", 0.1), ("momentum", 0.9)), p => fused.SGD(p, 0.1, 0.9),
            p => optim.SGD(p, 0.1, 0.9)),
        new("adagrad", Label.Of(("lr", 0.01)), p => fused.Adagrad(p, 0.01), p => optim.Adagrad(p)),
        new("rmsprop", Label.Of(("lr", 0.01)), p => fused.RMSProp(p, 0.01), p => optim.RMSProp(p)),
        new("adam", Label.Of(("lr", 0.001)), p => fused.Adam(p, 0.001), p => optim.Adam(p)),
    ];

    private static readonly Entry[] s_tuned =
    [
        new("sgd", Label.Of(("lr", 0.3)), p => fused.SGD(p, 0.3), p => optim.SGD(p, 0.3)),
        new("momentum", Label.Of(("lr", 0.1), ("momentum", 0.5)), p => fused.SGD(p, 0.1, 0.5),
            p => optim.SGD(p, 0.1, 0.5)),
        new("adagrad", Label.Of(("lr", 1)), p => fused.Adagrad(p, 1), p => optim.Adagrad(p, 1)),
        new("rmsprop", Label.Of(("lr", 0.05)), p => fused.RMSProp(p, 0.05), p => optim.RMSProp(p, 0.05)),
        new("adam", Label.Of(("lr", 0.1)), p => fused.Adam(p, 0.1), p => optim.Adam(p, 0.1)),
    ];

    /// <summary>Runs the program.</summary>
    public static void Run(Page page)
    {
        using var scope = NewDisposeScope();
        var epochs = page.Options.Epochs ?? Epochs;
        var (X, y) = Data(page.Options);
        double[] Numbers(Tensor t) => [.. t.cpu().data<float>().ToArray().Select(v => (double)v)];
        // LeastSquares halves, MSELoss does not.
        var least = 2 * LeastSquares.Loss([.. Numbers(X).Select(x => (double[])[x])], Numbers(y));
        page.Heading($"y = 2x + noise N(0, 1): {Samples} samples, {epochs} full passes, Linear's own initialisation; "
            + "each by the library's optimizer and by torch's");
        page.Print($"the least loss that is possible is {least:F4}; a run within {Arrived:P0} of it has arrived");
        var panels = new[] { ("as they come", s_defaults), ("tuned", s_tuned) }
            .Select(set => Panel(page, set.Item1, set.Item2, least, epochs)).ToList();
        page.Draw(new Figure("regressions",
            "Loss of the regression y = 2x + noise by five optimizers, at the rates that they come with and at rates "
            + "that suit it; lines the library's, points torch's, dashed the least that is possible", panels)
        { Columns = 1 });
    }

    private static Panel Panel(Page page, string title, Entry[] entries, double least, int epochs)
    {
        List<Series> series = [new Guide(least)];
        var arrived = 0;
        foreach (var (style, entry) in entries.Index())
        {
            double[] places = [.. Enumerable.Range(1, epochs)];
            var (own, torchs) = (Train(page.Options, entry.Own), Train(page.Options, entry.Torch));
            foreach (var (variant, run) in new[] { ("fused", own), ("concise", torchs) })
                page.Record(new RunRecord("regressions", entry.Name, variant, entry.Label.Text)
                {
                    Hyperparameters = entry.Label.Own,
                    BatchSize = Samples,
                    Epochs = epochs,
                    Lists = [new("epoch", places), new("loss", run.Loss), new("w", [run.W]), new("b", [run.B])],
                });
            var there = own.Loss[^1] <= (1 + Arrived) * least;
            if (there) arrived++;
            page.Print($"{title,-12} {entry.Name,-9} {entry.Label.Text,-19} w {own.W:F3}, b {own.B:F3}, loss "
                + $"{own.Loss[^1]:F4}, {(there ? "arrived" : "not there yet")}; torch's differs by at most "
                + $"{own.Loss.Zip(torchs.Loss, (p, q) => Math.Abs(p - q)).Max():G1}");
            double[] tenths = [.. places.Where(epoch => epoch % Math.Max(1, epochs / 10) == 0)];
            series.Add(new Curve(places, own.Loss)
            {
                Label = ChapterFigures.Method(new("", entry.Name, "", entry.Label.Text)),
                Style = style,
                Dash = Dash.Solid
            });
            series.Add(new Curve(tenths, [.. tenths.Select(epoch => torchs.Loss[(int)epoch - 1])])
            { Marks = Marks.Points, Style = style });
        }
        page.Print($"{title}: {entries.Length - arrived} of {entries.Length} have not arrived after {epochs} epochs");
        return new(series)
        {
            Title = title,
            X = new("epoch", 0, epochs),
            Y = new("loss", 0.9 * least, 10 * least, Log: true),
            Legend = LegendPlace.Below,
        };
    }

    // Data and weights come from one seed, in the order in which a tutorial's program draws them.
    private static (IReadOnlyList<double> Loss, double W, double B) Train(ChapterOptions options,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer)
    {
        using var scope = NewDisposeScope();
        var (X, y) = Data(options);
        using var net = nn.Linear(1, 1, device: options.Device);
        using var trainer = optimizer(net.parameters());
        Tensor Loss() => nn.functional.mse_loss(net.call(X), y);
        var losses = new double[options.Epochs ?? Epochs];
        for (var epoch = 0; epoch < losses.Length; epoch++)
        {
            using var step = NewDisposeScope();
            trainer.zero_grad();
            Loss().backward();
            trainer.step();
            losses[epoch] = Loss().item<float>();
        }
        return (losses, net.weight.item<float>(), net.bias!.item<float>());
    }

    private static (Tensor X, Tensor y) Data(ChapterOptions options)
    {
        manual_seed(options.Seed);
        var X = randn(Samples, 1);
        return (X.to(options.Device), (Slope * X + Noise * randn(Samples, 1)).to(options.Device));
    }
}
