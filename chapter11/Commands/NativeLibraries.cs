using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands;

/// <summary>What to say where libtorch, or what lies between it and C#, cannot be loaded.</summary>
internal static class NativeLibraries
{
    /// <summary>One sentence with the remedy; null where <paramref name="thrown"/> has another cause.</summary>
    internal static string? Refusal(Exception thrown)
    {
        var causes = new List<Exception>();
        for (var e = thrown; e is not null; e = e.InnerException) causes.Add(e);
        var typeFailed = causes.Any(e => e is TypeInitializationException { TypeName: { } name } && name.StartsWith("TorchSharp.", StringComparison.Ordinal));
        if (!typeFailed && !causes.Any(e => e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)) return null;
        var remedy = RunFile.ThisBackend == "nuget"
            ? "remove the folder artifacts and try again, or take the distribution's libtorch: TorchBackend=system ./d2l …"
            : "install libtorch-dev, remove the folder artifacts and try again, or take the packages: TorchBackend=nuget ./d2l …";
        return $"a native library cannot be loaded ({FirstLine(causes[^1].Message)}); {remedy}";
    }

    private static string FirstLine(string message) =>
        message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[0].TrimEnd('.', ':');
}
