using D2lOptim.Parity.Traces;
using static TorchSharp.torch;

namespace D2lOptim.Parity;

/// <summary>Takes over where another run began, so that two programs need not draw alike.</summary>
public static class ParityStart
{
    /// <summary>Gives a model the initial parameters of a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="model">Whose parameters are set.</param>
    /// <param name="map">Parameters that are called otherwise, of the form <c>first=second</c> or
    /// <c>first=second,transposed</c>.</param>
    /// <exception cref="BadInputException">The trace has no such parameter, or one of another size; nothing is set
    /// then.</exception>
    public static void From(string trace, nn.Module model, params string[] map)
    {
        using var reader = new TraceReader(trace);
        var names = new NameMap(map);
        var start = reader.Steps().First();
        var own = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        List<(Tensor Parameter, Tensor Value)> all = [];
        foreach (var parameter in reader.Header.Parameters)
        {
            var (name, transposed) = names[parameter.Name];
            if (!own.Remove(name, out var mine))
                throw new BadInputException(
                $"{trace}: the model has no parameter '{name}', expected one of shape "
                + $"{TraceParameter.Text(parameter.Shape)}; tell its name by a map, first=second");
            var values = tensor(start.Doubles(start.Layout.ByName[$"parameter/{parameter.Name}"]),
                [.. parameter.Shape]);
            if (transposed) values = values.t();
            if (!values.shape.SequenceEqual(mine.shape))
                throw new BadInputException(
                $"{trace}: parameter '{parameter.Name}' has shape {TraceParameter.Text(values.shape)}, the model's "
                + $"{TraceParameter.Text(mine.shape)}");
            all.Add((mine, values));
        }
        if (own.Count > 0)
            throw new BadInputException(
            $"{trace}: no parameter for the model's '{own.Keys.First()}', expected all of them");
        foreach (var (parameter, value) in all) parameter.copy_(value);
    }
}
