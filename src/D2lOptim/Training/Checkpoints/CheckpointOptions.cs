namespace D2lOptim.Training;

/// <summary>Where and how often a training run is written down.</summary>
/// <param name="Folder">A folder of the run's own.</param>
public sealed record CheckpointOptions(string Folder)
{
    /// <summary>What the run is called; one of another name does not go on from here.</summary>
    public string Run { get; init; } = "";

    /// <summary>Steps between two checkpoints, at least 1.</summary>
    public int Every { get; init => field = Require.Positive(value); } = 100;

    /// <summary>How many are kept, at least 1; with more, one that is damaged costs only the work since the one
    /// before.</summary>
    public int Keep { get; init => field = Require.Positive(value); } = 3;

    /// <summary>Go on from the newest that is whole. Without it the folder must hold none.</summary>
    public bool Resume { get; init; }

    /// <summary>Is told of checkpoints that are refused, and where the run goes on.</summary>
    public Action<string> Note { get; init; } = _ => { };
}
