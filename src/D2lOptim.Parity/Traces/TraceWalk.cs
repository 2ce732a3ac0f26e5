namespace D2lOptim.Parity.Traces;

/// <summary>Goes through two traces step by step, and keeps where they differ.</summary>
/// <param name="a">What the first says of its run.</param>
/// <param name="b">What the second does.</param>
/// <param name="map">The parameters that are called otherwise.</param>
internal sealed class TraceWalk(TraceHeader a, TraceHeader b, NameMap map)
{
    // A step's causes come before its effects: other samples make another loss, that another gradient, and so on.
    private static readonly string[] s_order = ["batch", "lr", "loss", "gradient", "state", "parameter"];

    private readonly Dictionary<string, (double Difference, Divergence? Where, long Compared)> _largest = [];
    private readonly RoundingBound _rounding = new();
    private readonly TraceNotes _notes = new();
    private readonly HashSet<string> _noise = [];
    private double _largestGradient;
    private (TraceLayout A, TraceLayout B)? _layouts;
    private List<(TraceArray A, TraceArray B, bool Transposed)> _pairs = [];
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

    internal IReadOnlyList<QuantityDifference> Largest => [.. s_order.Where(_largest.ContainsKey).Select(q => new QuantityDifference(q, _largest[q].Difference, _largest[q].Where, _largest[q].Compared))];

