using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Stochastic gradient descent, with momentum and weight decay where they are not 0: libtorch's
        /// own.</summary>
        public class SGD : OptimizerHelper, torch.optim.IMomentum
        {
            public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov,
                    maximize)
            {
            }

            public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : base(With(lr, momentum, dampening, weight_decay, nesterov, maximize), parameters,
                    NativeOptimizer.Kind.SGD)
            {
            }

            private static Options With(double lr, double momentum, double dampening, double weight_decay,
                bool nesterov, bool maximize) =>
                nesterov && (momentum <= 0 || dampening != 0)
                    ? throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening")
                    : new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
                    };

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
                public double? momentum, dampening, weight_decay;
                public bool? nesterov, maximize;

                internal override object?[] Values
                {
                    get => [momentum, dampening, weight_decay, nesterov, maximize];
                    set => (momentum, dampening, weight_decay, nesterov, maximize) =
                        ((double?)value[0], (double?)value[1], (double?)value[2], (bool?)value[3], (bool?)value[4]);
                }
            }

            /// <summary>No buffer until the first step with momentum.</summary>
            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public torch.Tensor? momentum_buffer;

                internal override torch.Tensor?[] Tensors
                {
                    get => [momentum_buffer]; set =>
                    momentum_buffer = value[0];
                }

                internal override int Certain => 0;

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
            /// <param name="parameters">What to change.</param>
            /// <param name="learningRate">η ≥ 0.</param>
            /// <param name="momentum">β ≥ 0, the part of the velocity that is kept.</param>
            /// <param name="dampening">What is taken off the gradient's part in the velocity.</param>
            /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
            /// <param name="nesterov">Looks ahead along the velocity.</param>
            /// <param name="maximize">Must be false: libtorch's C++ optimizers only minimise.</param>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>The same with options by group.</summary>
            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
