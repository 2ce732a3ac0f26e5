using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>The options of a group; one that is null takes the optimizer's default when the group is added.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    /// <summary>The options that an optimizer adds, double? or bool?, in the order in which TorchSharp writes them to a
    /// file.</summary>
    internal virtual object?[] Values { get => []; set { } }

    /// <summary>These options, if an optimizer can be made with them: what TorchSharp refuses, and what is not
    /// finite.</summary>
    /// <exception cref="ArgumentException">One of them is out of its range, which the message names.</exception>
    internal OptimizerOptions Valid()
    {
        Check("learning rate", LearningRate, 0, double.MaxValue);
        foreach (var field in GetType().GetFields())
            if (field.GetValue(this) is double value)
                Check(field.Name, value, field.Name == "dampening" ? double.MinValue : 0, Most(field.Name));
        return this;
    }

    /// <summary>The largest value that an option may have.</summary>
    private protected virtual double Most(string option) => double.MaxValue;

    private static void Check(string option, double? value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Invalid {option}: {value}"));
    }

    internal void FillFrom(OptimizerOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        InitialLearningRate = LearningRate!.Value;
        Values = [.. Values.Zip(defaults.Values, (own, given) => own ?? given)];
    }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
        foreach (var value in Values)
        {
            if (value is bool flag) writer.Write(flag);
            else writer.Write((double)value!);
        }
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
        Values = Array.ConvertAll(Values, value => value is bool ? reader.ReadBoolean() : (object)reader.ReadDouble());
    }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
        Values = source.Values;
    }
}
