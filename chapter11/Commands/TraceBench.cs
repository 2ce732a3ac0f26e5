using System.Diagnostics;
using D2lOptim.Chapter11.Beyond;
using D2lOptim.Data;
using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = D2lOptim.Optimizers.Adam;

namespace D2lOptim.Chapter11.Commands;

/// <summary>What recording a run costs, and comparing two.</summary>
internal static class TraceBench
{
    private const int Rounds = 9;
    private const int LongSteps = 10_000;

    internal static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("d2l-bench-");
        try
        {
            string In(string name) => Path.Combine(folder.FullName, name);
            var data = Airfoil.Open();
            TrainOptions Options(string? trace) => new() { BatchSize = 10, Epochs = 4, Seed = 0, Trace = trace };
            Console.WriteLine($"recording every step of the linear model, times a step without, median of {Rounds} pairs in turn:");
            foreach (var (name, train) in new (string, Func<string?, LossCurve>)[]
            {
                ("C#, SGD from scratch", trace => TrainCh11.Run(p => new Sgd(p, new() { Lr = 0.05 }), data, Options(trace))),
                ("C#, Adam from scratch", trace => TrainCh11.Run(p => new Adam(p, new() { Lr = 0.01 }), data, Options(trace))),
                ("C#, concise SGD", trace => TrainConciseCh11.Run(p => optim.SGD(p, 0.01), data, Options(trace))),
                ("C#, concise Adam", trace => TrainConciseCh11.Run(p => optim.Adam(p, 0.01), data, Options(trace))),
            })
            {
                Say($"  {name,-22} {Ratio(trace => train(trace).SecondsPerEpoch, In("recorded.npz")):F2}");
            }
            foreach (var name in new[] { "SGD", "Adam" })
                Say($"  {$"Python, {name}",-22} {BenchCommand.Number(PythonReference.Interpreter, Path.Combine(Repository.Root, "tests", "reference", "record_cost.py"), name, $"{Rounds}", In("python.npz")):F2}");

            Record(In("a.npz"), eps: 1e-8);
            Record(In("b.npz"), eps: 1e-6);
            List<double> seconds = [.. Enumerable.Range(0, Rounds).Select(_ => Compare(In("a.npz"), In("b.npz")))];
            Say($"comparing two traces of {LongSteps} steps of 6 parameters, and finding the cause: {Median.Of(seconds):F2} s, median of {Rounds}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Ratio(Func<string?, double> seconds, string path)
    {
        seconds(path);
        return Median.Of(Enumerable.Range(0, Rounds).Select(_ =>
        {
            var plain = seconds(null);
            return seconds(path) / plain;
        }));
    }

    // Three layers, so six parameters.
    private static void Record(string path, double eps)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var (X, y) = (randn(10, 5), randn(10, 1));
        using var net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1));
        using var adam = optim.Adam(net.parameters(), eps: eps);
        using var trace = new TraceRecorder(path, net, adam);
        for (var t = 0; t < LongSteps; t++)
        {
            using var step = NewDisposeScope();
            adam.zero_grad();
            var loss = nn.functional.mse_loss(net.call(X), y);
            loss.backward();
            trace.Step(loss, X);
        }
    }

    private static double Compare(string first, string second)
    {
        var clock = Stopwatch.StartNew();
        MistakesGallery.Compare(first, second);
        return clock.Elapsed.TotalSeconds;
    }

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
