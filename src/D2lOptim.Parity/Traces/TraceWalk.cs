namespace D2lOptim.Parity.Traces;

/// <summary>Goes through two traces step by step, and keeps where they differ.</summary>
/// <param name="a">What the first says of its run.</param>
/// <param name="b">What the second does.</param>
/// <param name="map">The parameters that are called otherwise.</param>
/// <param name="tolerance">Of an array's largest number; null for what rounding makes.</param>
internal sealed class TraceWalk(TraceHeader a, TraceHeader b, NameMap map, double? tolerance = null)
{
    // A step's causes come before its effects: other samples make another loss, that another gradient, and so on.
    private static readonly string[] s_order =
        ["batch", "lr", "target", "output", "loss", "outgrad", "raw", "gradient", "state", "buffer", "parameter"];

    // Sums over many elements, added up in another order.
    private const double NormTolerance = 1e-3;

    private readonly Dictionary<string, (double Difference, Divergence? Where, long Compared)> _largest = [];
    private readonly RoundingBound _rounding = new(tolerance);
    private readonly TraceNotes _notes = new();
    private readonly HashSet<string> _noise = [];
    private readonly ModuleMap _modules = new(a, b, map);
    private double _largestGradient;
    private (TraceLayout A, TraceLayout B)? _layouts;
    private List<(TraceArray A, TraceArray B, bool Transposed)> _pairs = [];
    private Dictionary<string, IReadOnlyList<long>> _sizes = [];
    private bool _otherBytes;

    /// <summary>Whether an array is compared.</summary>
    internal static bool IsCompared(TraceArray array) => array.Quantity != "batch" && s_order.Contains(array.Quantity);

    /// <summary>Where an array stands among causes and effects.</summary>
    internal static int Order(TraceArray array) => Array.IndexOf(s_order, array.Quantity);

    internal int Steps { get; private set; }

    /// <summary>Whether a number was not finite.</summary>
    internal bool SawLost => _rounding.SawLost;

    internal Divergence? First { get; private set; }

    internal Divergence? Beyond { get; private set; }

    internal IEnumerable<string> Notes => _notes.All;

    internal IReadOnlyList<QuantityDifference> Largest =>
        [.. s_order.Where(_largest.ContainsKey)
        .Select(q => new QuantityDifference(q, _largest[q].Difference, _largest[q].Where, _largest[q].Compared))];

    internal void Compare(TraceStep one, TraceStep other)
    {
        if (_layouts is not { } seen || seen.A != one.Layout || seen.B != other.Layout) Match(one, other);
        var (first, beyond) = (First, Beyond);
        Divergence? otherBatch = null;
        _largestGradient = _pairs.Where(pair => pair.A.Quantity == "gradient")
            .Select(pair => one.Doubles(pair.A).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max())
            .DefaultIfEmpty().Max();
        foreach (var (x, y, transposed) in _pairs)
        {
            if (x.Quantity == "batch")
            {
                otherBatch = Batch(one, other, x, y);
                if (otherBatch is not null && Beyond is null && SawTheSame(one, other))
                {
                    NoteBytes(otherBatch);
                    otherBatch = null;
                }
            }
            else if (x.Quantity == "lr") Rates(one, other, x, y);
            // The same samples in another order give the same outputs in another order.
            else if (otherBatch is not null && x.Quantity is "output" or "outgrad" or "target") continue;
            else if (Numbers(one, other, x, y, transposed) && otherBatch is not null
                && x.Quantity is "loss" or "gradient")
            {
                // Other bytes are other samples where they show: in the loss, or in what follows from it.
                (First, Beyond) = (first ?? otherBatch, beyond ?? otherBatch);
                otherBatch = null;
            }
        }
        if (otherBatch is not null && Beyond is null) Unanswered(otherBatch);
        if (one.Number > 0) Steps++;
        _rounding.NextStep();
    }

