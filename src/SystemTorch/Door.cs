using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>The door to libtorch: any ATen operator by name, called through libtorch's dispatcher.</summary>
internal static unsafe class Door
{
    private static readonly ConcurrentDictionary<string, nint> s_operators = new(StringComparer.Ordinal);

    /// <summary>Calls an operator, `name` or `name.overload` in the namespace aten, for its one tensor.</summary>
    internal static torch.Tensor Call(string op, params ReadOnlySpan<Arg> args)
    {
        Native.Value result;
        Invoke(op, args, &result, 1);
        return new torch.Tensor(result.Pointer);
    }

    /// <summary>Calls an operator that changes its first argument, and gives that back.</summary>
    internal static torch.Tensor InPlace(string op, params ReadOnlySpan<Arg> args)
    {
        Invoke(op, args, null, 0);
        return (torch.Tensor)args[0].Owner!;
    }

    /// <summary>Calls an operator that returns nothing that is wanted.</summary>
    internal static void Do(string op, params ReadOnlySpan<Arg> args) => Invoke(op, args, null, 0);

    /// <summary>Calls an operator for its one scalar.</summary>
    internal static Scalar CallScalar(string op, params ReadOnlySpan<Arg> args)
    {
        Native.Value result;
        Invoke(op, args, &result, 1);
        return Scalar.From(result);
    }

    /// <summary>Calls an operator for its three tensors.</summary>
    internal static (torch.Tensor, torch.Tensor, torch.Tensor) CallTriple(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Native.Value[3];
        Invoke(op, args, results, 3);
        return (new torch.Tensor(results[0].Pointer), new torch.Tensor(results[1].Pointer),
            new torch.Tensor(results[2].Pointer));
    }

    [SkipLocalsInit]
    private static void Invoke(string op, ReadOnlySpan<Arg> args, Native.Value* results, int wanted)
    {
        var listed = 0L;
        foreach (ref readonly var arg in args) listed += arg.ListLength;
        var lists = listed <= 16 ? stackalloc long[16] : new long[listed];
        var values = stackalloc Native.Value[args.Length];
        fixed (long* list = lists)
        {
            var next = list;
            for (var k = 0; k < args.Length; k++) args[k].Write(values + k, ref next);
            Check(Native.call(Find(op), values, args.Length, results, wanted));
        }
        foreach (ref readonly var arg in args) GC.KeepAlive(arg.Owner);
    }

    private static nint Find(string op) =>
        s_operators.TryGetValue(op, out var found) ? found : s_operators.GetOrAdd(op, static name =>
    {
        var dot = name.IndexOf('.');
        var (bare, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        nint handle;
        fixed (byte* n = Encoding.UTF8.GetBytes($"aten::{bare}\0"), o = Encoding.UTF8.GetBytes($"{overload}\0"))
            Check(Native.find_operator(n, o, &handle));
        return handle;
    });

    /// <summary>Throws what libtorch said where a native call failed, as TorchSharp does.</summary>
    internal static void Check(int failed)
    {
        if (failed != 0) throw new ExternalException(Marshal.PtrToStringUTF8((nint)Native.last_error()));
    }
}
