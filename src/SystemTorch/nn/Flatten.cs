using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Makes one dimension of several.</summary>
        public sealed class Flatten : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _start, _end;

            internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten)) =>
                (_start, _end) = (start_dim, end_dim);

            public override torch.Tensor forward(torch.Tensor input) => input.flatten(_start, _end);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}
