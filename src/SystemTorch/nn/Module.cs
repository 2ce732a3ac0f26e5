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

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules;

            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                _modules.Concat(_modules.SelectMany(child => child.module.named_modules()
                    .Select(m => ($"{child.name}.{m.name}", m.module))));

            /// <summary>None: no module of this backend has a buffer.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true,
                bool include_nonpersistent = true) => [];

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

        /// <summary>A module whose calls may be looked at.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private protected readonly Dictionary<string, TPreHook> _before = [];
            private protected readonly Dictionary<string, TPostHook> _after = [];

            protected HookableModule(string name) : base(name) { }

            /// <summary>A function of the module and its input, before every call; what it gives is the
            /// input.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(_before, hook);

            /// <summary>A function of the module, its input and its output, after every call; what it gives is the
            /// output.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Register(_after, hook);

            private HookRemover Register<T>(Dictionary<string, T> hooks, T hook)
            {
                var key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key) =>
                    (_module, _key) = (module, key);

                public void remove()
                {
                    _module._before.Remove(_key);
                    _module._after.Remove(_key);
                }
            }
        }

        /// <summary>A module that is a function of one value.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T input);

            /// <summary>What <see cref="forward"/> gives, with the hooks.</summary>
            public TResult call(T input)
            {
                foreach (var hook in _before.Values) input = hook(this, input);
                var output = forward(input);
                foreach (var hook in _after.Values) output = hook(this, input, output);
                return output;
            }
        }
    }
}
