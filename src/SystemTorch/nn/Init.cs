namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills weights in place, outside of autograd.</summary>
        public static class init
        {
            public enum FanInOut { FanIn = 0, FanOut = 1 }

            public enum NonlinearityType { Linear = 0, LeakyReLU = 10 }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var _ = no_grad();
                return tensor.normal_(mean, std, generator);
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var _ = no_grad();
                return tensor.uniform_(low, high, generator);
            }

            public static Tensor zeros_(Tensor tensor)
            {
                using var _ = no_grad();
                return tensor.zero_();
            }

            /// <summary>U(−β, β) with β = gain·√(3 / fan), gain = √(2 / (1 + a²)) for leaky ReLU of slope a (He et al.,
            /// 2015).</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var gain = nonlinearity == NonlinearityType.LeakyReLU ? Math.Sqrt(2.0 / (1 + a * a)) : 1;
                var std = gain / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
                var bound = Math.Sqrt(3.0) * std;
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>U(−β, β) with β = gain·√(6 / (inputs + outputs)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = Math.Sqrt(3.0) * gain * Math.Sqrt(2.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>How many inputs and outputs one unit of a weight of shape (out, in, …kernel) has.</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException(
                    "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape.Skip(2).Aggregate(1L, (a, b) => a * b);
                return (shape[1] * field, shape[0] * field);
            }
        }
    }
}
