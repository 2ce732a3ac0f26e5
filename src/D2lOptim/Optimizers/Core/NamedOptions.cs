using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Modules;

namespace D2lOptim.Optimizers;

/// <summary>
/// The base of options that TorchSharp does not have: public fields of type <c>double?</c> and <c>bool?</c>, written to
/// files and read back in the order in which they stand.
/// </summary>
public abstract class NamedOptions : OptimizerOptions
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = [];

    private FieldInfo[] Fields => s_fields.GetOrAdd(GetType(), type =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Instance).OrderBy(f => f.MetadataToken)]);

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        foreach (var field in Fields) field.SetValue(this, field.GetValue(source));
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        foreach (var field in Fields)
            field.SetValue(this, field.FieldType == typeof(bool?) ? reader.ReadBoolean() : reader.ReadDouble());
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        foreach (var field in Fields)
            if (field.GetValue(this) is bool flag) writer.Write(flag);
            else writer.Write((double)field.GetValue(this)!);
    }
}
