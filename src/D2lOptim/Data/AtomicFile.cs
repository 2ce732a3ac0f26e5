namespace D2lOptim.Data;

/// <summary>Writes a file whole or not at all: into a temporary file beside it, flushed to disk, then renamed over it.</summary>
public static class AtomicFile
{
    /// <summary>Calls <paramref name="write"/> on the temporary file; whatever it throws, nothing of the new file stays and the old one does. Folders are made as needed.</summary>
    /// <exception cref="BadInputException">The path is empty, the folder cannot be made or is not writable, <paramref name="path"/> is a folder, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new BadInputException("no path to write to, expected a file");
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? target;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be written, expected a file in a writable folder: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }
}
