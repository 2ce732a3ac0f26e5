using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>
/// Calls every public member of SystemTorch with null, disposed, negative, huge and mismatched arguments. Each call may
/// succeed or throw; none may end the process or hang.
/// </summary>
internal sealed class DoorFuzz
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly Random _random;
    private readonly HostileValues _values;

    private DoorFuzz(int seed) => (_random, _values) = (new Random(seed), new HostileValues(new Random(seed + 1)));

    /// <summary>Whether the tensors are SystemTorch's; what the original does on such arguments is not ours to
    /// mend.</summary>
    internal static bool Applies => typeof(Tensor).Assembly.GetName().Name == "SystemTorch";

    /// <summary>All public members that can be called.</summary>
    internal static IReadOnlyList<MethodBase> Entries { get; } =
    [
        .. typeof(Tensor).Assembly.GetExportedTypes()
            .Where(type => !type.IsEnum && !type.IsSubclassOf(typeof(Delegate)))
            .SelectMany(type => type.GetMembers(Declared).OfType<MethodBase>()
                .Where(member => member is not ConstructorInfo || !type.IsAbstract))
            .OrderBy(member => Name(member), StringComparer.Ordinal),
    ];

    /// <summary>The members with spans, which reflection cannot call.</summary>
    internal static IReadOnlyDictionary<string, Action<HostileValues>> WithSpans { get; } =
        new Dictionary<string, Action<HostileValues>>
        {
            ["Single[], ReadOnlySpan<Int64>"] = v =>
                tensor(v.Of<float[]>()!, v.Of<long[]>(), v.Of<ScalarType?>(), v.Of<Device>(), v.Of<bool>()),
            ["Double[], ReadOnlySpan<Int64>"] = v =>
                tensor(v.Of<double[]>()!, v.Of<long[]>(), v.Of<ScalarType?>(), v.Of<Device>(), v.Of<bool>()),
            ["Byte[], ReadOnlySpan<Int64>"] = v =>
                tensor(v.Of<byte[]>()!, v.Of<long[]>(), v.Of<ScalarType?>(), v.Of<Device>(), v.Of<bool>()),
            ["get_bytes"] = v => _ = v.Of<Tensor>()!.bytes.ToArray(),
        };

    /// <summary>In a child: <paramref name="count"/> calls of one entry after another, from an entry that the seed
    /// gives.</summary>
    internal static void Run(int seed, int count)
    {
        var fuzz = new DoorFuzz(seed);
        for (var k = 0; k < count; k++)
        {
            var entry = Entries[(int)(((long)seed * count + k) % Entries.Count)];
            Child.Try($"{Name(entry)}#{k}", () => fuzz.Call(entry));
        }
    }

    internal static string Name(MethodBase entry) =>
        $"{entry.DeclaringType!.FullName!.Replace("TorchSharp.", "")}.{entry.Name}({string.Join(", ",
        entry.GetParameters().Select(p => Name(p.ParameterType)))})";

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;

    /// <summary>The call that stands for a member with spans; null where there is none.</summary>
    internal static Action<HostileValues>? SpanCall(MethodBase entry) =>
        WithSpans.FirstOrDefault(call => Name(entry).Contains(call.Key, StringComparison.Ordinal)).Value;

    internal static bool HasSpan(MethodBase entry) => entry.GetParameters().Any(p => p.ParameterType.IsByRefLike)
        || entry is MethodInfo { ReturnType.IsByRefLike: true };

    private Outcome Call(MethodBase entry)
    {
        try
        {
            if (HasSpan(entry)) SpanCall(entry)!(_values);
            else Invoke(entry);
            return Outcome.Held;
        }
        catch (Exception e) when (e is not StressException)
        {
            return Outcome.Refused;
        }
    }

    private void Invoke(MethodBase entry)
    {
        var type = entry.DeclaringType!;
        if (type.ContainsGenericParameters)
        {
            type = _values.Close(type);
            entry = MethodBase.GetMethodFromHandle(entry.MethodHandle, type.TypeHandle)!;
        }
        if (entry is MethodInfo { ContainsGenericParameters: true } open) entry = _values.Close(open);
        var arguments = entry.GetParameters().Select(p => _values.Of(p.ParameterType)).ToArray();
        if (entry is ConstructorInfo made)
        {
            _values.Keep(made.Invoke(arguments));
            return;
        }
        var target = entry.IsStatic ? null : _values.Of(type);
        _values.Keep(((MethodInfo)entry).Invoke(target, arguments));
    }
}