    // Other bytes, as where one model is given the targets too, and yet the first part gives the same.
    private bool SawTheSame(TraceStep one, TraceStep other)
    {
        var (x, y, _) = _pairs.FirstOrDefault(pair => pair.A.Quantity == "output");
        if (x is null || !SameSizes(one, other, x, y)) return false;
        var (mine, theirs) = (one.Doubles(x), other.Doubles(y));
        var largest = mine.Concat(theirs).Max(Math.Abs);
        return mine.Length == theirs.Length && largest > 0 && mine.Zip(theirs).All(z =>
            Math.Abs(z.First - z.Second) <= _rounding.Allowed(one.Number, "output", x.Type, largest) * Depth(x));
    }

    private void Match(TraceStep one, TraceStep other)
    {
        _layouts = (one.Layout, other.Layout);
        _pairs = [];
        _sizes = one.Layout.Arrays.Where(array => array.Quantity is "output" or "outgrad")
            .ToDictionary(array => array.Name, array => Sizes(one, array));
        HashSet<string> left = [.. other.Layout.ByName.Keys];
        foreach (var array in one.Layout.Arrays.Where(array => s_order.Contains(array.Quantity)))
        {
            var (name, transposed) = array.Quantity is "output" or "outgrad"
                ? (_modules.OfArray(array.Name) ?? "", false) : map.OfArray(array.Name);
            // What backward() left is told where the step found something else.
            if (array.Quantity == "raw" && !other.Layout.ByName.ContainsKey(name))
                name = $"gradient/{name["raw/".Length..]}";
            left.Remove(name);
            if (!other.Layout.ByName.TryGetValue(name, out var twin))
            {
                if (array.Quantity is not ("output" or "outgrad" or "raw" or "buffer" or "target"))
                    _notes.OnlyIn("first", one, array);
                continue;
            }
            if (array.Quantity == "raw" && !(a.AfterBackward && b.AfterBackward)) continue;
            if (array.Quantity is "output" or "outgrad" or "target" or "buffer") Inside(one, other, array, twin);
            else if (twin.Count != array.Count && array.Quantity != "lr" && !Sampled(array, twin, transposed))
                throw new BadInputException(
                    $"step {one.Number}: {twin.Words} of the second trace has shape "
                    + $"{TraceParameter.Text(twin.Shape)}, expected "
                    + $"{TraceParameter.Text(array.Shape)} as in the first");
            if (array.Quantity is not ("output" or "outgrad" or "target" or "buffer"))
                _pairs.Add((array, twin, transposed));
        }
        foreach (var name in left.Where(name => name.StartsWith("raw/", StringComparison.Ordinal)))
        {
            var known = a.Parameters.FirstOrDefault(p => $"raw/{map[p.Name].Name}" == name);
            if (known is not null && a.AfterBackward && b.AfterBackward
                && one.Layout.ByName.TryGetValue($"gradient/{known.Name}", out var mine))
                _pairs.Add((mine with { Name = $"raw/{known.Name}" }, other.Layout.ByName[name],
                    map[known.Name].Transposed));
        }
        foreach (var array in left.Select(name => other.Layout.ByName[name])
            .Where(array => s_order.Contains(array.Quantity)
            && array.Quantity is not ("output" or "outgrad" or "raw" or "buffer" or "target")))
            _notes.OnlyIn("second", other, array);
        if (_pairs.Exists(pair => pair.A.Quantity == "parameter" && pair.A.Type != pair.B.Type))
        {
            // Their batches have other bytes whatever they hold.
            _pairs.RemoveAll(pair => pair.A.Quantity == "batch");
            _notes.Add("one trace is in float32, the other in float64: differences of float32's rounding are no "
                + "divergence, and batches are not compared");
        }
        _pairs = [.. _pairs.OrderBy(pair => Order(pair.A))];
    }

    // Where two arrays of one part have other sizes, that is a divergence by itself.
    private void Inside(TraceStep one, TraceStep other, TraceArray x, TraceArray y)
    {
        if (x.Quantity == "target" && x.Count != y.Count)
            _notes.Add("the targets have other sizes in the two, and are not compared");
        else _pairs.Add((x, y, false));
    }

