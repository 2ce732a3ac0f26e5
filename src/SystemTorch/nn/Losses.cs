namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction { None = 0, Mean = 1, Sum = 2 }

        public static partial class functional
        {
            /// <summary>(input − target)², elementwise or reduced.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Door.Call("mse_loss", input, target, (long)reduction);

            /// <summary>−log softmax(input)[target] for scores (n, classes) and class numbers (n).</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null,
                long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Door.Call("cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>−target·log σ(input) − (1 − target)·log(1 − σ(input)).</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Door.Call("binary_cross_entropy_with_logits", input, target, weight, pos_weights, (long)reduction);
        }
    }
}
