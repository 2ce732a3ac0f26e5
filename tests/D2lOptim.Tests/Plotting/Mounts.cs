using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace D2lOptim.Tests.Plotting;

/// <summary>A disk of a few kilobytes, mounted while a test runs.</summary>
internal sealed class Mounts : IDisposable
{
    private Mounts(string folder) => Folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Mounts one, which takes root.</summary>
    public static bool TryTiny([NotNullWhen(true)] out Mounts? disk)
    {
        string folder = Directory.CreateTempSubdirectory("d2l-disk-").FullName;
        disk = Run("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", folder) ? new Mounts(folder) : null;
        if (disk is null)
            Directory.Delete(folder);
        return disk is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
