using System.Globalization;

namespace D2lOptim.Checkpointing;

/// <summary>The last checkpoints of one run, in a folder, one file each.</summary>
public sealed class Checkpoints
{
    private const string Extension = ".checkpoint";
    private readonly CheckpointOptions _options;
    private readonly string _settings;

    /// <param name="options">Where, and how many.</param>
    /// <param name="settings">What the run's numbers depend on, seed and sizes; a run with others cannot go on from here.</param>
    /// <exception cref="BadInputException">There are checkpoints, and the run does not resume.</exception>
    public Checkpoints(CheckpointOptions options, string settings)
    {
        (_options, _settings) = (options, settings);
        if (!options.Resume && Newest().FirstOrDefault() is { } path)
            throw new BadInputException($"{path}: there are checkpoints already; go on from them with --resume, remove them, or choose another folder");
    }

    /// <summary>Writes the state if the step is one to be written, and removes what is more than was to be kept.</summary>
    /// <param name="step">Steps made; a later checkpoint has a larger number.</param>
    /// <param name="state">The run.</param>
    /// <param name="now">Write it in any case.</param>
    /// <exception cref="BadInputException">The folder cannot be written to.</exception>
    public void Save(long step, IResumable state, bool now = false)
    {
        if (!now && step % _options.Every != 0) return;
        CheckpointFile.Write(Path.Combine(_options.Folder, $"{step:D12}{Extension}"), writer =>
        {
            writer.Write(_settings);
            state.Save(writer);
        });
        foreach (var old in Newest().Skip(_options.Keep)) File.Delete(old);
        // Left by a process that was killed while it wrote.
        foreach (var part in Directory.EnumerateFiles(_options.Folder, $".*{Extension}.*.tmp")) File.Delete(part);
    }

    /// <summary>Restores the newest checkpoint that is whole; those that are damaged are named and passed over.</summary>
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
                continue;
            }
            using (reader)
            {
                var settings = reader.ReadString();
                if (settings != _settings) throw new BadInputException($"{path}: made by a run with {settings}, this one has {_settings}");
                state.Load(reader);
            }
            _options.Note($"resumed from {path}");
            return true;
        }
        return false;
    }

    private IEnumerable<string> Newest() => Directory.Exists(_options.Folder)
        ? Directory.EnumerateFiles(_options.Folder, $"*{Extension}").Where(path => long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out _)).OrderDescending(StringComparer.Ordinal)
        : [];
}
