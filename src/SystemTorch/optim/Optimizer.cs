using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>The base of all optimizers: one of libtorch's C++ library and the parameters that it changes.</summary>
        public abstract unsafe class Optimizer : IDisposable
        {
            private readonly Parameter[] _parameters;
            private readonly ILearningRateController[] _groups;
            private nint _handle;

            internal delegate int Maker(nint* parameters, long count, nint* optimizer);

            internal Optimizer(IEnumerable<Parameter> parameters, double lr, Maker make)
            {
                _parameters = [.. parameters];
                var handles = Array.ConvertAll(_parameters, p => p.Handle);
                nint optimizer;
                fixed (nint* p = handles) Door.Check(make(p, handles.Length, &optimizer));
                _handle = optimizer;
                _groups = [new Group(this, lr)];
            }

            ~Optimizer() => Dispose(false);

            /// <summary>Sets all gradients to zero, in place.</summary>
            public virtual void zero_grad() => Door.Check(Native.optimizer_zero_grad(_handle));

            /// <summary>Changes the parameters by one step along their gradients.</summary>
            /// <param name="closure">Computes the loss and its gradients first, where given.</param>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = closure?.Invoke();
                Door.Check(Native.optimizer_step(_handle));
                return loss;
            }

            public virtual IEnumerable<Parameter> parameters() => _parameters;

            /// <summary>The one group of all parameters, through which schedulers set the learning rate.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _groups;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (Interlocked.Exchange(ref _handle, 0) is not 0 and var handle) Native.release_optimizer(handle);
            }

            private sealed class Group(Optimizer optimizer, double lr) : ILearningRateController
            {
                public double InitialLearningRate { get; set; } = lr;

                public double LearningRate
                {
                    get;
                    set
                    {
                        Door.Check(Native.set_learning_rate(optimizer._handle, value));
                        field = value;
                    }
                } = lr;
            }
        }

        /// <summary>What a scheduler changes.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }
    }
}
