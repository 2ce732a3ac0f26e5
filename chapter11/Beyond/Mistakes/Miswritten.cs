using D2lOptim.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>An optimizer whose update is whatever somebody wrote.</summary>
public sealed class Miswritten : ScratchOptimizer
{
    private readonly Rule update;
    private readonly Tensor[][] state;

    /// <param name="parameters">What to change.</param>
    /// <param name="lr">η.</param>
    /// <param name="names">The state, by torch.optim's names; it starts at 0.</param>
    /// <param name="update">The update.</param>
    public Miswritten(IEnumerable<Tensor> parameters, double lr, IReadOnlyList<string> names, Rule update) : base(parameters, lr) =>
        (this.update, state) = (update, [.. names.Select(name => NewState(name))]);

    /// <summary>Changes a parameter.</summary>
    /// <param name="x">The parameter.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="η">The learning rate.</param>
    /// <param name="t">Counts the steps from 1.</param>
    /// <param name="s">Its state.</param>
    public delegate void Rule(Tensor x, Tensor g, double η, int t, Tensor[] s);

    /// <inheritdoc/>
    protected override void Update(int i, int t, Tensor x, Tensor g) => update(x, g, Lr, t, Array.ConvertAll(state, tensors => tensors[i]));
}