    internal void Compare(TraceStep one, TraceStep other)
    {
        if (_layouts is not { } seen || seen.A != one.Layout || seen.B != other.Layout) Match(one, other);
        var (first, beyond) = (First, Beyond);
        Divergence? otherBatch = null;
        _largestGradient = _pairs.Where(pair => pair.A.Quantity == "gradient").Select(pair => one.Doubles(pair.A).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max()).DefaultIfEmpty().Max();
        foreach (var (x, y, transposed) in _pairs)
        {
            if (x.Quantity == "batch") otherBatch = Batch(one, other, x, y);
            else if (x.Quantity == "lr") Rates(one, other, x, y);
            else if (Numbers(one, other, x, y, transposed) && otherBatch is not null && x.Quantity is "loss" or "gradient")
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

    private void Match(TraceStep one, TraceStep other)
    {
        _layouts = (one.Layout, other.Layout);
        _pairs = [];
        HashSet<string> left = [.. other.Layout.ByName.Keys];
        foreach (var array in one.Layout.Arrays.Where(array => array.Quantity != "rows"))
        {
            var (name, transposed) = map.OfArray(array.Name);
            left.Remove(name);
            if (!other.Layout.ByName.TryGetValue(name, out var twin))
            {
                _notes.OnlyIn("first", one, array);
                continue;
            }
            if (twin.Count != array.Count && array.Quantity != "lr")
                throw new BadInputException($"step {one.Number}: {twin.Words} of the second trace has shape {TraceParameter.Text(twin.Shape)}, expected {TraceParameter.Text(array.Shape)} as in the first");
            _pairs.Add((array, twin, transposed));
        }
        foreach (var name in left.Where(name => name != "rows")) _notes.OnlyIn("second", other, other.Layout.ByName[name]);
        if (_pairs.Exists(pair => pair.A.Quantity == "parameter" && pair.A.Type != pair.B.Type))
        {
            // Their batches have other bytes whatever they hold.
            _pairs.RemoveAll(pair => pair.A.Quantity == "batch");
            _notes.Add("one trace is in float32, the other in float64: differences of float32's rounding are no divergence, and batches are not compared");
        }
        _pairs = [.. _pairs.OrderBy(pair => Order(pair.A))];
    }

    private Divergence? Batch(TraceStep one, TraceStep other, TraceArray x, TraceArray y)
    {
        var place = one.Bytes(x).SequenceEqual(other.Bytes(y)) ? null : new Divergence(one.Number, x.Name, 0, [], 0, 0, double.PositiveInfinity);
        var (largest, where, compared) = _largest.GetValueOrDefault("batch");
        _largest["batch"] = (place is null ? largest : double.PositiveInfinity, where ?? place, compared + 1);
        return place;
    }

    private void Unanswered(Divergence batch)
    {
        if (!_pairs.Exists(pair => pair.A.Quantity is "loss" or "gradient")) (First, Beyond) = (First ?? batch, Beyond ?? batch);
        else if (!_otherBytes) _notes.Add($"the batches have other bytes from step {batch.Step}, and yet the same loss and gradients: the same samples in another type, layout or order");
        _otherBytes = true;
    }

    // By parameter where there are groups, as the two may be grouped otherwise; what is in no group has no rate.
    private void Rates(TraceStep one, TraceStep other, TraceArray x, TraceArray y)
    {
        var (mine, theirs) = (one.Doubles(x), other.Doubles(y));
        if (mine.Length == 1 && theirs.Length == 1) Rate("lr", mine[0], theirs[0]);
        else
            foreach (var parameter in a.Parameters)
                if (a.GroupOf(parameter.Name) is { } i && i < mine.Length && b.GroupOf(map[parameter.Name].Name) is { } j && j < theirs.Length)
                    Rate($"lr/{parameter.Name}", mine[i], theirs[j]);

        void Rate(string name, double here, double there) => Elements(one.Number, new TraceArray(name, "<f8", [], 0), "<f8", [here], [there]);
    }

    // Whether they differ by more than rounding can.
    private bool Numbers(TraceStep one, TraceStep other, TraceArray x, TraceArray y, bool transposed)
    {
        var mine = one.Doubles(x);
        if (x.Type == y.Type && !transposed && one.Bytes(x).SequenceEqual(other.Bytes(y)))
        {
            _rounding.Scale(x.Name, mine);
            var (largest, where, compared) = _largest.GetValueOrDefault(x.Quantity);
            _largest[x.Quantity] = (largest, where, compared + x.Count);
            return false;
        }
        var theirs = other.Doubles(y);
        if (transposed && y.Shape.Count == 2) theirs = Transpose(theirs, y.Shape);
        return Elements(one.Number, x, x.Type == "<f4" ? x.Type : y.Type, mine, theirs);
    }

    private bool Elements(long step, TraceArray array, string type, double[] x, double[] y)
    {
        var quantity = array.Quantity;
        var (largest, where, compared) = _largest.GetValueOrDefault(quantity);
        var scale = _rounding.Scale(array.Name, x, y);
        var allowed = _rounding.Allowed(step, quantity, type, scale);
        var noise = NameMap.ParameterOf(array.Name) is { } parameter && IsNoise(parameter, step, quantity, type, allowed, x, y);
        if (noise) allowed = double.PositiveInfinity;
        Divergence? first = null, beyond = null;
        for (var k = 0; k < x.Length; k++)
        {
            if (x[k] == y[k] || (double.IsNaN(x[k]) && double.IsNaN(y[k]))) continue;
            var apart = double.IsFinite(x[k] - y[k]) ? Math.Abs(x[k] - y[k]) : double.PositiveInfinity;
            if (first is null || apart > largest || (beyond is null && apart > allowed))
            {
                var place = new Divergence(step, array.Name, k, array.Shape, x[k], y[k], Ulp.Distance(x[k], y[k], type));
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

    // A gradient that is 0 but for rounding, as of a bias in front of a batch normalisation, and then what it moves.
    private bool IsNoise(string parameter, long step, string quantity, string type, double allowed, double[] x, double[] y)
    {
        if (quantity == "lr") return false;
        var noise = RoundingBound.Noise(type, _largestGradient);
        if (quantity == "gradient" && x.Zip(y).Any(p => Math.Abs(p.First - p.Second) > allowed) && x.Concat(y).All(g => Math.Abs(g) <= noise) && _noise.Add(parameter))
            _notes.Add($"the gradient of {parameter} is rounding alone, from step {step}; where it moves the parameter, that is no divergence");
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
