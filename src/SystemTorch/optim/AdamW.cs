using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Adam with weight decay beside the gradient's step, 0 by default as in TorchSharp, not 0.01 as in
        /// Python: libtorch's own.</summary>
        public class AdamW : OptimizerHelper, torch.optim.IBetas
        {
            public AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad,
                    maximize)
            {
            }

            public AdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false)
                : base(new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize
                }, parameters,
                    NativeOptimizer.Kind.AdamW)
            {
            }

            public (double, double) Betas
            {
                get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
                set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
            }

            public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => NativeStep(closure);

            public override void add_param_group(Modules.ParamGroup param_group) =>
                Add<Options>(param_group, p => new State(p));

            public class Options : OptimizerOptions
            {
                public double? beta1, beta2, weight_decay, eps;
                public bool? amsgrad, maximize;

                internal override object?[] Values
                {
                    get => [beta1, beta2, eps, weight_decay, amsgrad, maximize];
                    set => (beta1, beta2, eps, weight_decay, amsgrad, maximize) =
                        ((double?)value[0], (double?)value[1], (double?)value[2], (double?)value[3], (bool?)value[4],
                        (bool?)value[5]);
                }

                private protected override double Most(string option) =>
                    option is "beta1" or "beta2" ? Math.BitDecrement(1) : double.MaxValue;
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;
                public torch.Tensor exp_avg = null!, exp_avg_sq = null!;
                public torch.Tensor? max_exp_avg_sq;

                internal override long? Count { get => step; set => step = value!.Value; }

                internal override torch.Tensor?[] Tensors
                {
                    get => [exp_avg, exp_avg_sq, max_exp_avg_sq]; set =>
                    (exp_avg, exp_avg_sq, max_exp_avg_sq) = (value[0]!, value[1]!, value[2]);
                }

                internal override int Certain => 2;

                public override void Initialize(OptimizerOptions options) =>
                    (step, exp_avg, exp_avg_sq, max_exp_avg_sq) =
                        (0, Zeros(), Zeros(), ((Options)options).amsgrad!.Value ? Zeros() : null);

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
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
