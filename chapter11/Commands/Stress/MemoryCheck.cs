using System.Globalization;
using System.Reflection;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Makes a million steps with every optimizer: resident memory must stay where it is after the first ten
/// thousand.</summary>
internal static class MemoryCheck
{
    private const int Settled = 10_000, Steps = 1_000_000;
    private const double Megabytes = 5;

    internal static int Run()
    {
        set_num_threads(1);
        var failed = 0;
        foreach (var (name, make) in Optimizers().OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            var (settled, end) = Measure(make);
            var holds = end - settled <= Megabytes;
            if (!holds) failed++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-32} {settled,7:F1} MB after {Settled} steps, {end,7:F1} MB after "
                + $"{Steps}{(holds ? "" : "  FAILED")}"));
        }
        return failed == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    // Each class with a constructor that takes parameters, and options that need not be named.
    private static IEnumerable<(string Name, Func<Parameter[], object> Make)> Optimizers()
    {
        (string, Func<Parameter[], object>)[] torchs =
        [
            ("torch.optim.SGD", p => optim.SGD(p, 1e-6, momentum: 0.9)),
                ("torch.optim.Adam", p => optim.Adam(p, 1e-6, amsgrad: true)),
                ("torch.optim.AdamW", p => optim.AdamW(p, 1e-6)),
            ("torch.optim.Adagrad", p => optim.Adagrad(p, 1e-6)),
                ("torch.optim.RMSProp", p => optim.RMSProp(p, 1e-6, momentum: 0.5, centered: true)),
            ("torch.optim.Adadelta", p => optim.Adadelta(p, 1e-6)), ("torch.optim.Adamax", p => optim.Adamax(p, 1e-6)),
        ];
        return torchs.Concat(typeof(HybridOptimizer).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && Step(type) is not null).SelectMany(type =>
            type.GetConstructors().Where(Fits).Take(1)
                .Select(c => (type.Name, (Func<Parameter[], object>)(p => c.Invoke(Arguments(c, p)))))));
    }

    private static MethodInfo? Step(Type type) => type.GetMethod("step", [typeof(Func<Tensor>)])
        ?? (type.Name == "TracedOptimizer" ? null : type.GetMethod("Step", []));

    private static bool Fits(ConstructorInfo constructor) => constructor.GetParameters() is [var first, .. var rest]
        && first.ParameterType.IsAssignableFrom(typeof(Parameter[]))
            && rest.All(p => p.HasDefaultValue || p.ParameterType.GetConstructor([]) is not null);

    private static object?[] Arguments(ConstructorInfo constructor, Parameter[] parameters) =>
        [parameters, .. constructor.GetParameters().Skip(1)
            .Select(p => p.HasDefaultValue ? p.DefaultValue : Activator.CreateInstance(p.ParameterType))];

    private static (double Settled, double End) Measure(Func<Parameter[], object> make)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(zeros(10, 5).fill_(1)), new(zeros(10).fill_(1))];
        var gradients = parameters.Select(p => zeros_like(p).fill_(1e-3)).ToArray();
        var optimizer = make(parameters);
        var method = Step(optimizer.GetType())!;
        var step = method.GetParameters().Length == 0
            ? method.CreateDelegate<Action>(optimizer)
            : () => _ = ((optim.Optimizer)optimizer).step();
        var settled = 0.0;
        for (var k = 1; k <= Steps; k++)
        {
            for (var i = 0; i < parameters.Length; i++) parameters[i].grad = gradients[i];
            step();
            if (k == Settled) settled = Resident();
        }
        var end = Resident();
        (optimizer as IDisposable)?.Dispose();
        return (settled, end);
    }

    private static double Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
