using static TorchSharp.torch;

namespace D2lOptim.Numerics;

internal static class TensorValues
{
    /// <summary>The elements in row-major order.</summary>
    internal static float[] Values(this Tensor tensor) => tensor.detach().cpu().data<float>().ToArray();
}
