using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>Gradients that hold some rows of a parameter only, those of the batch, and a row as often as the batch has
/// it.</summary>
internal static class SparseGradient
{
    /// <summary>The rows, each once, ascending, and the sum of the gradients of each. TorchSharp has no
    /// <c>coalesce</c>; this adds in its order.</summary>
    internal static (Tensor Rows, Tensor Sums) Coalesced(this Tensor gradient)
    {
        var (rows, place, _) = gradient.SparseIndices.select(0, 0).unique(return_inverse: true);
        var sums = zeros([rows.size(0), .. gradient.shape[1..]], gradient.dtype, gradient.device);
        return (rows, sums.index_add_(0, place!, gradient.SparseValues, 1));
    }

    /// <summary>A sparse tensor of another's shape with these rows.</summary>
    internal static Tensor AtRows(this Tensor values, Tensor rows, Tensor like) =>
        sparse_coo_tensor(rows.unsqueeze(0), values, like.shape);

    internal static NotSupportedException NotTaken(string optimizer, string takes, int parameter, Tensor gradient) =>
        new($"{optimizer} takes {takes}, but the gradient of parameter {parameter}, "
            + $"of shape [{string.Join(", ", gradient.shape)}], is sparse");
}
