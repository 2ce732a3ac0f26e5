namespace TorchSharp.Modules;

/// <summary>What optimizers share: groups that take defaults, state by parameter, and saving and restoring
/// both.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    protected OptimizerOptions _defaults = null!;
    protected Dictionary<IntPtr, OptimizerState> _state = [];
    private readonly NativeOptimizer? _native;

    public OptimizerHelper()
    {
    }

    private protected OptimizerHelper(OptimizerOptions defaults, IEnumerable<ParamGroup> groups,
        NativeOptimizer.Kind? kind = null)
    {
        _defaults = defaults.Valid();
        defaults.InitialLearningRate = defaults.LearningRate!.Value;
        if (kind is { } k) _native = new NativeOptimizer(k, defaults);
        foreach (var group in groups) add_param_group(group);
    }

    public override void add_param_group(ParamGroup param_group) => base.add_param_group(param_group);

    private protected void Add<TOptions>(ParamGroup group, Func<Parameter, OptimizerState> newState)
        where TOptions : OptimizerOptions, new()
    {
        group.Parameters = [.. group.Parameters];
        (group.Options ??= new TOptions()).FillFrom(_defaults);
        _native?.Add(group);
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = _state[parameter.Handle] = newState(parameter);
            state.Initialize(group.Options);
            _native?.Push(parameter, state);
        }
    }

    public override IEnumerable<Parameter> parameters() => base.parameters();

    public override void zero_grad()
    {
        if (_native is null) base.zero_grad();
        else _native.ZeroGrad();
    }

    /// <summary>A step of libtorch's own.</summary>
    private protected torch.Tensor? NativeStep(Func<torch.Tensor>? closure)
    {
        var loss = Evaluate(closure);
        _native!.Step(_parameter_groups);
        return loss;
    }

    /// <summary>Calls <paramref name="body"/> for every group, without gradients and in a dispose scope, after the loss
    /// was computed.</summary>
    protected torch.Tensor? _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null) where T : ParamGroup
    {
        var loss = Evaluate(loss_closure);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var group in _parameter_groups) body((T)group);
        return loss;
    }

    /// <summary>The state and the options of the moment. They are the optimizer's own: pass them to another optimizer,
    /// or save them.</summary>
    public virtual StateDictionary state_dict()
    {
        var all = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            all.Options.Add(group.Options);
            all.StateIndexRef.Add([]);
            foreach (var parameter in group.Parameters)
            {
                var state = _state[parameter.Handle];
                _native?.Pull(parameter, state);
                all.StateIndexRef[^1].Add(all.State.Count);
                all.State.Add(state);
            }
        }
        return all;
    }

    /// <summary>Copies options and state from another optimizer's.</summary>
    /// <exception cref="ArgumentException">It has other numbers of groups or of parameters.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        RequireSame(state_dict.Options.Count, own.Options.Count, state_dict.State.Count, own.State.Count);
        foreach (var (to, from) in own.Options.Zip(state_dict.Options)) if (to != from) to.LoadStateDict(from);
        foreach (var (to, from) in own.State.Zip(state_dict.State)) if (to != from) to.LoadStateDict(from);
        Push();
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var all = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt(all.Options.Count);
        writer.Write7BitEncodedInt(all.State.Count);
        all.Options.ForEach(options => options.SaveStateDict(writer));
        all.State.ForEach(state => state.SaveStateDict(writer));
    }

    /// <exception cref="InvalidDataException">The data are of another kind of optimizer.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException(
            $"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var own = state_dict();
        RequireSame(reader.Read7BitEncodedInt(), own.Options.Count, reader.Read7BitEncodedInt(), own.State.Count);
        own.Options.ForEach(options => options.LoadStateDict(reader));
        own.State.ForEach(state => state.LoadStateDict(reader));
        Push();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _state.Values) state.Release();
            _native?.Dispose();
        }
        base.Dispose(disposing);
    }

    private static torch.Tensor? Evaluate(Func<torch.Tensor>? closure)
    {
        if (closure is null) return null;
        using var grad = torch.enable_grad();
        return closure();
    }

    private void Push()
    {
        foreach (var parameter in parameters()) _native?.Push(parameter, _state[parameter.Handle]);
    }

    private static void RequireSame(int groups, int ownGroups, int states, int ownStates)
    {
        if (groups != ownGroups)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != ownStates) throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
