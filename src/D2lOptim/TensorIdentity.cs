using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim;

internal static class TensorIdentity
{
    /// <summary>One number for one tensor on the CPU, whichever object holds it: some of TorchSharp's modules make
    /// another object at every reading of a parameter.</summary>
    internal static nint Identity(this Tensor tensor) =>
        tensor.device.type == DeviceType.CPU && tensor.is_contiguous() && tensor.numel() > 0
        ? Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(tensor.bytes))
        : tensor.Handle;
}
