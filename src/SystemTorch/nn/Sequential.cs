using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after another, named 0, 1, 2, …</summary>
        public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly torch.nn.Module<torch.Tensor, torch.Tensor>[] _modules;

            internal Sequential(torch.nn.Module<torch.Tensor, torch.Tensor>[] modules) : base(nameof(Sequential))
            {
                _modules = modules;
                for (var k = 0; k < modules.Length; k++) register_module($"{k}", modules[k]);
            }

            public override torch.Tensor forward(torch.Tensor tensor) =>
                _modules.Aggregate(tensor, (x, module) => module.call(x));
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);
        }
    }
}
