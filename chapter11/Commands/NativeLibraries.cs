using System.Runtime.InteropServices;
using D2lOptim.Parity;
using TorchSharp;

namespace D2lOptim.Chapter11.Commands;

/// <summary>What to say where libtorch, or what lies between it and C#, cannot be loaded.</summary>
internal static class NativeLibraries
{
    /// <summary>
    /// Loads TorchSharp's library before TorchSharp does: where it cannot, it copies libtorch beside the program and
    /// prints a page. On Windows it finds libtorch in its own way.
    /// </summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded.</exception>
    internal static void Load()
    {
        if (RunFile.ThisBackend == "nuget" && !OperatingSystem.IsWindows())
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
    }

    /// <summary>One sentence with the remedy; null where <paramref name="thrown"/> has another cause.</summary>
    internal static string? Refusal(Exception thrown)
    {
        var causes = new List<Exception>();
        for (var e = thrown; e is not null; e = e.InnerException) causes.Add(e);
        var typeFailed =
            causes.Any(e => e is TypeInitializationException { TypeName: { } name }
            && name.StartsWith("TorchSharp.", StringComparison.Ordinal));
        if (!typeFailed
            && !causes.Any(e =>
            e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)) return null;
        var remedy = RunFile.ThisBackend == "nuget"
            ? "remove the folder artifacts and try again, or take the distribution's libtorch: TorchBackend=system "
                + "./d2l …"
            : "install libtorch-dev, remove the folder artifacts and try again, or take the packages: "
                + "TorchBackend=nuget ./d2l …";
        return $"a native library cannot be loaded ({Cause(causes[^1].Message)}); {remedy}";
    }

    // .NET lists every path that it tried; the loader's reason stands behind one that exists.
    private static string Cause(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var reason = lines.FirstOrDefault(line => line.Split(": ") is [var path, _, ..] && Path.IsPathRooted(path)
            && File.Exists(path));
        return (reason ?? lines[0].Split(". ")[0]).TrimEnd('.', ':');
    }
}
