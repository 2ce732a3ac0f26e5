using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>RMSProp, with momentum and centred where asked for: libtorch's own.</summary>
        public class RMSProp : OptimizerHelper, torch.optim.IMomentum
        {
            public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8,
                double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered,
                    maximize)
            {
            }

            public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99,
                double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false,
                bool maximize = false)
                : base(new Options
                {
                    LearningRate = lr,
                    alpha = alpha,
                    eps = eps,
                    weight_decay = weight_decay,
                    momentum = momentum,
                    centered = centered,
                    maximize = maximize
                }, parameters,
                    NativeOptimizer.Kind.RMSprop)
            {
            }

            public double Momentum
            {
                get => ((Options)_defaults).momentum!.Value; set =>
                ((Options)_defaults).momentum = value;
            }

            public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => NativeStep(closure);

            public override void add_param_group(Modules.ParamGroup param_group) =>
                Add<Options>(param_group, p => new State(p));

            public class Options : OptimizerOptions
            {
                public double? momentum, alpha, eps, weight_decay;
                public bool? maximize, centered;

                internal override object?[] Values
                {
                    get => [maximize, momentum, alpha, eps, weight_decay, centered];
                    set => (maximize, momentum, alpha, eps, weight_decay, centered) =
                        ((bool?)value[0], (double?)value[1], (double?)value[2], (double?)value[3], (double?)value[4],
                        (bool?)value[5]);
                }
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;
                public torch.Tensor square_avg = null!;
                public torch.Tensor? momentum_buffer, grad_avg;

                internal override long? Count { get => step; set => step = value!.Value; }

                internal override torch.Tensor?[] Tensors
                {
                    get => [square_avg, momentum_buffer, grad_avg]; set =>
                    (square_avg, momentum_buffer, grad_avg) = (value[0]!, value[1], value[2]);
                }

                internal override int Certain => 1;

                public override void Initialize(OptimizerOptions options) =>
                    (step, square_avg, momentum_buffer, grad_avg) = (0, Zeros(), Zeros(), Zeros());

                public void Dispose() => Release();
            }

            public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public double Momentum { get => Options.momentum!.Value; set => Options.momentum = value; }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false,
                bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01,
                double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0,
                bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
