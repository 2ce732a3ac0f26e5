using System.Globalization;

namespace TorchSharp;

/// <summary>A number on its way to or from an operator; what type it takes there is the operator's affair.</summary>
public sealed class Scalar
{
    private readonly Native.Value _value;

    private Scalar(Native.Value value) => _value = value;

    public static implicit operator Scalar(int value) => (long)value;
    public static implicit operator Scalar(long value) => new(new() { Tag = Native.Tag.Int, Int = value });
    public static implicit operator Scalar(float value) => (double)value;
    public static implicit operator Scalar(double value) => new(new() { Tag = Native.Tag.Double, Double = value });
    public static implicit operator Scalar(bool value) => new(new() { Tag = Native.Tag.Bool, Int = value ? 1 : 0 });

    internal static Scalar From(Native.Value value) => new(value);
    internal Native.Value ToNative() => _value;

    internal double Double => _value.Tag == Native.Tag.Double ? _value.Double : _value.Int;
    internal long Long => _value.Tag == Native.Tag.Double ? checked((long)_value.Double) : _value.Int;

    public override string ToString() => _value.Tag == Native.Tag.Double
        ? _value.Double.ToString("R", CultureInfo.InvariantCulture) : _value.Int.ToString(CultureInfo.InvariantCulture);
}
