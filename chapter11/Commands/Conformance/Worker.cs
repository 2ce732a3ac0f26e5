using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>The child process: runs compiled programs and prints what they emit, a quantity a line, or one whole
/// program; libtorch can abort it at any time.</summary>
internal static class Worker
{
    internal const string Begin = "begin", Emit = "emit", Throw = "throw", End = "end";

    /// <param name="library">What <see cref="CaseCompiler"/> made.</param>
    /// <param name="first">Where to begin.</param>
    internal static int Run(string library, int first)
    {
        set_num_threads(1);
        var assembly = Assembly.LoadFrom(Path.GetFullPath(library));
        if (assembly.EntryPoint is { } main)
        {
            main.Invoke(null, [Array.Empty<string>()]);
            return ExitCode.Done;
        }
        var cases = (Dictionary<int, Action<Action<string, Tensor>>>)assembly.GetType(CaseCompiler.Class)!
            .GetField(CaseCompiler.Table)!.GetValue(null)!;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var (i, run) in cases.OrderBy(pair => pair.Key).Where(pair => pair.Key >= first))
        {
            output.Write($"{Begin}\t{i}\n");
            output.Flush();
            using var scope = NewDisposeScope();
            try
            {
                run((name, tensor) => output.Write($"{Emit}\t{name}\t{Text(tensor)}\n"));
            }
            catch (Exception e)
            {
                // Whatever it throws is the row's result.
                var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
                output.Write($"{Throw}\t{cause.GetType().Name}: {cause.Message.Split('\n')[0]}\n");
            }
            output.Write($"{End}\n");
        }
        return ExitCode.Done;
    }

    private static string Text(Tensor tensor)
    {
        using var _ = no_grad();
        var flat = tensor.detach().contiguous().flatten();
        return flat.dtype switch
        {
            ScalarType.Float64 =>
                "f64\t" + string.Join(',', flat.data<double>().ToArray()
                .Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x16", null))),
            ScalarType.Float32 =>
                "f32\t" + string.Join(',', flat.data<float>().ToArray()
                .Select(v => BitConverter.SingleToInt32Bits(v).ToString("x8", null))),
            _ => "i64\t" + string.Join(',', flat.to(int64).data<long>().ToArray()),
        };
    }
}
