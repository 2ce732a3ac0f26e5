using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Numerics;

/// <summary>Tells whether two programs saw the same samples.</summary>
internal static class BatchFingerprint
{
    /// <summary>The first 64 bits, little-endian, of SHA-256 over the elements in row-major order.</summary>
    internal static ulong Of(params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors is [var one] && one.device.type == DeviceType.CPU && one.is_contiguous())
            return BitConverter.ToUInt64(SHA256.HashData(one.bytes));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            using var plain = tensor.detach().cpu().contiguous();
            hash.AppendData(plain.bytes);
        }
        return BitConverter.ToUInt64(hash.GetHashAndReset());
    }
}
