using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>y = x·Wᵀ + b, with W of shape (out, in) and b of shape (out).</summary>
        public class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device,
                torch.ScalarType? dtype) : base(nameof(Linear))
            {
                weight = new Parameter(torch.empty(outputSize, inputSize, dtype, device));
                torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                register_parameter(nameof(weight), weight);
                if (!hasBias) return;
                var bound = 1 / Math.Sqrt(inputSize);
                bias = new Parameter(torch.empty(outputSize, dtype, device));
                torch.nn.init.uniform_(bias, -bound, bound);
                register_parameter(nameof(bias), bias);
            }

            public Parameter weight { get; }

            public Parameter? bias { get; }

            public override torch.Tensor forward(torch.Tensor tensor) =>
                torch.nn.functional.linear(tensor, weight, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

            public static partial class functional
            {
                public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                    Door.Call("linear", input, weights, bias);
            }
        }
    }
}
