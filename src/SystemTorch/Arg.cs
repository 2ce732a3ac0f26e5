namespace TorchSharp;

/// <summary>One argument on its way to an operator: a tagged value, and the object that must live until the call is
/// over.</summary>
internal readonly struct Arg
{
    private readonly Native.Value _value;
    internal readonly object? Owner;

    private Arg(Native.Value value, object? owner = null) => (_value, Owner) = (value, owner);

    public static implicit operator Arg(torch.Tensor? tensor) =>
        tensor is null ? default : new(new() { Tag = Native.Tag.Tensor, Pointer = tensor.Handle }, tensor);
    public static implicit operator Arg(Scalar scalar) => new(scalar.ToNative());

    /// <summary>A number in a tensor's place, second to a tensor; Python passes the 2 of <c>2 * x</c> so, which costs
    /// less than the operators on scalars.</summary>
    internal static Arg Number(Scalar scalar)
    {
        var value = scalar.ToNative();
        return new(value with { Tag = Native.Tag.Number, Count = (long)value.Tag });
    }

    public static implicit operator Arg(long value) => new(new() { Tag = Native.Tag.Int, Int = value });
    public static implicit operator Arg(double value) => new(new() { Tag = Native.Tag.Double, Double = value });
    public static implicit operator Arg(bool value) => new(new() { Tag = Native.Tag.Bool, Int = value ? 1 : 0 });
    public static implicit operator Arg(torch.ScalarType type) => torch.IsKnown(type)
        ? (long)type
        : throw new ArgumentException($"there is no type of elements {type}", nameof(type));
    public static implicit operator Arg(torch.ScalarType? type) => type is { } t ? t : default(Arg);
    public static implicit operator Arg(torch.Device? device) =>
        device is null ? default
            : new(new() { Tag = Native.Tag.Device, Int = (long)device.type, Count = device.index });
    public static implicit operator Arg(torch.Generator? generator) =>
        generator is null ? default : new(new() { Tag = Native.Tag.Generator, Pointer = generator.Handle }, generator);
    public static implicit operator Arg(long[]? list) =>
        list is null ? default : new(new() { Tag = Native.Tag.IntList, Count = list.Length }, list);
    public static implicit operator Arg(torch.Tensor[] list) =>
        new(new() { Tag = Native.Tag.TensorList, Count = list.Length }, list);

    internal long ListLength => _value.Tag is Native.Tag.IntList or Native.Tag.TensorList ? _value.Count : 0;

    /// <summary>Writes the value as the native side reads it; a list is copied to <paramref name="next"/>, which moves
    /// on.</summary>
    internal unsafe void Write(Native.Value* value, ref long* next)
    {
        *value = _value;
        if (_value.Tag is not (Native.Tag.IntList or Native.Tag.TensorList)) return;
        value->Pointer = (nint)next;
        if (Owner is long[] numbers)
            foreach (var n in numbers) *next++ = n;
        else
            foreach (var t in (torch.Tensor[])Owner!) *next++ = t.Handle;
    }
}