    private static bool SameSizes(TraceStep one, TraceStep other, TraceArray x, TraceArray y) =>
        x.Count == y.Count
            && (x.Quantity == "target" || Sizes(one, x).Aggregate(1L, (n, size) => n * size) == Sizes(other, y)
            .Aggregate(1L, (n, size) => n * size));

    /// <summary>An array's own sizes, where some of its elements were written.</summary>
    internal static IReadOnlyList<long> Sizes(TraceStep step, TraceArray array) =>
        step.Layout.ByName.TryGetValue($"shape/{array.Name}", out var shape)
            ? [.. step.Doubles(shape).Select(n => (long)n)]
        : step.Layout.ByName.TryGetValue($"shape/output/{array.Name[(array.Name.IndexOf('/') + 1)..]}", out shape)
            && array.Quantity == "outgrad" ? [.. step.Doubles(shape).Select(n => (long)n)]
        : array.Shape;

    // Whether one has some of the other's elements.
    private bool Sampled(TraceArray x, TraceArray y, bool transposed) =>
        !transposed && (x.Count == a.Written(y.Count) || y.Count == b.Written(x.Count));

    private Divergence? Batch(TraceStep one, TraceStep other, TraceArray x, TraceArray y)
    {
        var place = one.Bytes(x).SequenceEqual(other.Bytes(y)) ? null
            : new Divergence(one.Number, x.Name, 0, [], 0, 0, double.PositiveInfinity);
        var (largest, where, compared) = _largest.GetValueOrDefault("batch");
        _largest["batch"] = (place is null ? largest : double.PositiveInfinity, where ?? place, compared + 1);
        return place;
    }

    private void Unanswered(Divergence batch)
    {
        if (!_pairs.Exists(pair => pair.A.Quantity is "loss" or "gradient"))
            (First, Beyond) = (First ?? batch, Beyond ?? batch);
        else NoteBytes(batch);
    }

    private void NoteBytes(Divergence batch)
    {
        if (!_otherBytes)
            _notes.Add($"the batches have other bytes from step {batch.Step}, and yet the same loss and gradients, or "
            + $"the same first output: the same samples in another type, layout or order, or targets given to one "
            + $"model alone");
        _otherBytes = true;
    }

    // By parameter where there are groups, as the two may be grouped otherwise; what is in no group has no rate.
    private void Rates(TraceStep one, TraceStep other, TraceArray x, TraceArray y)
    {
        var (mine, theirs) = (one.Doubles(x), other.Doubles(y));
        if (mine.Length == 1 && theirs.Length == 1) Rate("lr", mine[0], theirs[0]);
        else
            foreach (var parameter in a.Parameters)
                if (a.GroupOf(parameter.Name) is { } i && i < mine.Length
                    && b.GroupOf(map[parameter.Name].Name) is { } j && j < theirs.Length)
                    Rate($"lr/{parameter.Name}", mine[i], theirs[j]);

        void Rate(string name, double here, double there) =>
            Elements(one.Number, new TraceArray(name, "<f8", [], 0), "<f8", [here], [there]);
    }

