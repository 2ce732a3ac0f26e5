using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim.Models;

/// <summary>
/// The book's LeNet with ReLU and max pooling, for grey images of 28 × 28 pixels in 10 classes; book section 11.11.1.
/// </summary>
public static class LeNet
{
    /// <summary>How the weights are drawn.</summary>
    public enum Weights
    {
        /// <summary>As the layers draw them, which the book's PyTorch program leaves as it is.</summary>
        Default,

        /// <summary>
        /// Xavier's uniform weights over that, biases as the layers draw them; the book's MXNet program.
        /// </summary>
        Xavier,
    }

    /// <summary>The network, its weights drawn after torch was seeded.</summary>
    public static Sequential Create(long seed, Weights weights = Weights.Default)
    {
        manual_seed(seed);
        var conv1 = Conv2d(1, 6, 5, padding: 2);
        var conv2 = Conv2d(6, 16, 5);
        var dense1 = Linear(16 * 5 * 5, 120);
        var dense2 = Linear(120, 84);
        var dense3 = Linear(84, 10);
        if (weights == Weights.Xavier)
        {
            Parameter[] layers = [conv1.weight, conv2.weight, dense1.weight, dense2.weight, dense3.weight];
            foreach (var weight in layers) init.xavier_uniform_(weight);
        }
        return Sequential(
            conv1, ReLU(), MaxPool2d(2, stride: 2),
            conv2, ReLU(), MaxPool2d(2, stride: 2),
            Flatten(), dense1, ReLU(), dense2, ReLU(), dense3);
    }
}
