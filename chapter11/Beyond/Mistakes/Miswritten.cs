using D2lOptim.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>An optimizer whose update is whatever somebody wrote.</summary>
public sealed class Miswritten : OptimizerHelper
{
    private readonly Rule _update;

    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η.</param>
    /// <param name="names">The state, by torch.optim's names; it starts at 0.</param>
    /// <param name="update">The update.</param>
    public Miswritten(IEnumerable<Parameter> parameters, double lr, IReadOnlyList<string> names, Rule update)
    {
        _update = update;
        _defaults = new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr };
        var group = new ParamGroup { Parameters = [.. parameters], Options = _defaults };
        _parameter_groups = [group];
        foreach (var parameter in group.Parameters)
        {
            _state[parameter.Handle] = new NamedState(parameter, names);
            _state[parameter.Handle].Initialize(_defaults);
        }
    }

    /// <summary>Changes a parameter.</summary>
    /// <param name="x">The parameter.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="η">The learning rate.</param>
    /// <param name="t">Counts the steps from 1.</param>
    /// <param name="s">Its state.</param>
    public delegate void Rule(Tensor x, Tensor g, double η, int t, IReadOnlyList<Tensor> s);

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(group =>
    {
        foreach (var x in group.Parameters)
        {
            var state = (NamedState)_state[x.Handle];
            _update(x, x.grad!, group.LearningRate, (int)++state.step, state.All);
        }
    }, closure);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var parameter in parameters()) ((NamedState)_state[parameter.Handle]).Dispose();
        base.Dispose(disposing);
    }
}
