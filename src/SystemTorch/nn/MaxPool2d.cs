using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The largest element of every window of (n, channels, height, width).</summary>
        public sealed class MaxPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _kernel;
            private readonly long? _stride, _padding, _dilation;
            private readonly bool _ceil;

            internal MaxPool2d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode)
                : base(nameof(MaxPool2d)) =>
                (_kernel, _stride, _padding, _dilation, _ceil) = (kernel_size, stride, padding, dilation, ceil_mode);

            public override torch.Tensor forward(torch.Tensor input) =>
                torch.nn.functional.max_pool2d(input, _kernel, _stride, _padding, _dilation, _ceil);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null,
                long? dilation = null, bool ceil_mode = false) =>
                new(kernel_size, stride, padding, dilation, ceil_mode);

            public static partial class functional
            {
                public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null,
                    long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                    Door.Call("max_pool2d", input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? 0),
                        Both(dilation ?? 1), ceil_mode);

                private static long[] Both(long size) => [size, size];
            }
        }
    }
}
