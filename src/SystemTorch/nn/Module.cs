using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters and submodules under names, in the order in which they were registered.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string name, Parameter parameter)> _parameters = [];
            private readonly List<(string name, Module module)> _modules = [];

            protected Module(string name) => Name = name;

            private string Name { get; }

            public bool training { get; private set; } = true;

            public virtual string GetName() => Name;

            public virtual void register_parameter(string name, Parameter param) =>
                _parameters.Add((name, param.DetachFromDisposeScope() as Parameter ?? param));

            /// <exception cref="ArgumentException">The module is a part of its part, and so would have no
            /// end.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule.Holds(this))
                    throw new ArgumentException($"{GetName()} cannot have a part that it is a part of",
                    nameof(submodule));
                _modules.Add((name, submodule));
            }

            private bool Holds(Module module) => module == this || _modules.Exists(child => child.module.Holds(module));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                _parameters.Concat(recurse
                    ? _modules.SelectMany(child => child.module.named_parameters()
                    .Select(p => ($"{child.name}.{p.name}", p.parameter))) : []);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(p => p.parameter);

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, child) in _modules) child.train(train);
            }

            public virtual void eval() => train(false);

            public void Dispose()
            {
                foreach (var (_, child) in _modules) child.Dispose();
                foreach (var (_, parameter) in _parameters) parameter.Dispose();
                GC.SuppressFinalize(this);
            }
        }

        /// <summary>A module that is a function of one value.</summary>
        public abstract class Module<T, TResult> : Module
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }
    }
}
