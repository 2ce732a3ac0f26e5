using System.Globalization;

namespace D2lOptim.Training;

/// <summary>The last checkpoints of one run, in a folder, one file each.</summary>
public sealed class Checkpoints : IDisposable
{
    private const string Extension = ".checkpoint";
    private readonly CheckpointOptions _options;
    private readonly IReadOnlyList<string> _settings;
    private readonly HashSet<string> _refused = [];
    private readonly FileStream _lock;

    /// <param name="options">Where, and how many.</param>
    /// <param name="settings">What the run's numbers depend on, as <c>seed 0</c>; a run with others cannot go on from
    /// here.</param>
    /// <exception cref="BadInputException">There are checkpoints, and the run does not resume; another run has the
    /// folder, or it cannot be written to.</exception>
    public Checkpoints(CheckpointOptions options, params IReadOnlyList<string> settings)
    {
        (_options, _settings) = (options, [$"the run {options.Run}", .. settings]);
        if (!options.Resume && Newest().FirstOrDefault() is { } path)
            throw new BadInputException(
                $"{path}: there are checkpoints already; resume from them, remove them, or choose another folder");
        try
        {
            Directory.CreateDirectory(options.Folder);
            _lock = new FileStream(Path.Combine(options.Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                $"{options.Folder}: cannot be used for checkpoints, expected a writable folder that no other run is "
                + $"using: {e.Message}", e);
        }
    }

    /// <summary>Writes the state if the step is one to be written, and removes what is more than was to be
    /// kept.</summary>
    /// <param name="step">Steps made; a later checkpoint has a larger number.</param>
    /// <param name="state">The run.</param>
    /// <param name="now">Write it in any case.</param>
    /// <exception cref="BadInputException">The folder cannot be written to.</exception>
    public void Save(long step, IResumable state, bool now = false)
    {
        if (!now && step % _options.Every != 0) return;
        var path = Path.Combine(_options.Folder, $"{step:D12}{Extension}");
        CheckpointFile.Write(path, writer =>
        {
            writer.Write(string.Join('\n', _settings));
            state.Save(writer);
        });
        // A damaged one may have a larger number, and counts for nothing.
        _refused.Remove(path);
        foreach (var old in Newest().Where(other => !_refused.Contains(other)).Skip(_options.Keep)) File.Delete(old);
        // Left by a process that was killed while it wrote.
        foreach (var part in Directory.EnumerateFiles(_options.Folder, $".*{Extension}.*.tmp")) File.Delete(part);
    }

    /// <summary>Restores the newest checkpoint that is whole; those that are damaged are named and passed
    /// over.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BadInputException">It belongs to a run with other settings.</exception>
    public bool TryRestore(IResumable state)
    {
        if (!_options.Resume) return false;
        foreach (var path in Newest())
        {
            BinaryReader reader;
            try
            {
                reader = CheckpointFile.Read(path);
            }
            catch (BadInputException e)
            {
                _options.Note($"refused: {e.Message}");
                _refused.Add(path);
                continue;
            }
            using (reader)
            {
                var settings = reader.ReadString().Split('\n');
                if (!settings.SequenceEqual(_settings))
                    throw new BadInputException(
                    $"{path}: made by a run with {string.Join(", ", settings.Except(_settings))}; this one has "
                    + $"{string.Join(", ", _settings.Except(settings))}");
                Load(state, reader, path);
            }
            _options.Note($"resumed from {path}");
            return true;
        }
        _options.Note($"no whole checkpoint in {_options.Folder}, so the run begins at its start");
        return false;
    }

    private static void Load(IResumable state, BinaryReader reader, string path)
    {
        try
        {
            state.Load(reader);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or EndOfStreamException)
        {
            throw new BadInputException($"{path}: made by a run of another kind: {e.Message}", e);
        }
    }

    /// <summary>Refuses a restored run that has made more than is asked for.</summary>
    /// <exception cref="BadInputException">It has.</exception>
    internal void RequireWithin(int epoch, int batch, int epochs)
    {
        if ((epoch, batch).CompareTo((epochs, 0)) > 0)
            throw new BadInputException(
                $"{_options.Folder}: the run is in epoch {epoch + (batch > 0 ? 1 : 0)} already, beyond the {epochs} "
                + $"that are asked for; ask for more, or choose another folder");
    }

    /// <summary>Leaves the folder to other runs.</summary>
    public void Dispose() => _lock.Dispose();

    private IEnumerable<string> Newest() => Directory.Exists(_options.Folder)
        ? Directory.EnumerateFiles(_options.Folder, $"*{Extension}")
            .Where(path =>
            long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture,
            out _)).OrderDescending(StringComparer.Ordinal)
        : [];
}
