using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Adamax. libtorch's C++ library has none, so the step stands here, in PyTorch's order of
        /// operations.</summary>
        public class Adamax : OptimizerHelper, torch.optim.IBetas
        {
            public Adamax(IEnumerable<Parameter> parameters, double lr, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay)
            {
            }

            public Adamax(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                : base(new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay
                }, parameters)
            {
            }

            public (double, double) Betas
            {
                get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
                set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
            }

            public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => _step<ParamGroup>(group =>
            {
                var o = group.Options;
                var (lr, eps, decay) = (o.LearningRate!.Value, o.eps!.Value, o.weight_decay!.Value);
                var (beta1, beta2) = group.Betas;
                foreach (var x in group.Parameters)
                {
                    if (x.grad is not { } g) continue;
                    var state = (State)_state[x.Handle];
                    state.step++;
                    if (decay != 0) g = g.add(x, alpha: decay);
                    state.exp_avg.mul_(beta1).add_(g, alpha: 1 - beta1);
                    state.exp_inf.copy_(state.exp_inf.mul_(beta2).maximum(g.abs().add_(eps)));
                    x.addcdiv_(state.exp_avg, state.exp_inf, value: -(lr / (1 - Math.Pow(beta1, state.step))));
                }
            }, closure);

            public override void add_param_group(Modules.ParamGroup param_group) =>
                Add<Options>(param_group, p => new State(p));

            public class Options : OptimizerOptions
            {
                public double? beta1, beta2, eps, weight_decay;

                internal override object?[] Values
                {
                    get => [beta1, beta2, eps, weight_decay];
                    set => (beta1, beta2, eps, weight_decay) =
                        ((double?)value[0], (double?)value[1], (double?)value[2], (double?)value[3]);
                }

                private protected override double Most(string option) =>
                    option is "beta1" or "beta2" ? 1 : double.MaxValue;
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;
                public torch.Tensor exp_avg = null!, exp_inf = null!;

                internal override long? Count { get => step; set => step = value!.Value; }

                internal override torch.Tensor?[] Tensors
                {
                    get => [exp_avg, exp_inf]; set =>
                    (exp_avg, exp_inf) = (value[0]!, value[1]!);
                }

                public override void Initialize(OptimizerOptions options) =>
                    (step, exp_avg, exp_inf) = (0, Zeros(), Zeros());

                public void Dispose() => Release();
            }

            public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public (double, double) Betas
                {
                    get => (Options.beta1!.Value, Options.beta2!.Value);
                    set => (Options.beta1, Options.beta2) = value;
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Adamax Adamax(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay);

            public static Adamax Adamax(IEnumerable<Adamax.ParamGroup> parameters, double lr = 0.002,
                double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
