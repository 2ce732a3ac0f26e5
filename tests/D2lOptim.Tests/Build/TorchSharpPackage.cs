using System.Reflection;

namespace D2lOptim.Tests.Build;

/// <summary>TorchSharp's package as this build pins it, in the package folder; on the system backend it need not be
/// there.</summary>
internal static class TorchSharpPackage
{
    internal static string Folder { get; } =
        typeof(TorchSharpPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "TorchSharpPackage").Value!;

    internal static string? Assembly { get; } = !Directory.Exists(Folder) ? null
        : Directory.GetFiles(Folder, "TorchSharp.dll", SearchOption.AllDirectories).Max();
}
