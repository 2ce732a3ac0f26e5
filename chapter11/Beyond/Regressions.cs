using D2lOptim.Parity;
using D2lOptim.Plotting;
using static D2lOptim.d2l;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>The regression that tutorials begin with, y = 2x + noise, by five optimizers from scratch and
/// concise.</summary>
public static class Regressions
{
    private const int Samples = 100;
    private const int Epochs = 100;
    private const double Slope = 2;
    private const double Noise = 0.1;

    /// <summary>Runs the program.</summary>
    public static void Run(Page page)
    {
        var epochs = page.Options.Epochs ?? Epochs;
        page.Heading($"y = 2x + noise: {Samples} samples, {epochs} full passes; w and b from 0");
        Series[] curves =
        [
            .. Both(page, "sgd", Label.Of(("lr", 0.5)), p => fused.SGD(p, 0.5), p => optim.SGD(p, 0.5), 0),
            .. Both(page, "momentum", Label.Of(("lr", 0.1), ("momentum", 0.9)), p => fused.SGD(p, 0.1, 0.9),
                p => optim.SGD(p, 0.1, 0.9), 1),
            .. Both(page, "adagrad", Label.Of(("lr", 1)), p => fused.Adagrad(p, 1), p => optim.Adagrad(p, 1), 2),
            .. Both(page, "rmsprop", Label.Of(("lr", 0.05), ("alpha", 0.9)), p => fused.RMSProp(p, 0.05, 0.9),
                p => optim.RMSProp(p, 0.05, 0.9), 3),
            .. Both(page, "adam", Label.Of(("lr", 0.1)), p => fused.Adam(p, 0.1), p => optim.Adam(p, 0.1), 4),
        ];
        page.Draw(new Figure("regressions",
            "Loss of the regression y = 2x + noise by five optimizers, from scratch as lines and concise as points",
            new Panel(curves) { X = new("epoch", 0, epochs), Y = new("loss", Log: true) }));
    }

    private static IEnumerable<Series> Both(Page page, string name, Label label,
        Func<IEnumerable<Parameter>, optim.Optimizer> scratch, Func<IEnumerable<Parameter>, optim.Optimizer> concise,
        int style)
    {
        double[] epochs = [.. Enumerable.Range(1, page.Options.Epochs ?? Epochs)];
        var (a, b) = (Scratch(page.Options, scratch), Concise(page.Options, concise));
        foreach (var (variant, run) in new[] { ("scratch", a), ("concise", b) })
            page.Record(new RunRecord("regressions", name, variant, label.Text)
            {
                Hyperparameters = label.Own,
                BatchSize = Samples,
                Epochs = epochs.Length,
                Lists = [new("epoch", epochs), new("loss", run.Loss), new("w", [run.W]), new("b", [run.B])],
            });
        page.Print($"{name,-9} {label.Text,-21} scratch w {a.W:F4} b {a.B:F4}, concise w {b.W:F4} b {b.B:F4}, "
            + $"largest |Δ loss| {a.Loss.Zip(b.Loss, (p, q) => Math.Abs(p - q)).Max():G1}");
        var tenths = epochs.Where(epoch => epoch % Math.Max(1, epochs.Length / 10) == 0).ToArray();
        return [new Curve(epochs, a.Loss) { Label = name, Style = style, Dash = Dash.Solid },
            new Curve(tenths, [.. tenths.Select(epoch => b.Loss[(int)epoch - 1])]) { Marks = Marks.Points,
            Style = style }];
    }

    private static (IReadOnlyList<double> Loss, double W, double B) Scratch(ChapterOptions options,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer)
    {
        using var scope = NewDisposeScope();
        var (X, y) = Data(options);
        var (w, b) =
            (new Parameter(zeros(1, 1, device: options.Device)), new Parameter(zeros(1, device: options.Device)));
        using var trainer = optimizer([w, b]);
        return Train(options, trainer, () => squared_loss(linreg(X, w, b), y).mean(), w, b);
    }

    private static (IReadOnlyList<double> Loss, double W, double B) Concise(ChapterOptions options,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer)
    {
        using var scope = NewDisposeScope();
        var (X, y) = Data(options);
        using var net = nn.Linear(1, 1, device: options.Device);
        nn.init.zeros_(net.weight);
        nn.init.zeros_(net.bias!);
        using var trainer = optimizer(net.parameters());
        return Train(
            options, trainer, () => nn.functional.mse_loss(net.call(X), y.reshape(-1, 1)) / 2, net.weight, net.bias!);
    }

    private static (IReadOnlyList<double> Loss, double W, double B) Train(ChapterOptions options,
        optim.Optimizer trainer, Func<Tensor> loss, Tensor w, Tensor b)
    {
        var losses = new double[options.Epochs ?? Epochs];
        for (var epoch = 0; epoch < losses.Length; epoch++)
        {
            using var scope = NewDisposeScope();
            trainer.zero_grad();
            loss().backward();
            trainer.step();
            losses[epoch] = loss().item<float>();
        }
        return (losses, w.item<float>(), b.item<float>());
    }

    private static (Tensor X, Tensor y) Data(ChapterOptions options)
    {
        manual_seed(options.Seed);
        var X = randn(Samples, 1);
        return (X.to(options.Device), (Slope * X + Noise * randn(Samples, 1)).reshape(-1).to(options.Device));
    }
}
