using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>
/// A run from its start to a step, for some elements of every parameter. Optimizers change each element by itself, so a
/// few tell the rule of all.
/// </summary>
internal sealed class SampledRun
{
    private const int PerParameter = 12;

    internal required TraceHeader Header { get; init; }

    internal required IReadOnlyList<SampledParameter> Parameters { get; init; }

    /// <summary>By step from 1; rows is 0 where it was not recorded, the norm that of all gradients together, passes
    /// how often the model was called.</summary>
    internal List<(ulong? Batch, double Rows, double Loss, double[] Rates, double Norm, int Passes)> Steps { get; } =
        [];

    /// <summary>How many numbers the model gives a row, where its last parameter is a bias; else 1.</summary>
    internal long Outputs => Header.Parameters[^1].Shape is [var bias] ? bias : 1;

    /// <summary>Whether its optimizer had made steps before: its state at the start is not what it begins
    /// with.</summary>
    internal bool StartsWarm => Parameters.Any(p => DeclaredRule.Of(Header, p.Own) is { } rule
        && rule.StateNames.Zip(rule.InitialState)
            .Any(s => p.States[0].TryGetValue(s.First, out var start)
            && start.Any(x => x != (float)s.Second && x != s.Second)));

    /// <summary>The two runs at the same elements, under the names of the first.</summary>
    internal static (SampledRun A, SampledRun B) Read(TraceReader a, TraceReader b, NameMap map, Divergence beyond,
        long lastStep, bool afterBackward = false)
    {
        List<SampledParameter> one = [], other = [];
        foreach (var parameter in a.Header.Parameters)
        {
            var (name, transposed) = map[parameter.Name];
            var count = parameter.Shape.Aggregate(1L, (x, y) => x * y);
            var places = Enumerable.Range(0, (int)Math.Min(count, PerParameter))
                .Select(k => k * count / Math.Min(count, PerParameter)).ToHashSet();
            // Of a sampled array, those that were written.
            var written = Math.Min(a.Header.Written(count), b.Header.Written(count));
            if (written < count)
                places = [.. places
                .Select(k => Sampling.Place(Sampling.Position(k, count, written) % written, count, written))];
            if (beyond.Parameter == parameter.Name) places.Add(beyond.Index);
            long[] chosen = [.. places.Order()];
            one.Add(new SampledParameter(parameter.Name, parameter.Name, a.Header.GroupOf(parameter.Name),
                chosen)
            { Count = count, AfterBackward = afterBackward });
            long[] moved = transposed
                ? [.. chosen.Select(k => k % parameter.Shape[1] * parameter.Shape[0] + k / parameter.Shape[1])]
                : chosen;
            other.Add(new SampledParameter(parameter.Name, name, b.Header.GroupOf(name), moved)
            {
                Count = count,
                AfterBackward = afterBackward
            });
        }
        var (runA, runB) =
            (new SampledRun { Header = a.Header, Parameters = one },
            new SampledRun { Header = b.Header, Parameters = other });
        foreach (var (x, y) in TraceComparison.Pairs(a, b))
        {
            if (x.Number > lastStep) break;
            runA.Add(x);
            runB.Add(y);
        }
        return (runA, runB);
    }

    private void Add(TraceStep step)
    {
        foreach (var p in Parameters) p.Add(step);
        if (step.Number == 0) return;
        var loss = step.Layout.ByName.TryGetValue("loss", out var l) ? step.At(l, 0) : double.NaN;
        var rows = step.Layout.ByName.TryGetValue("rows", out var r) ? step.At(r, 0) : 0;
        var rates = step.Layout.ByName.TryGetValue("lr", out var lr) ? step.Doubles(lr) : [];
        Steps.Add((step.Bits("batch"), rows, loss, rates,
            Math.Sqrt(step.Layout.Arrays.Where(array => array.Quantity == "gradient")
            .Sum(array => Square(step, array))), Passes(step)));
    }

    // How often the model was called: every part of it is, at least so often.
    private static int Passes(TraceStep step)
    {
        var calls = step.Layout.Arrays.Where(array => array.Quantity == "output")
            .GroupBy(array => array.Name.Split(':')[0]).Select(part => part.Count()).ToList();
        return calls.Count == 0 ? 1 : calls.Min();
    }

    private static double Square(TraceStep step, TraceArray array) =>
        step.Layout.ByName.TryGetValue($"norm/{array.Name}", out var norm) ? Math.Pow(step.At(norm, 0), 2)
            : step.Doubles(array).Sum(g => g * g);
}

/// <summary>Some elements of one parameter over a run.</summary>
/// <param name="Name">In the first trace.</param>
/// <param name="Own">In its own trace.</param>
/// <param name="Group">Its place among the learning rates; null where its optimizer does not change it.</param>
/// <param name="Places">The elements.</param>
internal sealed record SampledParameter(string Name, string Own, int? Group, IReadOnlyList<long> Places)
{
    /// <summary>How many elements the parameter has.</summary>
    internal required long Count { get; init; }

    /// <summary>Whether the gradients are those that <c>backward()</c> left, not those that the step found.</summary>
    internal bool AfterBackward { get; init; }

    /// <summary>NumPy's type.</summary>
    internal string Type { get; private set; } = "<f4";

    /// <summary>By step from 0, then by element.</summary>
    internal List<double[]> Values { get; } = [];

    /// <summary>By step from 0; null where there was none, and at 0.</summary>
    internal List<double[]?> Gradients { get; } = [];

    /// <summary>The same as the step found them, clipped where they were.</summary>
    internal List<double[]?> Found { get; } = [];

    /// <summary>By step from 0, by kind.</summary>
    internal List<Dictionary<string, double[]>> States { get; } = [];

    internal void Add(TraceStep step)
    {
        var values = Get(step, $"parameter/{Own}")
            ?? throw new BadInputException($"step {step.Number}: no parameter '{Own}', expected one as in the header");
        Type = step.Layout.ByName[$"parameter/{Own}"].Type;
        Values.Add(values);
        Found.Add(Get(step, $"gradient/{Own}"));
        Gradients.Add((AfterBackward ? Get(step, $"raw/{Own}") : null) ?? Get(step, $"gradient/{Own}"));
        var states = new Dictionary<string, double[]>();
        foreach (var array in step.Layout.Arrays)
            if (array.Name.StartsWith("state/", StringComparison.Ordinal) && NameMap.ParameterOf(array.Name) == Own
                && Get(step, array.Name) is { } state)
                states[array.Name.Split('/')[1]] = state;
        States.Add(states);
    }

    private double[]? Get(TraceStep step, string name) =>
        step.Layout.ByName.TryGetValue(name, out var array) && array.Count == Count
            ? [.. Places.Select(k => step.At(array, k))]
        : array is not null && array.Count > 1 && array.Count < Count
            ? [.. Places.Select(k => step.At(array, Sampling.Position(k, Count, array.Count)))]
        : null;
}
