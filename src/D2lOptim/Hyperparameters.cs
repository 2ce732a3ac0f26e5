namespace D2lOptim;

/// <summary>
/// Hyperparameters by name, in the order in which they were written: what a function of the book reads, and what the
/// key of its run tells. <see cref="Step"/> is none of them: Adam and Yogi count their steps there.
/// </summary>
public sealed class Hyperparameters : OrderedDictionary<string, double>
{
    /// <summary>The name under which steps are counted.</summary>
    public const string Step = "t";

    /// <summary>None yet; write them as <c>new() { ["lr"] = 0.02, ["momentum"] = 0.5 }</c>.</summary>
    public Hyperparameters()
    {
    }

    /// <summary>A copy, so that a run that counts its steps leaves the original as it was.</summary>
    public Hyperparameters(IDictionary<string, double> others) : base(others)
    {
    }
}
