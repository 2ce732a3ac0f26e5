using D2lOptim.Data;
using TorchSharp;

namespace D2lOptim.Chapter11;

/// <summary>What the command line sets for all sections.</summary>
public sealed record ChapterOptions
{
    /// <summary>A name that <see cref="AirfoilSource"/> knows, or a path.</summary>
    public string Data { get; init; } = AirfoilSource.Bundled;

    /// <summary>Seeds torch before each run.</summary>
    public long Seed { get; init; }

    /// <summary>Replaces the epochs of every training run.</summary>
    public int? Epochs { get; init; }

    /// <summary>At most two epochs a run, and small problems.</summary>
    public bool Quick { get; init; }

    /// <summary>Leaves out the parts of a section that keep no run, as where the runs alone are compared.</summary>
    public bool RunsOnly { get; init; }

    /// <summary>Where models live.</summary>
    public torch.Device Device { get; init; } = torch.CPU;
}
