using System.Diagnostics;
using D2lOptim.Chapter11.Beyond;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Training;
using static TorchSharp.torch;

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
            Console.WriteLine(
                $"recording every step of the linear model, times a step without, median of {Rounds} pairs in turn:");
            foreach (var (name, key, train) in new (string, string, Func<Page, LossCurve>)[]
            {
                ("C#, SGD from scratch", "bench/minibatch-sgd/scratch/lr=0.05",
                    page => page.Scratch("minibatch-sgd", d2l.sgd, new() { ["lr"] = 0.05 })),
                ("C#, Adam from scratch", "bench/adam/scratch/lr=0.01,beta1=0.9,beta2=0.999,eps=1e-06",
                    page => page.Scratch("adam", Section11_10.adam,
                    Section11_10.init_adam_states,
                        new() { ["lr"] = 0.01, ["beta1"] = 0.9, ["beta2"] = 0.999, ["eps"] = 1e-6, ["t"] = 1 })),
                ("C#, concise SGD", "bench/minibatch-sgd/concise/lr=0.01",
                    page => page.Concise("minibatch-sgd", (p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 0.01 })),
                ("C#, concise Adam", "bench/adam/concise/lr=0.01",
                    page => page.Concise("adam", (p, h) => optim.Adam(p, h["lr"]), new() { ["lr"] = 0.01 })),
            })
            {
                double Seconds(string? trace) =>
                    train(new Page("bench",
                    new() { Epochs = 4, Trace = trace is null ? null : (RunKey.Parse(key), trace) }, _ =>
                    { })).SecondsPerEpoch;
                Say($"  {name,-22} {Ratio(Seconds, In("recorded.npz")):F2}");
            }
            foreach (var name in new[] { "SGD", "Adam" })
                Say($"  {$"Python, {name}",-22} "
                    + $"{BenchCommand.Number(PythonReference.Interpreter, Path.Combine(Repository.Root, "tests",
                    "reference", "record_cost.py"), name, $"{Rounds}", In("python.npz")):F2}");

            Large(In("large.npz"));
            Record(In("a.npz"), eps: 1e-8);
            Record(In("b.npz"), eps: 1e-6);
            List<double> seconds = [.. Enumerable.Range(0, Rounds).Select(_ => Compare(In("a.npz"), In("b.npz")))];
            Say($"comparing two traces of {LongSteps} steps of 6 parameters, and finding the cause: "
                + $"{Median.Of(seconds):F2} s, median of {Rounds}");
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

    // Ten million parameters: what a trace of a real network costs.
    private static void Large(string path)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var (X, y) = (randn(64, 1000), randn(64, 10));
        using var net = nn.Sequential(nn.Linear(1000, 2000), nn.ReLU(), nn.Linear(2000, 2000), nn.ReLU(),
            nn.Linear(2000, 2000), nn.ReLU(), nn.Linear(2000, 10));
        using var adam = optim.Adam(net.parameters());
        double Step(TraceRecorder? trace)
        {
            using var step = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            adam.zero_grad();
            var loss = nn.functional.mse_loss(net.call(X), y);
            if (trace is null)
            {
                loss.backward();
                adam.step();
            }
            else
            {
                trace.Backward(loss);
                trace.Step();
            }
            return clock.Elapsed.TotalSeconds;
        }
        List<double> ratios = [], sizes = [];
        for (var round = 0; round <= Rounds; round++)
        {
            using var trace = new TraceRecorder(path, net, adam);
            Step(trace);    // the start is written once
            var length = new FileInfo(path).Length;
            var recorded = Median.Of(Enumerable.Range(0, 3).Select(_ => Step(trace)));
            sizes.Add((new FileInfo(path).Length - length) / 3e6);
            trace.Dispose();
            if (round > 0) ratios.Add(recorded / Median.Of(Enumerable.Range(0, 3).Select(_ => Step(null))));
        }
        Console.WriteLine(
            "recording a network of 10 million parameters with Adam, times a step without, and MB a step:");
        Say($"  {"C#",-22} {Median.Of(ratios):F2}  {Median.Of(sizes):F2}");
        var python = BenchCommand.Output(PythonReference.Interpreter, Path.Combine(Repository.Root, "tests",
            "reference", "record_cost.py"), "Adam", $"{Rounds}", path, "large").Trim();
        Say($"  {"Python",-22} {python}");
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

    private static void Say(Invariant line) => Console.WriteLine(line.ToString());
}
