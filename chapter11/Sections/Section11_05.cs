using System.Diagnostics;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Plotting;
using D2lOptim.Training;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.5 Minibatch stochastic gradient descent.</summary>
public static class Section11_05
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Aside($"11.5.1 Vectorization and Caches: medians of {Rounds} rounds, after one to warm up",
            () => MatrixProducts(page));

        page.Heading("11.5.4 Implementation from Scratch");
        var limit = 2 / LargestCurvature(page.Airfoil);
        page.Print(
            $"gradient descent on this data is stable below η = 2/λmax = {limit:F3}; the book's η = 1 lies just above");
        LossCurve train_sgd(double lr, int batch_size, int num_epochs = 2) =>
            page.Scratch("minibatch-sgd", sgd, new() { ["lr"] = lr }, batch_size, num_epochs, sizesInKey: true);
        var gd_res = train_sgd(1, 1500, 10);
        var sgd_res = train_sgd(0.005, 1);
        var mini1_res = train_sgd(.4, 100);
        var mini2_res = train_sgd(.05, 10);
        List<(string Label, LossCurve Curve)> runs =
        [
            ("gd, η = 1", gd_res), ("sgd", sgd_res), ("batch size=100", mini1_res), ("batch size=10", mini2_res),
        ];
        page.Beside("As meant: gradient descent below the limit", () =>
            runs.Insert(1, ("gd, η = 0.5", train_sgd(0.5, 1500, 10))));
        page.Draw(new Figure("11.5-time",
            "Loss against training time for three batch sizes, and for all rows at once: above 2/λmax, as the book "
            + "has it, and below",
            new Panel([.. runs.Where(run => run.Curve.Loss.Count > 0)
                .Select(run => new Curve(run.Curve.Seconds, run.Curve.Loss) { Label = run.Label }),
                new Guide(page.LeastLoss)])
            {
                X = new("time (s)", Log: true),
                Y = new("loss", page.LeastLoss - 0.01, 0.35),
                Legend = LegendPlace.Below,
            }));

        page.Heading("11.5.5 Concise Implementation");
        page.Concise("minibatch-sgd", (p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 0.01 }, sizesInKey: true);
        page.LossesTogether();
    }

    // The largest eigenvalue λ of the Hessian XᵀX/n, by power iteration: v ← Hv, λ = ‖Hv‖ once ‖v‖ = 1.
    private static double LargestCurvature(AirfoilData data)
    {
        using var scope = NewDisposeScope();
        var X = tensor(data.Features, [data.Rows, Airfoil.Features]);
        var H = X.t().mm(X) / data.Rows;
        var v = ones(Airfoil.Features, 1);
        for (var k = 0; k < 200; k++) v = H.mm(v) / v.norm();
        return v.norm().item<float>();
    }

    private const int Rounds = 5;

    // A = B·C for 256 × 256 matrices, in four ways.
    private static void MatrixProducts(Page page)
    {
        var n = page.Options.Quick ? 64 : 256;
        using var scope = NewDisposeScope();
        manual_seed(page.Options.Seed);
        var (A, B, C) = (zeros(n, n), randn(n, n), randn(n, n));

        Time("element", () =>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                {
                    using var step = NewDisposeScope();
                    A[i, j] = dot(B.select(0, i), C.select(1, j));
                }
        });
        Time("column", () =>
        {
            for (var j = 0; j < n; j++) A.select(1, j).copy_(mv(B, C.select(1, j)));
        });
        Time("block of 64", () =>
        {
            for (var j = 0; j < n; j += 64) A.narrow(1, j, 64).copy_(mm(B, C.narrow(1, j, 64)));
        });
        Time("full", () => mm(B, C));

        void Time(string name, Action product)
        {
            product();
            List<double> seconds = [];
            for (var round = 0; round < Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                product();
                seconds.Add(clock.Elapsed.TotalSeconds);
            }
            page.Print($"{n}×{n} product by {name}: {2.0 * n * n * n / Median.Of(seconds) / 1e9:F3} Gflop/s");
        }
    }
}
