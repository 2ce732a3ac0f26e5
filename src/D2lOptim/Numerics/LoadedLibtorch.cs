using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace D2lOptim.Numerics;

/// <summary>
/// Which libtorch this process has loaded. TorchSharp's <c>torch.__version__</c> is a constant of its package; the
/// library is asked itself.
/// </summary>
public static class LoadedLibtorch
{
    /// <summary>The version in three parts, as Python tells it.</summary>
    public static string Version { get; } = Ask() ?? string.Join('.', torch.__version__.Split('.').Take(3));

    private delegate ulong AbiVersion();

    // libtorch's C interface has told it since 2.9: major, minor and patch in the three upper bytes. Older ones come
    // through SystemTorch alone, whose version is the library's.
    private static string? Ask()
    {
        using (torch.empty(0))
        {
            using var process = Process.GetCurrentProcess();
            var library = process.Modules.Cast<ProcessModule>()
                .FirstOrDefault(module =>
                    Path.GetFileNameWithoutExtension(module.FileName) is "libtorch_cpu" or "torch_cpu");
            if (library is null
                || !NativeLibrary.TryGetExport(NativeLibrary.Load(library.FileName), "aoti_torch_abi_version",
                out var ask)) return null;
            var version = Marshal.GetDelegateForFunctionPointer<AbiVersion>(ask)();
            return $"{version >> 56}.{(version >> 48) & 255}.{(version >> 40) & 255}";
        }
    }
}
