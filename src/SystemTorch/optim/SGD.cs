using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Stochastic gradient descent, with momentum and weight decay where they are not 0: libtorch's own.</summary>
        public unsafe class SGD : torch.optim.Optimizer
        {
            internal SGD(IEnumerable<Parameter> parameters, double lr, double momentum, double dampening, double weight_decay, bool nesterov)
                : base(parameters, lr, (p, n, o) => Native.new_sgd(p, n, lr, momentum, dampening, weight_decay, nesterov ? 1 : 0, o))
            {
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            /// <param name="parameters">What to change.</param>
            /// <param name="learningRate">η ≥ 0.</param>
            /// <param name="momentum">β ≥ 0, the part of the velocity that is kept.</param>
            /// <param name="dampening">What is taken off the gradient's part in the velocity.</param>
            /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
            /// <param name="nesterov">Looks ahead along the velocity.</param>
            /// <param name="maximize">Must be false: libtorch's C++ optimizers only minimise.</param>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                !maximize ? new(parameters, learningRate, momentum, dampening, weight_decay, nesterov)
                : throw new NotSupportedException("libtorch's C++ optimizers do not maximize: negate the loss instead");
        }
    }
}
