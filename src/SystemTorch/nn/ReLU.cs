using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>max(0, x).</summary>
        public sealed class ReLU : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly bool _inPlace;

            internal ReLU(bool inplace) : base(nameof(ReLU)) => _inPlace = inplace;

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.relu(tensor, _inPlace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            public static partial class functional
            {
                public static Tensor relu(Tensor x, bool inplace = false) =>
                    inplace ? Door.InPlace("relu_", x) : x.relu();
            }
        }
    }
}
