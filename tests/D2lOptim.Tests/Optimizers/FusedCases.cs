using D2lOptim.Optimizers;
using TorchSharp.Modules;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Every optimizer with every option that its formula has, alone and together.</summary>
public static class FusedCases
{
    private static readonly (string Name, Func<Parameter[], ElementwiseOptimizer> Make)[] s_all =
    [
        ("SGD", p => fused.SGD(p, 0.1)),
        ("SGD weight_decay maximize", p => fused.SGD(p, 0.1, weight_decay: 0.01, maximize: true)),
        ("SGD momentum", p => fused.SGD(p, 0.1, 0.9)),
        ("SGD momentum dampening weight_decay", p => fused.SGD(p, 0.1, 0.9, 0.3, 0.01)),
        ("SGD nesterov", p => fused.SGD(p, 0.1, 0.9, nesterov: true)),
        ("SGD nesterov weight_decay maximize", p => fused.SGD(p, 0.1, 0.9, weight_decay: 0.01, nesterov: true, maximize: true)),
        ("Adagrad", p => fused.Adagrad(p)),
        ("Adagrad eps_root", p => fused.Adagrad(p, 0.1, eps: 0, eps_root: 1e-6)),
        ("Adagrad lr_decay weight_decay initial maximize", p => fused.Adagrad(p, 0.1, 0.1, 0.01, 0.5, maximize: true)),
        ("RMSProp", p => fused.RMSProp(p)),
        ("RMSProp eps_root", p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: 1e-6)),
        ("RMSProp momentum centered", p => fused.RMSProp(p, momentum: 0.9, centered: true)),
        ("RMSProp momentum weight_decay maximize", p => fused.RMSProp(p, weight_decay: 0.01, momentum: 0.5, maximize: true)),
        ("Adadelta", p => fused.Adadelta(p)),
        ("Adadelta lr weight_decay maximize", p => fused.Adadelta(p, 0.5, 0.95, 1e-5, 0.01, maximize: true)),
        ("Adam", p => fused.Adam(p)),
        ("Adam eps_root", p => fused.Adam(p, 0.01, eps: 1e-6, eps_root: 1e-7)),
        ("Adam amsgrad", p => fused.Adam(p, amsgrad: true)),
        ("Adam weight_decay amsgrad maximize", p => fused.Adam(p, weight_decay: 0.01, amsgrad: true, maximize: true)),
        ("AdamW", p => fused.AdamW(p)),
        ("AdamW amsgrad maximize eps_root", p => fused.AdamW(p, amsgrad: true, maximize: true, eps_root: 1e-7)),
        ("Adamax", p => fused.Adamax(p)),
        ("Adamax weight_decay maximize", p => fused.Adamax(p, weight_decay: 0.01, maximize: true)),
        ("Yogi", p => fused.Yogi(p)),
        ("Yogi weight_decay maximize", p => fused.Yogi(p, weight_decay: 0.01, maximize: true)),
    ];

    public static TheoryData<string> Names => [.. s_all.Select(c => c.Name)];

    internal static ElementwiseOptimizer Make(string name, params Parameter[] parameters) => s_all.Single(c => c.Name == name).Make(parameters);
}
