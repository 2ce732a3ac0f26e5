namespace TorchSharp;

/// <summary>One argument on its way to an operator: a tagged value, and the object that must live until the call is over.</summary>
internal readonly struct Arg
{
    private readonly Native.Value _value;
    internal readonly object? Owner;

    private Arg(Native.Value value, object? owner = null) => (_value, Owner) = (value, owner);

    public static implicit operator Arg(torch.Tensor? tensor) =>
        tensor is null ? default : new(new() { Tag = Native.Tag.Tensor, Pointer = tensor.Handle }, tensor);
    public static implicit operator Arg(Scalar scalar) => new(scalar.ToNative());
    public static implicit operator Arg(long value) => new(new() { Tag = Native.Tag.Int, Int = value });
    public static implicit operator Arg(long? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(double value) => new(new() { Tag = Native.Tag.Double, Double = value });
    public static implicit operator Arg(double? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(bool value) => new(new() { Tag = Native.Tag.Bool, Int = value ? 1 : 0 });
    public static implicit operator Arg(torch.ScalarType type) => (long)type;
    public static implicit operator Arg(torch.ScalarType? type) => type is { } t ? (long)t : default(Arg);
    public static implicit operator Arg(torch.Device? device) =>
        device is null ? default : new(new() { Tag = Native.Tag.Device, Int = (long)device.type, Count = device.index });
    public static implicit operator Arg(torch.Generator? generator) =>
        generator is null ? default : new(new() { Tag = Native.Tag.Generator, Pointer = generator.Handle }, generator);
    public static implicit operator Arg(long[]? list) => list is null ? default : new(new() { Tag = Native.Tag.IntList, Count = list.Length }, list);
    public static implicit operator Arg(torch.Tensor[] list) => new(new() { Tag = Native.Tag.TensorList, Count = list.Length }, list);

    internal int ListLength => Owner is Array list ? list.Length : 0;

    /// <summary>The value as the native side reads it; a list is copied to <paramref name="next"/>, which moves on.</summary>
    internal unsafe Native.Value ToNative(ref long* next)
    {
        if (Owner is not Array list) return _value;
        var start = next;
        if (list is long[] numbers)
            foreach (var n in numbers) *next++ = n;
        else
            foreach (var t in (torch.Tensor[])list) *next++ = t.Handle;
        return _value with { Pointer = (nint)start };
    }
}
