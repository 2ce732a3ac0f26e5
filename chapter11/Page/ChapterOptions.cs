using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Training;
using TorchSharp;

namespace D2lOptim.Chapter11;

/// <summary>What the command line sets for all sections.</summary>
public sealed record ChapterOptions
{
    private readonly Lazy<AirfoilData> _airfoil = Reading(AirfoilSource.Bundled);

    /// <summary>A name that <see cref="AirfoilSource"/> knows, or a path.</summary>
    public string Data
    {
        get;
        init => (field, _airfoil) = (value, Reading(value));
    } = AirfoilSource.Bundled;

    /// <summary>What stands there, read when it is first asked for, and once: it may be a pipe.</summary>
    /// <exception cref="BadInputException">It cannot be used.</exception>
    public AirfoilData Airfoil => _airfoil.Value;

    /// <summary>Seeds torch before each run.</summary>
    public long Seed { get; init; }

    /// <summary>Replaces the epochs of every training run.</summary>
    public int? Epochs { get; init; }

    /// <summary>At most two epochs a run, and small problems.</summary>
    public bool Quick { get; init; }

    /// <summary>The folder of Fashion-MNIST's four files; found or downloaded where absent.</summary>
    public string? DataDir { get; init; }

    /// <summary>Trains the networks too; without, a section shows what needs no images.</summary>
    public bool Networks { get; init; } = true;

    /// <summary>Networks that were trained before: their numbers are shown, and they are not trained again.</summary>
    public IReadOnlyDictionary<RunKey, RunRecord> Known { get; init; } = new Dictionary<RunKey, RunRecord>();

    /// <summary>
    /// Stops a network's training when the loss on held-out images has not fallen for so many epochs, and keeps the
    /// best epoch's weights.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Where training runs are written down, each in a folder of its own.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Stops a training run after the present step.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>A training run's key, and the file in which its steps are recorded.</summary>
    public (RunKey Key, string Path)? Trace { get; init; }

    /// <summary>
    /// Which training runs are made, the others leaving an empty curve; null for all of them.
    /// </summary>
    public Func<RunKey, bool>? Only { get; init; }

    /// <summary>Leaves out the parts of a section that keep no run, as where the runs alone are compared.</summary>
    public bool RunsOnly { get; init; }

    /// <summary>Whether the runs are those that the text tells of, so that its sentences hold.</summary>
    public bool AsTold => Data == AirfoilSource.Bundled && Seed == 0 && Epochs is null && !Quick && Patience is null;

    /// <summary>Where models live.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    private static Lazy<AirfoilData> Reading(string data) =>
        new(() => D2lOptim.Data.Airfoil.Open(data, source: new AirfoilSource(Repository.Data)));
}
