using System.Reflection;
using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Parity;

/// <summary>Takes over where another run began, so that two programs need not draw alike.</summary>
public static class ParityStart
{
    /// <summary>Gives a model the initial parameters and buffers of a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="model">Whose parameters and buffers are set.</param>
    /// <param name="map">Parameters that are called otherwise, of the form <c>first=second</c> or
    /// <c>first=second,transposed</c>.</param>
    /// <returns>By recorded step, the samples in its batch, where the trace tells them: what to take in the place of a
    /// shuffle.</returns>
    /// <exception cref="BadInputException">The trace has no such parameter or buffer, or one of another size; nothing
    /// is set then.</exception>
    public static IReadOnlyList<long[]> From(string trace, nn.Module model, params string[] map) =>
        From(trace, model, null, map);

    /// <summary>Gives a model the initial parameters and buffers of a trace, and an optimizer its initial
    /// state.</summary>
    /// <inheritdoc cref="From(string, nn.Module, string[])"/>
    /// <param name="trace">The trace.</param>
    /// <param name="model">Whose parameters and buffers are set.</param>
    /// <param name="optimizer">Whose state is set, one of torch.optim's kind; null for none.</param>
    /// <param name="map">Parameters that are called otherwise.</param>
    public static IReadOnlyList<long[]> From(string trace, nn.Module model, optim.Optimizer? optimizer,
        params string[] map)
    {
        using var reader = new TraceReader(trace);
        var names = new NameMap(map);
        var start = reader.Steps().First();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        List<Action> set = [.. Parameters(reader, start, model, names), .. Buffers(reader, start, model)];
        if (optimizer is not null) set.AddRange(State(reader, start, model, optimizer, names));
        foreach (var act in set) act();
        return [.. reader.Steps().Skip(1).Where(step => step.Layout.ByName.ContainsKey("indices"))
            .Select(step => Array.ConvertAll(step.Doubles(step.Layout.ByName["indices"]), row => (long)row))];
    }

    private static IEnumerable<Action> Parameters(TraceReader reader, TraceStep start, nn.Module model, NameMap names)
    {
        var own = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var parameter in reader.Header.Parameters)
        {
            var (name, transposed) = names[parameter.Name];
            if (!own.Remove(name, out var mine))
                throw new BadInputException(
                $"{reader.Path}: the model has no parameter '{name}', expected one of shape "
                + $"{TraceParameter.Text(parameter.Shape)}; tell its name by a map, first=second");
            var values = Values(start, $"parameter/{parameter.Name}", parameter.Shape, transposed);
            if (!values.shape.SequenceEqual(mine.shape))
                throw new BadInputException(
                $"{reader.Path}: parameter '{parameter.Name}' has shape {TraceParameter.Text(values.shape)}, the "
                + $"model's {TraceParameter.Text(mine.shape)}");
            yield return () => mine.copy_(values);
        }
        if (own.Count > 0)
            throw new BadInputException(
            $"{reader.Path}: no parameter for the model's '{own.Keys.First()}', expected all of them");
    }

    private static IEnumerable<Action> Buffers(TraceReader reader, TraceStep start, nn.Module model)
    {
        var own = model.named_buffers().ToDictionary(b => b.name, b => b.buffer);
        foreach (var array in start.Layout.Arrays.Where(array => array.Quantity == "buffer"))
        {
            var name = array.Name["buffer/".Length..];
            if (!own.TryGetValue(name, out var mine) || mine.numel() != array.Count)
                throw new BadInputException(
                    $"{reader.Path}: the model has no buffer '{name}' of {array.Count} numbers, expected one as in the "
                    + $"trace");
            var values = Values(start, array.Name, mine.shape, transposed: false);
            yield return () => mine.copy_(values);
        }
    }

    private static IEnumerable<Action> State(TraceReader reader, TraceStep start, nn.Module model,
        optim.Optimizer optimizer, NameMap names)
    {
        var arrays = start.Layout.Arrays.Where(array => array.Quantity == "state").ToList();
        if (arrays.Count == 0) yield break;
        if (optimizer is not OptimizerHelper helper)
            throw new BadInputException(
                $"{reader.Path}: {optimizer.GetType().Name} tells no state, and the trace begins with one");
        var saved = helper.state_dict();
        var own = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var groups = optimizer.ParamGroups.OfType<ParamGroup>()
            .SelectMany(group => group.Parameters.Select(p => (Parameter: p, group.Options))).ToList();
        foreach (var one in arrays.GroupBy(array => NameMap.ParameterOf(array.Name)!))
        {
            var (name, transposed) = names[one.Key];
            var place = groups.FindIndex(p => p.Parameter.Identity() == own[name].Identity());
            if (place < 0)
                throw new BadInputException($"{reader.Path}: the optimizer does not change '{name}', whose state the "
                    + "trace begins with");
            var shape = reader.Header.Parameters.Single(p => p.Name == one.Key).Shape;
            // What an optimizer tells may be a copy, so it is given another, to load.
            var state = Fresh(groups[place].Parameter, groups[place].Options, saved.State[place]);
            foreach (var array in one)
            {
                var kind = array.Name.Split('/')[1];
                var values = Values(start, array.Name, array.Count == 1 ? array.Shape : shape,
                    transposed && array.Count > 1);
                yield return Setting(state, kind, values)
                    ?? throw new BadInputException($"{reader.Path}: {optimizer.GetType().Name} has no state '{kind}', "
                        + $"expected one as in the trace");
            }
            saved.State[place] = state;
        }
        yield return () =>
        {
            helper.load_state_dict(saved);
            // TorchSharp leaves what it loads to the scope that is open.
            foreach (var (_, tensor) in helper.state_dict().State.SelectMany(TracedOptimizer.Tensors))
                tensor.DetachFromDisposeScope();
        };
    }

    private static OptimizerState Fresh(Parameter parameter, OptimizerOptions options, OptimizerState like)
    {
        var state = like is NamedState named ? new NamedState(parameter, named.Names)
            : (OptimizerState)Activator.CreateInstance(like.GetType(), parameter)!;
        state.Initialize(options);
        return state;
    }

    private static Action? Setting(OptimizerState state, string kind, Tensor values)
    {
        if (state is NamedState named && named.Names.ToList().IndexOf(kind) is >= 0 and var k)
            return () => named.All[k].copy_(values);
        if (state.GetType().GetField(kind, BindingFlags.Public | BindingFlags.Instance) is not { } field) return null;
        return () =>
        {
            if (field.FieldType == typeof(long)) field.SetValue(state, (long)values.to(float64).item<double>());
            else if (field.FieldType == typeof(double)) field.SetValue(state, values.to(float64).item<double>());
            else if (field.GetValue(state) is Tensor { IsInvalid: false } tensor) tensor.copy_(values);
            else field.SetValue(state, values.clone().DetachFromDisposeScope());
        };
    }

    private static Tensor Values(TraceStep start, string name, IReadOnlyList<long> shape, bool transposed)
    {
        var array = start.Layout.ByName[name];
        var values = tensor(start.Doubles(array), [.. shape]);
        if (array.Type == "<f4") values = values.to(float32);
        return transposed ? values.t() : values;
    }
}
