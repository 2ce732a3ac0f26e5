using System.Collections;
using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Values that a careless or a hostile program might pass, by type; what calls give back is passed on to later
/// ones.</summary>
/// <param name="random">Chooses.</param>
internal sealed class HostileValues(Random random)
{
    private const int MostKept = 150;
    private const long MostElements = 100_000;

    private static readonly long[] s_whole =
        [0, 1, -1, 2, 3, 5, 28, 100, int.MaxValue, int.MinValue, 1L << 40, long.MaxValue, long.MinValue];
    private static readonly double[] s_real =
        [0, -0.0, 1, 0.5, -1, 1e-8, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e308,
        double.Epsilon];
    private static readonly string?[] s_text =
        [null, "", "cpu", "cuda", "cuda:1", "cuda:999999999999", "cpu:-1", "weight", "fuzz.state",
        new string('x', 5000)];
    private static readonly Type[] s_arguments =
        [typeof(float), typeof(double), typeof(long), typeof(int), typeof(byte), typeof(bool), typeof(char),
        typeof(Tensor), typeof(Linear)];

    private readonly List<object> _kept = [];

    /// <summary>A value of a type.</summary>
    internal T? Of<T>() => (T?)Of(typeof(T));

    /// <summary>A value of a type; null where there is none, or by chance.</summary>
    internal object? Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return random.Next(3) == 0 ? null : Of(inner);
        if (type.IsEnum)
            return Enum.ToObject(type, random.Next(4) == 0 ? random.Next(-2, 120)
            : Pick(Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(Convert.ToInt32).ToArray()));
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(byte)) return (byte)random.Next(256);
        if (type == typeof(int)) return unchecked((int)Pick(s_whole));
        if (type == typeof(long)) return Pick(s_whole);
        if (type == typeof(ulong)) return unchecked((ulong)Pick(s_whole));
        if (type == typeof(float)) return (float)Pick(s_real);
        if (type == typeof(double)) return Pick(s_real);
        if (type.IsValueType) return Struct(type);
        if (random.Next(8) == 0) return null;
        return Reference(type);
    }

    /// <summary>Passes what a call gave on to later calls.</summary>
    internal void Keep(object? value)
    {
        if (value is null or string or ValueType) return;
        if (value is Tensor { IsInvalid: false } tensor
            && (tensor.DetachFromDisposeScope().NumberOfElements > MostElements)) tensor.Dispose();
        else if (_kept.Count < MostKept) _kept.Add(value);
        else _kept[random.Next(MostKept)] = value;
    }

    internal Type Close(Type open) => Close(open.GetGenericArguments(), open.MakeGenericType);

    internal MethodInfo Close(MethodInfo open) => Close(open.GetGenericArguments(), open.MakeGenericMethod);

    private T Close<T>(Type[] parameters, Func<Type[], T> make)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return make(Array.ConvertAll(parameters, _ => Pick(s_arguments)));
            }
            catch (ArgumentException) when (attempt < 50)
            {
                // The constraints ask for another.
            }
        }
    }

    private object? Struct(Type type) =>
        type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal)
        ? Activator.CreateInstance(type, [.. type.GetGenericArguments().Select(Of)])
        : Activator.CreateInstance(type);

    private object? Reference(Type type)
    {
        if (type == typeof(string)) return Pick(s_text);
        if (type == typeof(Parameter)) return new Parameter(NewTensor(), random.Next(4) > 0);
        if (type == typeof(Tensor) && random.Next(2) == 0) return NewTensor();
        if (type == typeof(Scalar)) return random.Next(2) == 0 ? (Scalar)Pick(s_real) : Pick(s_whole);
        if (type == typeof(Device))
            return random.Next(4) > 0 ? CPU : new Device(DeviceType.CUDA, unchecked((int)Pick(s_whole)));
        if (type == typeof(Generator)) return Aged(new Generator(1));
        if (type == typeof(BinaryWriter))
            return new BinaryWriter(random.Next(4) == 0 ? Stream.Null : new MemoryStream());
        if (type == typeof(BinaryReader)) return new BinaryReader(new MemoryStream(State()));
        if (type == typeof(Func<Tensor>))
            return Pick<Func<Tensor>>([() => ones(1), () => null!,
            () => throw new InvalidOperationException("by design"), Loss]);
        if (type == typeof(Func<int, double>))
            return Pick<Func<int, double>>([t => t, _ => double.NaN,
            _ => throw new InvalidOperationException("by design")]);
        if (type.IsSubclassOf(typeof(Delegate))) return null;
        if (type.IsArray
            || (type.IsGenericType && type.GetGenericTypeDefinition() is var d
            && (d == typeof(IEnumerable<>) || d == typeof(IList<>) || d == typeof(List<>)))) return List(type);
        var candidates = _kept.Where(type.IsInstanceOfType).ToArray();
        return candidates.Length > 0 && random.Next(2) == 0 ? Pick(candidates) : Made(type)
            ?? (candidates.Length > 0 ? Pick(candidates) : null);
    }

    private object? Made(Type type)
    {
        object?[] all = [.. Makers.Where(maker => type.IsAssignableFrom(maker.Type))];
        if (all.Length > 0) return Aged(((ValueTuple<Type, Func<object>>)Pick(all)!).Item2());
        var constructors = type.IsAbstract ? [] : type.GetConstructors();
        if (constructors.Length == 0) return null;
        var constructor = Pick(constructors);
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
    }

    private (Type Type, Func<object> Make)[] Makers =>
    [
        (typeof(Tensor), NewTensor), (typeof(Linear), () => nn.Linear(3, 2)),
            (typeof(Conv2d), () => nn.Conv2d(1, 2, 3)), (typeof(Flatten), () => nn.Flatten()),
        (typeof(Embedding), () => nn.Embedding(5, 3, sparse: random.Next(2) == 0)),
            (typeof(MaxPool2d), () => nn.MaxPool2d(2)), (typeof(ReLU), () => nn.ReLU()),
        (typeof(Sequential), () => nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))),
        (typeof(SGD), () => Stepped(optim.SGD(Weights(), 0.1, momentum: 0.9))),
            (typeof(Adam), () => Stepped(optim.Adam(Weights(), amsgrad: true))),
        (typeof(AdamW), () => Stepped(optim.AdamW(Weights()))),
            (typeof(Adagrad), () => Stepped(optim.Adagrad(Weights()))),
        (typeof(RMSProp), () => Stepped(optim.RMSProp(Weights(), momentum: 0.5, centered: true))),
            (typeof(Adadelta), () => Stepped(optim.Adadelta(Weights()))),
        (typeof(Adamax), () => Stepped(optim.Adamax(Weights()))),
        (typeof(optim.Optimizer.StateDictionary), () => Stepped(optim.Adam(Weights())).state_dict()),
        (typeof(OptimizerState), () => Stepped(optim.Adam(Weights())).state_dict().State[0]),
        (typeof(OptimizerState), () => Stepped(optim.SGD(Weights(), 0.1, 0.9)).state_dict().State[0]),
        (typeof(OptimizerOptions), () => Stepped(optim.RMSProp(Weights())).state_dict().Options[0]),
        (typeof(optim.lr_scheduler.LRScheduler), () => optim.lr_scheduler.StepLR(optim.SGD(Weights(), 0.1), 2)),
        (typeof(DisposeScope), NewDisposeScope),
    ];

    private Tensor NewTensor()
    {
        Tensor[] one = [Pick<Func<Tensor>>(
        [
            () => zeros([]), () => ones(2, 3), () => ones([3, 2], float64), () => zeros(0), () =>
                tensor([0L, 1, 2]), () => tensor([-1L, 7, long.MaxValue]),
            () => tensor([float.NaN, 1, float.PositiveInfinity]), () => ones([2, 3], requires_grad: true), () =>
                ones([3], requires_grad: true) * 2,
            () => sparse_coo_tensor(tensor([0L, 2]).unsqueeze(0), ones(2, 3), [3, 3]), () =>
                ones([2, 1, 28, 28]), () => ones([1, 2, 3, 3]), () => ones([4], ScalarType.Bool),
            () => ones([2, 3], ScalarType.ComplexFloat32), () => ones([3, 4], ScalarType.Int32), () =>
                ones([3], ScalarType.Float16), () => ones([1, 0, 3]), () => ones(6, 4).t(),
            () => ones(100, 100), () => new Generator(3).get_state(), () =>
                new Generator(3).get_state().fill_(255), () => ones([1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ])()];
        return (Tensor)Aged(one[0].DetachFromDisposeScope());
    }

    // One in ten is disposed already.
    private object Aged(object value)
    {
        if (random.Next(10) == 0 && value is IDisposable disposable) disposable.Dispose();
        return value;
    }

    private Parameter[] Weights() => [new(ones(2, 3)), new(ones(3))];

    private static OptimizerHelper Stepped(OptimizerHelper optimizer)
    {
        foreach (var parameter in optimizer.parameters()) parameter.grad = ones_like(parameter);
        optimizer.step();
        return optimizer;
    }

    private static Tensor ones_like(Tensor like) => zeros_like(like).add_(1);

    private static Tensor Loss()
    {
        var loss = ones([3], requires_grad: true).sum();
        loss.backward();
        return loss;
    }

    private byte[] State()
    {
        using var written = new MemoryStream();
        using var writer = new BinaryWriter(written);
        if (random.Next(4) == 0) ones(2, 3).Save(writer);
        else Stepped(Pick<Func<OptimizerHelper>>([() => optim.SGD(Weights(), 0.1, 0.9),
            () => optim.Adam(Weights(), amsgrad: true), () => optim.Adagrad(Weights()), () => optim.RMSProp(Weights()),
            () => optim.Adadelta(Weights()), () => optim.Adamax(Weights())])()).save_state_dict(writer);
        return random.Next(3) == 0 ? written.ToArray() : Mutation.Of(written.ToArray(), random);
    }

    private object List(Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var count = Pick([0, 1, 1, 2, 3, 4, 6]);
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var k = 0; k < count; k++)
        {
            var value = random.Next(6) == 0 && list.Count > 0 ? list[0] : Of(element);
            list.Add(value is null && element.IsValueType ? Activator.CreateInstance(element) : value);
        }
        if (!type.IsArray) return list;
        var array = Array.CreateInstance(element, list.Count);
        list.CopyTo(array, 0);
        return array;
    }

    private T Pick<T>(T[] among) => among[random.Next(among.Length)];
}
