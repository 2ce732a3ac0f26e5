namespace D2lOptim.Data;

/// <summary>Writes files whole or not at all: into temporary files beside them, flushed to disk, then renamed over
/// them.</summary>
public static class AtomicFile
{
    /// <summary>Finds out before long work whether <see cref="Write"/> will be able to; leaves nothing
    /// behind.</summary>
    /// <exception cref="BadInputException">It will not.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"{path}: a folder, expected a file");
        Guard([path], (_, temporary) =>
        {
            using var probe = File.Create(temporary[0]);
        });
    }

    /// <summary>The same for a folder in which files are to be written; it is made where it is absent.</summary>
    /// <exception cref="BadInputException">Nothing can be written there.</exception>
    public static void RequireWritableFolder(string folder)
    {
        var probe = Beside(Path.Combine(Path.GetFullPath(folder), "file"));
        try
        {
            Directory.CreateDirectory(folder);
            using (File.Create(probe))
            {
            }
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                $"{folder}: cannot be written to, expected a writable folder: "
                + $"{e.Message.Replace(probe, folder, StringComparison.Ordinal)}{Full(folder)}", e);
        }
    }

    /// <summary>
    /// Calls <paramref name="write"/> on the temporary file; whatever it throws, nothing of the new file stays and the
    /// old one does. Folders are made as needed.
    /// </summary>
    /// <exception cref="BadInputException">
    /// The path is empty, the folder cannot be made or is not writable, <paramref name="path"/> is a folder, or the
    /// disk is full.
    /// </exception>
    public static void Write(string path, Action<Stream> write) => Fill([path], files =>
    {
        using var stream = new FileStream(files[0], FileMode.CreateNew, FileAccess.Write);
        write(stream);
    });

    /// <summary>
    /// The same for files that belong together: <paramref name="fill"/> is given a temporary path for each, and all are
    /// put in place once it has returned.
    /// </summary>
    /// <inheritdoc cref="Write"/>
    public static void Fill(IReadOnlyList<string> paths, Action<IReadOnlyList<string>> fill) =>
        Guard(paths, (targets, temporary) =>
        {
            fill(temporary);
            foreach (var file in temporary) Flush(file);
            foreach (var (file, target) in temporary.Zip(targets))
                File.Move(file, target, overwrite: true);
        });

    // Messages name what was asked for, not the temporary file beside it.
    private static void Guard(
        IReadOnlyList<string> paths, Action<IReadOnlyList<string>, IReadOnlyList<string>> act)
    {
        List<string> targets = [.. paths.Select(Target)], temporary = [.. targets.Select(Beside)];
        var folder = "";
        try
        {
            foreach (var target in targets)
            {
                Directory.CreateDirectory(folder = Path.GetDirectoryName(target) ?? target);
                if (Directory.Exists(target)) throw new IOException($"{target} is a folder");
            }
            act(targets, temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = temporary.Zip(targets).Aggregate(e.Message,
                (text, pair) => text.Replace(pair.First, pair.Second, StringComparison.Ordinal));
            throw new BadInputException(
                $"{string.Join(", ", paths)}: cannot be written, expected a file in a writable folder: "
                    + $"{reason}{Full(folder)}", e);
        }
        finally
        {
            foreach (var file in temporary.Where(File.Exists))
                File.Delete(file);
        }
    }

    // What a link points to is replaced, not the link; a device cannot be.
    private static string Target(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new BadInputException("no path to write to, expected a file");
        var target = new FileInfo(path).LinkTarget is null
            ? Path.GetFullPath(path)
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (target.StartsWith("/dev/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new BadInputException($"{path}: a device, expected a file");
        return target;
    }

    private static string Beside(string target) =>
        Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");

    private static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    // Less than a block is none.
    private static string Full(string folder)
    {
        if (!Directory.Exists(folder))
            return "";
        var disk = DriveInfo.GetDrives()
            .Where(d => Path.GetFullPath(folder).StartsWith(d.RootDirectory.FullName, StringComparison.Ordinal))
            .MaxBy(d => d.RootDirectory.FullName.Length);
        return disk is { IsReady: true, AvailableFreeSpace: < 65536 }
            ? $" (the disk of {disk.RootDirectory.FullName} is full: {disk.AvailableFreeSpace} bytes free)"
            : "";
    }
}
