using System.Globalization;
using System.Reflection;
using D2lOptim.Optimizers;
using D2lOptim.Parity;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Makes a million steps with every optimizer: resident memory must stay where it is after the first ten
/// thousand.</summary>
internal sealed class MemoryCheck
{
    private const double Megabytes = 5;
    private const double Rate = 1e-6;

    private readonly List<(string Name, double Settled, double End)> _rows = [];

    /// <summary>After how many steps memory is looked at first.</summary>
    internal int Settled { get; init; } = 10_000;

    /// <summary>After how many steps it is looked at again.</summary>
    internal int Steps { get; init; } = 1_000_000;

    internal int Run()
    {
        set_num_threads(1);
        foreach (var (name, make) in Optimizers)
        {
            var (settled, end) = Measure(make);
            _rows.Add((name, settled, end));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-24} {settled,7:F1} MB after {Settled} steps, {end,7:F1} MB after {Steps}"
                + $"{(Holds(settled, end) ? "" : "  FAILED")}"));
        }
        return _rows.TrueForAll(row => Holds(row.Settled, row.End)) ? ExitCode.Done : ExitCode.CheckFailed;
    }

    // What the chapter uses of torch.optim; TorchSharp's LBFGS and NAdam, which it does not, keep memory.
    private static readonly string[] s_torchs =
        ["SGD", "Adam", "AdamW", "Adagrad", "RMSProp", "Adadelta", "Adamax"];

    /// <summary>Every optimizer that the library makes, one of several parts, and those of torch.optim that the chapter
    /// uses.</summary>
    internal static IReadOnlyList<(string Name, Func<Parameter[], optim.Optimizer> Make)> Optimizers { get; } =
    [
        .. MadeBy(typeof(fused), "fused", _ => true),
        ("HybridOptimizer", p =>
            new HybridOptimizer(p, fused.Adagrad([p[0]], Rate), fused.SGD([p[1]], Rate, momentum: 0.9))),
        .. MadeBy(typeof(optim), "optim", s_torchs.Contains),
    ];

    private static IEnumerable<(string, Func<Parameter[], optim.Optimizer>)> MadeBy(
        Type maker, string called, Func<string, bool> counts) =>
        from method in maker.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where counts(method.Name) && typeof(optim.Optimizer).IsAssignableFrom(method.ReturnType)
            && method.GetParameters()[0].ParameterType == typeof(IEnumerable<Parameter>)
        orderby method.Name
        select ($"{called}.{method.Name}", new Func<Parameter[], optim.Optimizer>(
            p => (optim.Optimizer)method.Invoke(null, [p, .. method.GetParameters().Skip(1).Select(Argument)])!));

    // So that every optimizer has all of its state: buffers too, and largest and centred averages.
    private static object? Argument(ParameterInfo option) => option.Name switch
    {
        "lr" or "learningRate" => Rate,
        "momentum" => 0.5,
        "amsgrad" or "centered" => true,
        _ => option.DefaultValue,
    };

    /// <summary>The table, for a report.</summary>
    internal IReadOnlyList<string> Markdown() =>
    [
        string.Create(CultureInfo.InvariantCulture,
            $"`./d2l stress --memory --report …` on {RunFile.ThisBackend}, libtorch {RunFile.ThisLibtorch}: resident "
            + $"memory in MB after {Settled:N0} and after {Steps:N0} steps on two small parameters; it may grow by "
            + $"{Megabytes}."),
        "", "| optimizer | settled | end | grown by | |", "| --- | ---: | ---: | ---: | --- |",
        .. _rows.Select(row => string.Create(CultureInfo.InvariantCulture,
            $"| `{row.Name}` | {row.Settled:F1} | {row.End:F1} | {row.End - row.Settled:F1} | "
            + $"{(Holds(row.Settled, row.End) ? "holds" : "**fails**")} |")),
    ];

    private static bool Holds(double settled, double end) => end - settled <= Megabytes;

    private (double Settled, double End) Measure(Func<Parameter[], optim.Optimizer> make)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(zeros(10, 5).fill_(1)), new(zeros(10).fill_(1))];
        var gradients = parameters.Select(p => zeros_like(p).fill_(1e-3)).ToArray();
        using var optimizer = make(parameters);
        var settled = 0.0;
        for (var k = 1; k <= Steps; k++)
        {
            using var step = NewDisposeScope();
            for (var i = 0; i < parameters.Length; i++) parameters[i].grad = gradients[i];
            optimizer.step();
            if (k == Settled) settled = Resident();
        }
        return (settled, Resident());
    }

    private static double Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
