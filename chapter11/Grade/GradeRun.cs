using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using TorchSharp.Modules;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Grade;

/// <summary>In the child: trains the chapter's linear regression by the right optimizer and by the reader's, in
/// float64, and records both. What happens is written to a file, a line a step, so that the parent can tell how far it
/// came.</summary>
internal static class GradeRun
{
    internal const string Library = "reader.dll", Log = "log.txt", Right = "right.npz", Wrong = "yours.npz";

    internal const string Started = "step ", Threw = "threw ", Lost = "lost ", Done = "done ", Refused = "refused ",
        Kept = "kept ";

    private const int Steps = 60, Batch = 10;

    internal static int Run(string folder)
    {
        using var log = new StreamWriter(Path.Combine(folder, Log)) { AutoFlush = true };
        try
        {
            var library = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, Library));
            var (kind, method) = ReaderCode.Find(library);
            var rule = new ReaderRule(kind, method);
            var right = Record(kind, Path.Combine(folder, Right), null, _ => { });
            var yours = Record(kind, Path.Combine(folder, Wrong), rule, step => log.WriteLine($"{Started}{step}"));
            foreach (var (k, state) in kind.States.Index())
                if ((yours[k].Coefficients(), right[k].Coefficients()) is ({ } own, { } meant))
                    log.WriteLine($"{Kept}{JsonSerializer.Serialize(new KeptState(state.Own, own, meant))}");
            log.WriteLine($"{Done}{kind.Name}");
        }
        catch (BadInputException e)
        {
            log.WriteLine($"{Refused}{e.Message}");
        }
        catch (TargetInvocationException e)
        {
            var thrown = e.InnerException!;
            log.WriteLine($"{Threw}{thrown.GetType().Name}: {thrown.Message.ReplaceLineEndings(" ")}");
        }
        catch (IdleException)
        {
            log.WriteLine($"{Refused}it does not change x in the first step");
        }
        catch (LostException e)
        {
            log.WriteLine($"{Lost}{e.Message}");
        }
        return ExitCode.Done;
    }

    private static StateFit[] Record(GradedKind kind, string path, ReaderRule? reader, Action<int> begin)
    {
        using var scope = NewDisposeScope();
        var data = Airfoil.Open(source: new AirfoilSource(Repository.Data));
        var X = tensor(data.Features, [data.Rows, Airfoil.Features]).to(float64);
        var y = tensor(data.Labels).to(float64);
        Parameter[] parameters = [new(zeros(Airfoil.Features, 1, dtype: float64)), new(zeros(1, dtype: float64))];
        var (w, b) = (parameters[0], parameters[1]);
        using var right = kind.Right(parameters);
        Tensor[][] states =
            [.. parameters.Select(p => kind.States.Select(_ => zeros_like(p).detach()).ToArray())];
        StateFit[] fits = [.. kind.States.Select(_ => new StateFit())];
        var t = 0;
        void Step()
        {
            var before = parameters.Select((p, k) => (G: Numbers(p.grad!), S: Values(k))).ToArray();
            if (reader is null) ((optim.Optimizer)right).step();
            else foreach (var (p, own) in parameters.Zip(states)) Call(reader, p, own, t);
            foreach (var (k, (g, s)) in before.Index())
                foreach (var (fit, (old, now)) in fits.Zip(s.Zip(Values(k))))
                    if (old.Length == now.Length) fit.Add(old, g, now);
        }
        double[][] Values(int k) => [.. State(k).Select(s => Numbers(s.Item2))];
        // The right one's is there from its first step on.
        IEnumerable<(string, Tensor)> State(int k) => reader is null
            ? right.StateOf(parameters[k]).Where(own => kind.States.Any(s => s.Torch == own.Name))
            : kind.States.Zip(states[k], (s, tensor) => (s.Torch, tensor));
        var traced = TracedOptimizer.Of(kind.Torch, Step, () => kind.Numbers[0].Value, kind.Options,
            () => parameters.Index().SelectMany(p => State(p.Index).Select(s => (s.Item1, p.Index, s.Item2))));
        using var trace = new TraceRecorder(path, [("w", (Tensor)w), ("b", b)], traced);
        for (t = 1; t <= Steps; t++)
        {
            using var step = NewDisposeScope();
            begin(t);
            foreach (var p in parameters) p.grad?.zero_();
            var (rows, labels) = (X.narrow(0, (t - 1) * Batch, Batch), y.narrow(0, (t - 1) * Batch, Batch));
            var l = squared_loss(linreg(rows, w, b), labels).mean();
            l.backward();
            trace.Step(l, rows);
            if (t == 1 && parameters.All(p => p.data<double>().ToArray().All(v => v == 0))) throw new IdleException();
            foreach (var (name, p) in new[] { ("w", w), ("b", b) })
                if (p.data<double>().ToArray().FirstOrDefault(v => !double.IsFinite(v), 0) is not 0 and var value)
                    throw new LostException($"{name} is {value} after step {t}");
        }
        return fits;
    }

    // The numbers are the reader's to change, in arrays, and are put back where they came from.
    private static void Call(ReaderRule reader, Parameter parameter, Tensor[] states, int t)
    {
        using var _ = no_grad();
        double[] x = Numbers(parameter), g = Numbers(parameter.grad!);
        double[][] own = [.. states.Select(Numbers)];
        reader.Call(x, g, own, t);
        foreach (var (to, from) in states.Prepend(parameter).Zip(own.Prepend(x)))
            to.copy_(tensor(from).reshape(to.shape));
        parameter.grad!.copy_(tensor(g).reshape(parameter.shape));
    }

    private static double[] Numbers(Tensor tensor) => tensor.data<double>().ToArray();

    /// <summary>How a state is kept: the coefficients of itself, of g and of g².</summary>
    internal sealed record KeptState(string Name, double[] Yours, double[] Right);

    private sealed class IdleException : Exception;

    private sealed class LostException(string message) : Exception(message);
}
