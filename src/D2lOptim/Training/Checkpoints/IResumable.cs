namespace D2lOptim.Training;

/// <summary>Something whose whole state can be written down, and read back by another process.</summary>
public interface IResumable
{
    /// <summary>Writes the state.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Goes on from a state that <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader);
}
