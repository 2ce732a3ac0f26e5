using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>Parameters that share options.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>Null until the group is added to an optimizer, which then fills in its defaults.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    /// <exception cref="ArgumentException">The rate is set to one that is not finite.</exception>
    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = double.IsFinite(value)
            ? value
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Invalid learning rate: {value}"), nameof(value));
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate; set =>
        Options.InitialLearningRate = value;
    }
}

/// <summary>A group for one kind of optimizer.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) =>
        (Parameters, base.Options) = (parameters, options!);

    public new TOptions Options { get => (TOptions)base.Options; set => base.Options = value; }
}
