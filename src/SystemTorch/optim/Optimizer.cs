using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>The base of all optimizers: groups of parameters, each with options of its own.</summary>
        public abstract class Optimizer : IDisposable
        {
            protected IList<ParamGroup> _parameter_groups = [];

            private protected Optimizer()
            {
            }

            ~Optimizer() => Dispose(false);

            /// <summary>Sets all gradients to zero, in place.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                    using (var gradient = parameter.grad) gradient?.zero_();
            }

            /// <summary>Changes the parameters by one step along their gradients.</summary>
            /// <param name="closure">Computes the loss and its gradients first, where given.</param>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            public virtual IEnumerable<Parameter> parameters() =>
                _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>The groups, through which schedulers set the learning rate.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>Options by group and state by parameter; they are the optimizer's own, not copies.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];

                /// <summary>For every group, where its parameters' state stands in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        /// <summary>What a scheduler changes.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>Implemented where there is a momentum for a scheduler to change.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>Implemented where there are two decay rates for a scheduler to change.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
