using System.Diagnostics;
using D2lOptim.Data;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Bench;

/// <summary>The linear model of sections 11.5 to 11.10: steps a second of its programs, and runs a second of the loop
/// without tensors beside one written by hand for a single case. On one thread.</summary>
internal static class LinearBench
{
    private const int BatchSize = 10, Epochs = 2, Rounds = 7, RunsPerRound = 50;
    private const double Rate = 0.05;

    private static readonly (string Name, Func<Page, LossCurve> Train)[] s_programs =
    [
        ("SGD from scratch", page => page.Scratch("sgd", d2l.sgd, new() { ["lr"] = 0.05 })),
        ("Adam from scratch", page => page.Scratch("adam", Section11_10.adam, Section11_10.init_adam_states,
            new() { ["lr"] = 0.01, ["beta1"] = 0.9, ["beta2"] = 0.999, ["eps"] = 1e-6, ["t"] = 1 })),
        ("concise SGD", page => page.Concise("sgd", (p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 0.01 })),
        ("concise Adam", page => page.Concise("adam", (p, h) => optim.Adam(p, h["lr"]), new() { ["lr"] = 0.01 })),
        ("concise Adam, the library's",
            page => page.Concise("fused-adam", (p, h) => fused.Adam(p, h["lr"]), new() { ["lr"] = 0.01 })),
    ];

    /// <summary>How fast a program trains.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="StepsPerSecond">Batches of ten samples.</param>
    internal sealed record Program(string Name, double StepsPerSecond);

    /// <summary>How many whole runs a core makes in a second: 1,500 rows, batches of 10, 2 passes, 15 losses of all
    /// rows.</summary>
    /// <param name="Fused">The library's loop, for any optimizer.</param>
    /// <param name="ByHand">A loop for this case alone.</param>
    internal sealed record Runs(double Fused, double ByHand);

    internal static (IReadOnlyList<Program> Programs, Runs Runs) Run()
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            return (Programs(), RunsPerSecond());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static IReadOnlyList<Program> Programs()
    {
        var rows = Airfoil.Open().Rows;
        var times = s_programs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Rounds; round++)
            foreach (var (k, program) in s_programs.Index())
            {
                var seconds = program.Train(new Page("bench", new() { Epochs = 2, RunsOnly = true }, _ =>
                { })).SecondsPerEpoch;
                if (round > 0) times[k].Add(seconds);
            }
        return [.. s_programs.Select((program, k) =>
            new Program(program.Name, rows / BatchSize / Median.Of(times[k])))];
    }

    private static Runs RunsPerSecond()
    {
        var data = Airfoil.Open();
        var (fast, byHand) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var one = PerSecond(seed => FusedLinear.Train(p => fused.SGD(p, Rate), data, BatchSize, Epochs, seed)
                .Loss[^1]);
            var other = PerSecond(seed => ByHand(data, seed));
            if (round == 0) continue;
            fast.Add(one);
            byHand.Add(other);
        }
        return new(Median.Of(fast), Median.Of(byHand));
    }

    private static double PerSecond(Func<int, double> run)
    {
        var clock = Stopwatch.StartNew();
        for (var seed = 0; seed < RunsPerRound; seed++)
            if (run(seed) is not (> 0.2 and < 0.5) and var loss)
                throw new InvalidOperationException($"the linear model ended at a loss of {loss}, expected about 0.25");
        return RunsPerRound / clock.Elapsed.TotalSeconds;
    }

    // What somebody writes who needs this one run and no other: stochastic gradient descent, .NET's own random numbers.
    private static double ByHand(AirfoilData data, int seed)
    {
        const int Features = Airfoil.Features;
        var random = new Random(seed);
        var (x, y, w, b, loss, n) = (data.Features, data.Labels, new float[Features], 0f, 0.0, 0);
        for (var k = 0; k < Features; k++) w[k] = 0.01f * (random.NextSingle() - 0.5f);
        int[] order = [.. Enumerable.Range(0, data.Rows)];
        var g = new float[Features];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            for (var from = 0; from < order.Length; from += BatchSize)
            {
                Array.Clear(g);
                var gb = 0f;
                for (var i = from; i < from + BatchSize; i++)
                {
                    var row = order[i];
                    var e = Predict(x, row, w, b) - y[row];
                    for (var k = 0; k < Features; k++) g[k] += e * x[Features * row + k];
                    gb += e;
                }
                for (var k = 0; k < Features; k++) w[k] -= (float)Rate / BatchSize * g[k];
                b -= (float)Rate / BatchSize * gb;
                if ((n += BatchSize) % 200 != 0) continue;
                loss = 0;
                for (var row = 0; row < data.Rows; row++)
                {
                    var e = Predict(x, row, w, b) - y[row];
                    loss += e * e / 2;
                }
                loss /= data.Rows;
            }
        }
        return loss;

        static float Predict(float[] x, int row, float[] w, float b)
        {
            for (var k = 0; k < Features; k++) b += x[Features * row + k] * w[k];
            return b;
        }
    }
}
