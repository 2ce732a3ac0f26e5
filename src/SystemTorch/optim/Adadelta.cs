using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Adadelta. libtorch's C++ library has none, so the step stands here, in PyTorch's order of
        /// operations.</summary>
        public class Adadelta : OptimizerHelper
        {
            public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9, double eps = 1e-6,
                double weight_decay = 0, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, maximize)
            {
            }

            public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6,
                double weight_decay = 0, bool maximize = false)
                : base(new Options
                {
                    LearningRate = lr,
                    rho = rho,
                    eps = eps,
                    weight_decay = weight_decay,
                    maximize = maximize
                }, parameters)
            {
            }

            public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => _step<ParamGroup>(group =>
            {
                var o = group.Options;
                var (lr, rho, eps, decay) = (o.LearningRate!.Value, o.rho!.Value, o.eps!.Value, o.weight_decay!.Value);
                foreach (var x in group.Parameters)
                {
                    if (x.grad is not { } g) continue;
                    var state = (State)_state[x.Handle];
                    state.step++;
                    if (o.maximize!.Value) g = -g;
                    if (decay != 0) g = g.add(x, alpha: decay);
                    state.square_avg.mul_(rho).addcmul_(g, g, 1 - rho);
                    var delta = state.acc_delta.add(eps).sqrt_().div_(state.square_avg.add(eps).sqrt_()).mul_(g);
                    state.acc_delta.mul_(rho).addcmul_(delta, delta, 1 - rho);
                    x.add_(delta, alpha: -lr);
                }
            }, closure);

            public override void add_param_group(Modules.ParamGroup param_group) =>
                Add<Options>(param_group, p => new State(p));

            public class Options : OptimizerOptions
            {
                public double? rho, eps, weight_decay;
                public bool? maximize;

                internal override object?[] Values
                {
                    get => [rho, eps, weight_decay, maximize];
                    set => (rho, eps, weight_decay, maximize) =
                        ((double?)value[0], (double?)value[1], (double?)value[2], (bool?)value[3]);
                }

                private protected override double Most(string option) => option == "rho" ? 1 : double.MaxValue;
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;
                public torch.Tensor square_avg = null!, acc_delta = null!;

                internal override long? Count { get => step; set => step = value!.Value; }

                internal override torch.Tensor?[] Tensors
                {
                    get => [square_avg, acc_delta]; set =>
                    (square_avg, acc_delta) = (value[0]!, value[1]!);
                }

                public override void Initialize(OptimizerOptions options) =>
                    (step, square_avg, acc_delta) = (0, Zeros(), Zeros());

                public void Dispose() => Release();
            }

            public class ParamGroup : ParamGroup<Options>
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1, double rho = 0.9,
                double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);

            public static Adadelta Adadelta(IEnumerable<Adadelta.ParamGroup> parameters, double lr = 1,
                double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}
