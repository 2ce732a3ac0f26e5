using D2lOptim.Optimizers;
using TorchSharp.Modules;
using Torch = TorchSharp.Modules;

namespace D2lOptim;

/// <summary>
/// The library's optimizers, made as torch.optim's are: a program that says <c>fused.Adam(net.parameters())</c> for
/// <c>optim.Adam(net.parameters())</c> has the same schedulers, groups and state files, and steps at the speed of
/// memory. RAdam, NAdam and ASGD, of which TorchSharp's differ from PyTorch's, step by tensors as PyTorch does.
/// </summary>
#pragma warning disable CS8981 // Lower case, as torch.optim is.
public static partial class fused
#pragma warning restore CS8981
{
    /// <summary>Adam: see <see cref="Fused.Adam"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="amsgrad">Divides by the root of the greatest s so far.</param>
    /// <param name="maximize">Climbs.</param>
    /// <param name="eps_root">ε_root ≥ 0, within the root.</param>
    public static Fused.Adam Adam(IEnumerable<Parameter> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool amsgrad = false, bool maximize = false, double eps_root = 0) =>
        Adam([new Torch.Adam.ParamGroup { Parameters = parameters }],
            lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, eps_root);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool amsgrad = false, bool maximize = false, double eps_root = 0) =>
        Adam(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, eps_root);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.Adam Adam(IEnumerable<Torch.Adam.ParamGroup> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool amsgrad = false, bool maximize = false, double eps_root = 0) =>
        new(parameters, new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
            eps_root = eps_root,
        });

    /// <summary>Adam with decoupled weight decay; λ is 0.01 as in PyTorch, where TorchSharp has 0: see
    /// <see cref="Fused.AdamW"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; the parameters shrink by η·λ.</param>
    /// <param name="amsgrad">Divides by the root of the greatest s so far.</param>
    /// <param name="maximize">Climbs.</param>
    /// <param name="eps_root">ε_root ≥ 0, within the root.</param>
    public static Fused.AdamW AdamW(IEnumerable<Parameter> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0.01,
        bool amsgrad = false, bool maximize = false, double eps_root = 0) =>
        AdamW([new Torch.AdamW.ParamGroup { Parameters = parameters }],
            lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, eps_root);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0.01,
        bool amsgrad = false, bool maximize = false, double eps_root = 0) =>
        AdamW(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, eps_root);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.AdamW AdamW(IEnumerable<Torch.AdamW.ParamGroup> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0.01,
        bool amsgrad = false, bool maximize = false, double eps_root = 0) =>
        new(parameters, new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
            eps_root = eps_root,
        });

    /// <summary>Adamax: see <see cref="Fused.Adamax"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.Adamax Adamax(IEnumerable<Parameter> parameters,
        double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool maximize = false) =>
        Adamax([new Torch.Adamax.ParamGroup { Parameters = parameters }],
            lr, beta1, beta2, eps, weight_decay, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.Adamax Adamax(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool maximize = false) =>
        Adamax(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.Adamax Adamax(IEnumerable<Torch.Adamax.ParamGroup> parameters,
        double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            maximize = maximize,
        });

    /// <summary>AdaGrad; it takes sparse gradients: see <see cref="Fused.Adagrad"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="lr_decay">δ ≥ 0; the rate of step t is η / (1 + (t − 1)·δ).</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="initial_accumulator_value">Where s starts, ≥ 0.</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="maximize">Climbs.</param>
    /// <param name="eps_root">ε_root ≥ 0, within the root.</param>
    public static Fused.Adagrad Adagrad(IEnumerable<Parameter> parameters,
        double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10, bool maximize = false, double eps_root = 0) =>
        Adagrad([new Torch.Adagrad.ParamGroup { Parameters = parameters }],
            lr, lr_decay, weight_decay, initial_accumulator_value, eps, maximize, eps_root);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.Adagrad Adagrad(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10, bool maximize = false, double eps_root = 0) =>
        Adagrad(parameters.Select(p => p.parameter),
            lr, lr_decay, weight_decay, initial_accumulator_value, eps, maximize, eps_root);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.Adagrad Adagrad(IEnumerable<Torch.Adagrad.ParamGroup> parameters,
        double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10, bool maximize = false, double eps_root = 0) =>
        new(parameters, new()
        {
            LearningRate = lr,
            lr_decay = lr_decay,
            weight_decay = weight_decay,
            initial_accumulator_value = initial_accumulator_value,
            eps = eps,
            maximize = maximize,
            eps_root = eps_root,
        });

    /// <summary>RMSProp: see <see cref="Fused.RMSProp"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="alpha">γ in [0, 1), the part of s that is kept.</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="momentum">β in [0, 1), the part of the velocity that is kept.</param>
    /// <param name="centered">Divides by the root of the variance.</param>
    /// <param name="maximize">Climbs.</param>
    /// <param name="eps_root">ε_root ≥ 0, within the root.</param>
    public static Fused.RMSProp RMSProp(IEnumerable<Parameter> parameters,
        double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0,
        bool centered = false, bool maximize = false, double eps_root = 0) =>
        RMSProp([new Torch.RMSProp.ParamGroup { Parameters = parameters }],
            lr, alpha, eps, weight_decay, momentum, centered, maximize, eps_root);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0,
        bool centered = false, bool maximize = false, double eps_root = 0) =>
        RMSProp(parameters.Select(p => p.parameter),
            lr, alpha, eps, weight_decay, momentum, centered, maximize, eps_root);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.RMSProp RMSProp(IEnumerable<Torch.RMSProp.ParamGroup> parameters,
        double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0,
        bool centered = false, bool maximize = false, double eps_root = 0) =>
        new(parameters, new()
        {
            LearningRate = lr,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            momentum = momentum,
            centered = centered,
            maximize = maximize,
            eps_root = eps_root,
        });

    /// <summary>Adadelta: see <see cref="Fused.Adadelta"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="rho">ρ in [0, 1), the part of both averages that is kept.</param>
    /// <param name="eps">ε ≥ 0, within both roots.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.Adadelta Adadelta(IEnumerable<Parameter> parameters,
        double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
        Adadelta([new Torch.Adadelta.ParamGroup { Parameters = parameters }],
            lr, rho, eps, weight_decay, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.Adadelta Adadelta(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
        Adadelta(parameters.Select(p => p.parameter), lr, rho, eps, weight_decay, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.Adadelta Adadelta(IEnumerable<Torch.Adadelta.ParamGroup> parameters,
        double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = lr,
            rho = rho,
            eps = eps,
            weight_decay = weight_decay,
            maximize = maximize,
        });

    /// <summary>Stochastic gradient descent, with momentum and Nesterov's look-ahead where they are asked for: see
    /// <see cref="Fused.SGD"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="learningRate">η ≥ 0.</param>
    /// <param name="momentum">β in [0, 1), the part of the velocity that is kept.</param>
    /// <param name="dampening">τ in [0, 1], the part of the gradient that is withheld from the velocity.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="nesterov">Looks ahead along the velocity.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.SGD SGD(IEnumerable<Parameter> parameters,
        double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false) =>
        SGD([new Torch.SGD.ParamGroup { Parameters = parameters }],
            learningRate, momentum, dampening, weight_decay, nesterov, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters,
        double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false) =>
        SGD(parameters.Select(p => p.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.SGD SGD(IEnumerable<Torch.SGD.ParamGroup> parameters,
        double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = learningRate,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        });

    /// <summary>Yogi, which torch.optim does not have: see <see cref="Fused.Yogi"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.Yogi Yogi(IEnumerable<Parameter> parameters,
        double lr = 0.01, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0,
        bool maximize = false) =>
        Yogi([new Fused.Yogi.ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.Yogi Yogi(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.01, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0,
        bool maximize = false) =>
        Yogi(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.Yogi Yogi(IEnumerable<Fused.Yogi.ParamGroup> parameters,
        double lr = 0.01, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0,
        bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            maximize = maximize,
        });

    /// <summary>RAdam, by tensors: see <see cref="Fused.RAdam"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.RAdam RAdam(IEnumerable<Parameter> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool maximize = false) =>
        RAdam([new Fused.RAdam.ParamGroup(parameters)],
            lr, beta1, beta2, eps, weight_decay, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.RAdam RAdam(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool maximize = false) =>
        RAdam(parameters.Select(p => p.parameter),
            lr, beta1, beta2, eps, weight_decay, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.RAdam RAdam(IEnumerable<Fused.RAdam.ParamGroup> parameters,
        double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            maximize = maximize,
        });

    /// <summary>NAdam, by tensors: see <see cref="Fused.NAdam"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0, beside the root.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="momentum_decay">ψ ≥ 0, how fast the momentum grows.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.NAdam NAdam(IEnumerable<Parameter> parameters,
        double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        double momentum_decay = 0.004, bool maximize = false) =>
        NAdam([new Fused.NAdam.ParamGroup(parameters)],
            lr, beta1, beta2, eps, weight_decay, momentum_decay, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.NAdam NAdam(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        double momentum_decay = 0.004, bool maximize = false) =>
        NAdam(parameters.Select(p => p.parameter),
            lr, beta1, beta2, eps, weight_decay, momentum_decay, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.NAdam NAdam(IEnumerable<Fused.NAdam.ParamGroup> parameters,
        double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        double momentum_decay = 0.004, bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            momentum_decay = momentum_decay,
            maximize = maximize,
        });

    /// <summary>Averaged SGD, by tensors: see <see cref="Fused.ASGD"/>.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="lambd">κ ≥ 0, how fast weights and rate shrink.</param>
    /// <param name="alpha">The power of the rate's decay, ≥ 0.</param>
    /// <param name="t0">From when on it averages, ≥ 0.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <param name="maximize">Climbs.</param>
    public static Fused.ASGD ASGD(IEnumerable<Parameter> parameters,
        double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
        bool maximize = false) =>
        ASGD([new Fused.ASGD.ParamGroup(parameters)],
            lr, lambd, alpha, t0, weight_decay, maximize);

    /// <summary>The same for parameters with names.</summary>
    public static Fused.ASGD ASGD(IEnumerable<(string name, Parameter parameter)> parameters,
        double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
        bool maximize = false) =>
        ASGD(parameters.Select(p => p.parameter),
            lr, lambd, alpha, t0, weight_decay, maximize);

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public static Fused.ASGD ASGD(IEnumerable<Fused.ASGD.ParamGroup> parameters,
        double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
        bool maximize = false) =>
        new(parameters, new()
        {
            LearningRate = lr,
            lambd = lambd,
            alpha = alpha,
            t0 = t0,
            weight_decay = weight_decay,
            maximize = maximize,
        });
}
