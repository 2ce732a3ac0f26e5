using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>AdaGrad: libtorch's own.</summary>
        public class Adagrad : OptimizerHelper
        {
            public Adagrad(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0,
                double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay,
                    initial_accumulator_value, eps)
            {
            }

            public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 0.01, double lr_decay = 0,
                double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                : base(new Options
                {
                    LearningRate = lr,
                    lr_decay = lr_decay,
                    weight_decay = weight_decay,
                    initial_accumulator_value = initial_accumulator_value,
                    eps = eps
                }, parameters,
                    NativeOptimizer.Kind.Adagrad)
            {
            }

            public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => NativeStep(closure);

            public override void add_param_group(Modules.ParamGroup param_group) =>
                Add<Options>(param_group, p => new State(p));

            public class Options : OptimizerOptions
            {
                public double? lr_decay, initial_accumulator_value, eps, weight_decay;

                internal override object?[] Values
                {
                    get => [lr_decay, initial_accumulator_value, eps, weight_decay];
                    set => (lr_decay, initial_accumulator_value, eps, weight_decay) =
                        ((double?)value[0], (double?)value[1], (double?)value[2], (double?)value[3]);
                }
            }

            public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
            {
                public long step;
                public torch.Tensor sum = null!;

                internal override long? Count { get => step; set => step = value!.Value; }

                internal override torch.Tensor?[] Tensors { get => [sum]; set => sum = value[0]!; }

                public override void Initialize(OptimizerOptions options) =>
                    (step, sum) = (0, Zeros().fill_(((Options)options).initial_accumulator_value!.Value));

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
            public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0,
                double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Adagrad Adagrad(IEnumerable<Adagrad.ParamGroup> parameters, double lr = 0.01,
                double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
                double eps = 1e-10) =>
                new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}