    // Whether they differ by more than rounding can.
    private bool Numbers(TraceStep one, TraceStep other, TraceArray x, TraceArray y, bool transposed)
    {
        var mine = one.Doubles(x);
        if (x.Quantity is "output" or "outgrad" or "buffer" && !SameSizes(one, other, x, y))
        {
            var place = new Divergence(one.Number, x.Name, 0, [], x.Count, y.Count, double.PositiveInfinity);
            (First, Beyond) = (First ?? place, Beyond ?? place);
            return true;
        }
        if (x.Type == y.Type && !transposed && one.Bytes(x).SequenceEqual(other.Bytes(y)))
        {
            _rounding.Scale(x.Name, mine);
            var (largest, where, compared) = _largest.GetValueOrDefault(x.Quantity);
            _largest[x.Quantity] = (largest, where, compared + x.Count);
            return false;
        }
        var theirs = other.Doubles(y);
        if (transposed && y.Shape.Count == 2) theirs = Transpose(theirs, y.Shape);
        if (mine.Length > theirs.Length) mine = Sampling.Take(mine, theirs.Length);
        else if (theirs.Length > mine.Length) theirs = Sampling.Take(theirs, mine.Length);
        if (one.Layout.ByName.TryGetValue($"norm/{x.Name}", out var norm)
            && other.Layout.ByName.TryGetValue($"norm/{y.Name}", out var otherNorm)
            && one.At(norm, 0) is var n && other.At(otherNorm, 0) is var m
                && Math.Abs(n - m) > NormTolerance * Math.Max(n, m) && Beyond is null && mine.SequenceEqual(theirs))
            _notes.Add($"{x.Words}: what was sampled agrees at step {one.Number}, the norm does not, so elements "
                + $"that were not written differ");
        return Elements(one.Number, x, x.Type == "<f4" ? x.Type : y.Type, mine, theirs);
    }

    private bool Elements(long step, TraceArray array, string type, double[] x, double[] y)
    {
        var quantity = array.Quantity;
        var (largest, where, compared) = _largest.GetValueOrDefault(quantity);
        var scale = _rounding.Scale(array.Name, x, y);
        var allowed = _rounding.Allowed(step, quantity, type, scale) * Depth(array);
        var noise = NameMap.ParameterOf(array.Name) is { } parameter
            && IsNoise(parameter, step, quantity, type, allowed, x, y);
        if (noise) allowed = double.PositiveInfinity;
        Divergence? first = null, beyond = null;
        for (var k = 0; k < x.Length; k++)
        {
            if (x[k] == y[k] || (double.IsNaN(x[k]) && double.IsNaN(y[k]))) continue;
            var apart = double.IsFinite(x[k] - y[k]) ? Math.Abs(x[k] - y[k]) : double.PositiveInfinity;
            if (first is null || apart > largest || (beyond is null && apart > allowed))
            {
                var shape = Shape(array);
                var place = new Divergence(step, array.Name,
                    Sampling.Place(k, shape.Aggregate(1L, (n, size) => n * size), x.Length), shape, x[k], y[k],
                    Ulp.Distance(x[k], y[k], type));
                first ??= place;
                if (apart > allowed) beyond ??= place;
                if (apart > largest) (largest, where) = (apart, place);
            }
            if (quantity == "parameter" && scale > 0 && !noise) _rounding.Drifted(apart / scale);
        }
        First ??= first;
        Beyond ??= beyond;
        _largest[quantity] = (largest, where, compared + x.Length);
        return beyond is not null;
    }

    // Every layer adds its rounding to what it is given.
    private double Depth(TraceArray array) =>
        array.Quantity is "output" or "outgrad" or "buffer" ? Math.Sqrt(1 + a.Modules.Count) : 1;

    private IReadOnlyList<long> Shape(TraceArray array) =>
        NameMap.ParameterOf(array.Name) is { } name && array.Quantity is not ("lr" or "state")
            && a.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter ? parameter.Shape
        : _sizes.GetValueOrDefault(array.Name, array.Shape);

    // A gradient that is 0 but for rounding, as of a bias in front of a batch normalisation, and then what it moves.
    private bool IsNoise(string parameter, long step, string quantity, string type, double allowed, double[] x,
        double[] y)
    {
        if (quantity == "lr") return false;
        var noise = RoundingBound.Noise(type, _largestGradient);
        if (quantity == "gradient" && x.Zip(y).Any(p => Math.Abs(p.First - p.Second) > allowed) && x.Concat(y)
            .All(g => Math.Abs(g) <= noise) && _noise.Add(parameter))
            _notes.Add($"the gradient of {parameter} is rounding alone, from step {step}; where it moves the "
                + $"parameter, that is no divergence");
        return _noise.Contains(parameter);
    }

    private static double[] Transpose(double[] values, IReadOnlyList<long> shape)
    {
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var result = new double[values.Length];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
        return result;
    }
}
