namespace D2lOptim.Data;

/// <summary>Writes a file whole or not at all: into a temporary file beside it, flushed to disk, then renamed over it.</summary>
public static class AtomicFile
{
    /// <summary>Finds out before long work whether <see cref="Write"/> will be able to; leaves nothing behind.</summary>
    /// <exception cref="BadInputException">It will not.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"{path}: a folder, expected a file");
        var probe = $"{path}.{Guid.NewGuid():N}";
        Write(probe, _ => { });
        File.Delete(probe);
    }

    /// <summary>Calls <paramref name="write"/> on the temporary file; whatever it throws, nothing of the new file stays and the old one does. Folders are made as needed.</summary>
    /// <exception cref="BadInputException">The path is empty, the folder cannot be made or is not writable, <paramref name="path"/> is a folder, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new BadInputException("no path to write to, expected a file");
        // What a link points to is replaced, not the link; a device cannot be.
        var target = new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (target.StartsWith("/dev/", StringComparison.Ordinal))
            throw new BadInputException($"{path}: a device, expected a file");
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
