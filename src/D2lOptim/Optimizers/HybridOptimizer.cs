using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// Several optimizers that are one, each over parameters of its own: AdaGrad for a sparse embedding table, say, AdamW
/// for the rest. It is scheduled, saved, traced and stepped as any optimizer is; a step happens in all of its parts or
/// in none.
/// </summary>
public sealed class HybridOptimizer : OptimizerBase
{
    private readonly OptimizerBase[] _parts;

    /// <param name="parameters">All of the model's.</param>
    /// <param name="parts">The optimizers, disposed with this; their groups are this one's groups, in their
    /// order.</param>
    /// <exception cref="ArgumentException">
    /// A parameter stands in two of the optimizers or in none, or an optimizer has one that is not the model's.
    /// </exception>
    public HybridOptimizer(IEnumerable<Parameter> parameters, params IEnumerable<OptimizerBase> parts)
    {
        _parts = [.. parts];
        RequireEachInOne([.. parameters]);
        _defaults = new OptimizerOptions { LearningRate = 0 };
        _parameter_groups = [.. _parts.SelectMany(part => part.ParamGroups.Cast<ParamGroup>())];
        foreach (var part in _parts)
            foreach (var (parameter, state) in part.States) _state[parameter.Handle] = state;
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> StateOf(Parameter parameter) =>
        _parts.First(part => part.parameters().Any(p => p.Identity() == parameter.Identity())).StateOf(parameter);

    /// <summary>Refused: to which of the optimizers it belongs is not said; add it to that one before it becomes a
    /// part.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void add_param_group(ParamGroup param_group) =>
        throw new NotSupportedException(
            "a hybrid's groups are its optimizers': add the group to one of them before the hybrid is made");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var part in _parts) part.Dispose();
        base.Dispose(disposing);
    }

    internal override void Gather()
    {
        foreach (var part in _parts) part.Gather();
    }

    internal override void Move(bool clears)
    {
        foreach (var part in _parts) part.Move(clears);
    }

    internal override void Release()
    {
        foreach (var part in _parts) part.Release();
    }

    internal override void Keep()
    {
        foreach (var part in _parts) part.Keep();
    }

    private void RequireEachInOne(Parameter[] parameters)
    {
        var owners = _parts
            .SelectMany(part => part.parameters().Select(parameter => (part.GetType().Name, Parameter: parameter)))
            .ToLookup(owner => owner.Parameter.Identity());
        foreach (var (k, parameter) in parameters.Index())
        {
            string[] names = [.. owners[parameter.Identity()].Select(owner => owner.Name)];
            if (names.Length == 1) continue;
            var where = names.Length == 0 ? "none" : string.Join(" and in ", names);
            throw new ArgumentException(
                $"every parameter must stand in one optimizer, but parameter {k}, of shape {Shape(parameter)}, "
                + $"stands in {where}",
                nameof(parameters));
        }
        var models = parameters.Select(parameter => parameter.Identity()).ToHashSet();
        if (owners.FirstOrDefault(own => !models.Contains(own.Key))?.First() is { } other)
            throw new ArgumentException(
                $"{other.Name} has a parameter of shape {Shape(other.Parameter)}, "
                + $"which is none of the model's {models.Count}",
                nameof(parameters));

        static string Shape(Tensor parameter) => $"[{string.Join(", ", parameter.shape)}]";
    }
}
