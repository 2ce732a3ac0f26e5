using TorchSharp.Modules;

namespace TorchSharp
{
    public enum PaddingModes { Zeros = 0 }

    namespace Modules
    {
        /// <summary>What convolutions share: a weight of shape (out, in / groups, …kernel) and a bias of shape
        /// (out).</summary>
        public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size,
                long groups, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(name)
            {
                weight = new Parameter(torch.empty([out_channels, in_channels / groups, .. kernel_size], dtype,
                    device));
                torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                register_parameter(nameof(weight), weight);
                if (!bias) return;
                var bound = 1 / Math.Sqrt(torch.nn.init.CalculateFanInAndFanOut(weight).fanIn);
                this.bias = new Parameter(torch.empty(out_channels, dtype, device));
                torch.nn.init.uniform_(this.bias, -bound, bound);
                register_parameter(nameof(bias), this.bias);
            }

            public Parameter weight { get; }

            public Parameter? bias { get; }
        }

        /// <summary>A convolution of (n, in, height, width).</summary>
        public sealed class Conv2d : Convolution
        {
            private readonly long[] _stride, _padding, _dilation;
            private readonly long _groups;

            internal Conv2d(long in_channels, long out_channels, long kernel_size, long stride, long padding,
                long dilation, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype)
                : base(nameof(Conv2d), in_channels, out_channels, [kernel_size, kernel_size], groups, bias, device,
                    dtype)
            {
                (_stride, _padding, _dilation, _groups) =
                    ([stride, stride], [padding, padding], [dilation, dilation], groups);
            }

            public override torch.Tensor forward(torch.Tensor input) =>
                torch.nn.functional.conv2d(input, weight, bias, _stride, _padding, _dilation, _groups);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                    long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                    Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, device, dtype);

            public static partial class functional
            {
                public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                    long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                    Door.Call("conv2d", input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1],
                        groups);
            }
        }
    }
}
