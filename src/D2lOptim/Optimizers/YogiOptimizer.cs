using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// <see cref="Yogi"/> as an optimizer of torch.optim's kind, for any TorchSharp program: groups with options of their own, a learning
/// rate that schedulers set, <c>zero_grad</c>, <c>state_dict</c> and <c>load_state_dict</c>, in memory and in files. Names as in torch.optim.
/// </summary>
public sealed class YogiOptimizer : OptimizerHelper, optim.IBetas
{
    private readonly Options defaults;

    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η ≥ 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε ≥ 0.</param>
    /// <param name="weight_decay">λ ≥ 0; λ·x is added to the gradient.</param>
    /// <exception cref="ArgumentException">The list is empty, or a parameter stands in it twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    public YogiOptimizer(IEnumerable<Parameter> parameters, double lr = 0.01, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0)
        : this([new ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay)
    {
    }

    /// <summary>The same with options by group; one that a group leaves null is the optimizer's.</summary>
    public YogiOptimizer(IEnumerable<ParamGroup> parameters, double lr = 0.01, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0)
    {
        defaults = new Options { LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay };
        _defaults = defaults;
        _parameter_groups = [];
        foreach (var group in parameters) add_param_group(group);
    }

    /// <summary>The defaults of groups that are added.</summary>
    public (double, double) Betas { get => (defaults.beta1!.Value, defaults.beta2!.Value); set => (defaults.beta1, defaults.beta2) = value; }

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(group =>
    {
        var o = group.Options;
        var λ = o.weight_decay!.Value;
        foreach (var (i, x) in group.Parameters.Index())
        {
            if (x.grad is not { } g) continue;
            if (g.is_sparse) throw SparseGradient.NotTaken(nameof(YogiOptimizer), "dense gradients only", i, g);
            var state = (State)_state[x.Handle];
            Yogi.Change(x, λ == 0 ? g : g + λ * x, state.exp_avg, state.exp_avg_sq, ++state.step, o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.eps!.Value);
        }
    }, closure);

    /// <inheritdoc/>
    public override void add_param_group(TorchSharp.Modules.ParamGroup param_group)
    {
        var added = param_group.Parameters.ToList();
        if (added.Count == 0) throw new ArgumentException("an optimizer needs at least one parameter, the list is empty", nameof(param_group));
        if (parameters().Concat(added).GroupBy(p => p.Handle).Any(same => same.Count() > 1)) throw new ArgumentException("a parameter stands in the list twice", nameof(param_group));

        var o = (Options)(param_group.Options ??= new Options());
        o.LearningRate = o.InitialLearningRate = Require.NonNegative(o.LearningRate ?? defaults.LearningRate!.Value, "lr");
        o.beta1 = Require.Fraction(o.beta1 ?? defaults.beta1!.Value, "beta1");
        o.beta2 = Require.Fraction(o.beta2 ?? defaults.beta2!.Value, "beta2");
        o.eps = Require.NonNegative(o.eps ?? defaults.eps!.Value, "eps");
        o.weight_decay = Require.NonNegative(o.weight_decay ?? defaults.weight_decay!.Value, "weight_decay");

        param_group.Parameters = added;
        _parameter_groups.Add(param_group);
        foreach (var parameter in added) (_state[parameter.Handle] = new State(parameter)).Initialize(o);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var state in state_dict().State) ((State)state).Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The options of a group; null stands for the optimizer's default.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>β₁ in [0, 1).</summary>
        public double? beta1;

        /// <summary>β₂ in [0, 1).</summary>
        public double? beta2;

        /// <summary>ε ≥ 0.</summary>
        public double? eps;

        /// <summary>λ ≥ 0.</summary>
        public double? weight_decay;

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var o = (Options)source;
            (beta1, beta2, eps, weight_decay) = (o.beta1, o.beta2, o.eps, o.weight_decay);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            (beta1, beta2, eps, weight_decay) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            foreach (var value in (double?[])[beta1, beta2, eps, weight_decay]) writer.Write(value!.Value);
        }
    }

    /// <summary>The two moments of a parameter's gradient.</summary>
    public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
    {
        /// <summary>How many updates the parameter had.</summary>
        public long step;

        /// <summary>v, of the parameter's shape.</summary>
        public Tensor exp_avg = null!;

        /// <summary>s, of the parameter's shape.</summary>
        public Tensor exp_avg_sq = null!;

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            if (exp_avg is not null) Dispose();
            (step, exp_avg, exp_avg_sq) = (0, zeros_like(_parameter).DetachFromDisposeScope(), zeros_like(_parameter).DetachFromDisposeScope());
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var from = (State)source;
            step = from.step;
            exp_avg.copy_(from.exp_avg);
            exp_avg_sq.copy_(from.exp_avg_sq);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            exp_avg.Load(reader);
            exp_avg_sq.Load(reader);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            exp_avg.Save(writer);
            exp_avg_sq.Save(writer);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State s && step == s.step && exp_avg.allclose(s.exp_avg) && exp_avg_sq.allclose(s.exp_avg_sq);

        /// <inheritdoc/>
        public override void to(Device device)
        {
            using var before = exp_avg;
            using var beforeSq = exp_avg_sq;
            (exp_avg, exp_avg_sq) = (before.to(device, copy: true).DetachFromDisposeScope(), beforeSq.to(device, copy: true).DetachFromDisposeScope());
        }

        /// <summary>Frees the tensors.</summary>
        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
        }
    }

    /// <summary>Parameters with options of their own.</summary>
    public sealed class ParamGroup : ParamGroup<Options>, optim.IBetas
    {
        /// <param name="parameters">What to change.</param>
        /// <param name="options">Null for the optimizer's.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, Options? options = null) : base(parameters, options!)
        {
        }

        /// <summary>β₁ and β₂.</summary>
        public (double, double) Betas { get => (Options.beta1!.Value, Options.beta2!.Value); set => (Options.beta1, Options.beta2) = value; }
    }
}
