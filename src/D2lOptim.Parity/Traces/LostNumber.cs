using System.Globalization;

namespace D2lOptim.Parity.Traces;

/// <summary>The first number of a trace that is not finite, and where it came from.</summary>
internal static class LostNumber
{
    /// <summary>A sentence for every trace that has one, or one for both where it is the same.</summary>
    internal static IEnumerable<string> Notes(TraceReader a, TraceReader b)
    {
        var (one, other) = (Find(a), Find(b));
        if (one == other) return one is null ? [] : [$"in both traces {one}"];
        return new[] { ("first", one), ("second", other) }.Where(found => found.Item2 is not null)
            .Select(found => $"in the {found.Item1} trace {found.Item2}");
    }

    private static string? Find(TraceReader trace)
    {
        var largest = 0.0;
        foreach (var step in trace.Steps())
        {
            foreach (var array in step.Layout.Arrays.Where(TraceWalk.IsCompared).OrderBy(TraceWalk.Order))
            {
                var values = step.Doubles(array);
                if (Array.FindIndex(values, value => !double.IsFinite(value)) is >= 0 and var k)
                    return $"the first number that is not finite is "
                        + $"{new Divergence(step.Number, array.Name, k, array.Shape, values[k], values[k],
                        0).Place}: {Text(values[k])}; {Source(step, array, largest)}";
            }
            largest = step.Layout.Arrays.Where(array => array.Quantity == "parameter").SelectMany(step.Doubles)
                .Select(Math.Abs).DefaultIfEmpty().Max();
        }
        return null;
    }

    // What a step's arrays are made of stands before them in the order.
    private static string Source(TraceStep step, TraceArray array, double largest) => step.Number == 0
        ? "the run began with it"
        : array.Quantity switch
        {
            "lr" => "the rate was set to it, by hand or by a schedule",
            "loss" => $"the model or the loss made it of finite parameters, the largest of which is "
                + $"{Text(largest)}, or of the batch",
            "gradient" => $"backward() made it, "
                + $"{(step.Layout.ByName.TryGetValue("loss", out var loss) ? $"of a loss of {Text(step.At(loss, 0))}"
                : "and the loss was not recorded")}",
            _ => $"the optimizer's step made it, of finite gradients, the largest of which is "
                + $"{Text(Largest(step, "gradient"))}",
        };

    private static double Largest(TraceStep step, string quantity) =>
        step.Layout.Arrays.Where(array => array.Quantity == quantity).SelectMany(step.Doubles).Select(Math.Abs)
            .DefaultIfEmpty().Max();

    private static string Text(double number) => number.ToString("G5", CultureInfo.InvariantCulture);
}
