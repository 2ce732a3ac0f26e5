namespace D2lOptim.Parity.Traces;

/// <summary>Two traces held against each other, step by step.</summary>
/// <param name="Steps">How many steps both have.</param>
/// <param name="Largest">The largest difference by quantity.</param>
/// <param name="First">The first numbers that are not equal; null where all are.</param>
/// <param name="Beyond">The first that differ by more than rounding can.</param>
/// <param name="Notes">What one trace has and the other has not.</param>
public sealed record TraceComparison(int Steps, IReadOnlyList<QuantityDifference> Largest, Divergence? First, Divergence? Beyond, IReadOnlyList<string> Notes)
{
    /// <summary>Compares all steps that both traces have.</summary>
    /// <exception cref="BadInputException">A trace is damaged, the parameters do not match, or no step is in both.</exception>
    public static TraceComparison Of(TraceReader a, TraceReader b, NameMap map)
    {
        map.Check(a, b);
        var walk = new Walk(map);
        foreach (var (one, other) in Pairs(a, b)) walk.Compare(one, other);
        if (walk.Steps == 0) throw new BadInputException($"{a.Path} and {b.Path}: no step is in both, expected some; the one has {Range(a)}, the other {Range(b)}");
        if (a.Numbers[^1] != b.Numbers[^1] || a.Numbers.Count != b.Numbers.Count) walk.Notes.Add($"{a.Path} has {Range(a)}, {b.Path} {Range(b)}; {walk.Steps} are in both");
        walk.Notes.AddRange(Declared(a.Header, b.Header, map));
        return new TraceComparison(walk.Steps, walk.Largest, walk.First, walk.Beyond, walk.Notes);
    }

    /// <summary>The steps that both traces have, each pair valid until the next.</summary>
    public static IEnumerable<(TraceStep A, TraceStep B)> Pairs(TraceReader a, TraceReader b)
    {
        using var one = a.Steps().GetEnumerator();
        using var other = b.Steps().GetEnumerator();
        var more = one.MoveNext() && other.MoveNext();
        while (more)
        {
            if (one.Current.Number == other.Current.Number)
            {
                yield return (one.Current, other.Current);
                more = one.MoveNext() && other.MoveNext();
            }
            else more = one.Current.Number < other.Current.Number ? one.MoveNext() : other.MoveNext();
        }
    }

    // Options that the headers themselves tell apart, where both name the same class.
    private static IEnumerable<string> Declared(TraceHeader a, TraceHeader b, NameMap map)
    {
        if (!string.Equals(a.Optimizer, b.Optimizer, StringComparison.OrdinalIgnoreCase)) return [];
        return a.Parameters.SelectMany(p => a.OptionsOf(p.Name)
            .Where(o => b.OptionsOf(map[p.Name].Name).TryGetValue(o.Key, out var other) && !other.Equals(o.Value))
            .Select(o => FormattableString.Invariant($"{o.Key} is set to {o.Value} in the first and {b.OptionsOf(map[p.Name].Name)[o.Key]} in the second"))).Distinct();
    }

    private static string Range(TraceReader trace) => trace.Numbers.Count == 1 ? "no steps" : $"{trace.Numbers.Count - 1} steps up to {trace.Numbers[^1]}";

    private sealed class Walk(NameMap map)
    {
        private const double RoundingUlps = 16;
        private const double Amplification = 100;
        private static readonly string[] s_order = ["rows", "batch", "lr", "loss", "gradient", "state", "parameter"];

        private readonly Dictionary<string, (double Difference, Divergence? Where, long Compared)> _largest = [];
        private readonly Dictionary<string, double> _scale = [];
        private readonly HashSet<string> _noted = [];
        private (TraceLayout A, TraceLayout B)? _layouts;
        private List<(TraceArray A, TraceArray B, bool Transposed)> _pairs = [];
        private double _drift, _nextDrift;

        internal int Steps { get; private set; }

        internal Divergence? First { get; private set; }

        internal Divergence? Beyond { get; private set; }

        internal List<string> Notes { get; } = [];

        internal IReadOnlyList<QuantityDifference> Largest => [.. _largest.OrderBy(q => Array.IndexOf(s_order, q.Key)).Select(q => new QuantityDifference(q.Key, q.Value.Difference, q.Value.Where, q.Value.Compared))];

        internal void Compare(TraceStep a, TraceStep b)
        {
            if (_layouts is not { } seen || seen.A != a.Layout || seen.B != b.Layout) Match(a, b);
            foreach (var (one, other, transposed) in _pairs) Compare(a, b, one, other, transposed);
            if (a.Number > 0) Steps++;
            (_drift, _nextDrift) = (Math.Max(_drift, _nextDrift), 0);
        }

        private void Match(TraceStep a, TraceStep b)
        {
            _layouts = (a.Layout, b.Layout);
            _pairs = [];
            HashSet<string> left = [.. b.Layout.ByName.Keys];
            foreach (var array in a.Layout.Arrays)
            {
                var (name, transposed) = map.OfArray(array.Name);
                if (b.Layout.ByName.TryGetValue(name, out var other)) _pairs.Add((array, other, transposed));
                else Note($"{array.Words} is only in the first trace, from step {a.Number}");
                left.Remove(name);
                if (other is not null && other.Count != array.Count)
                    throw new BadInputException($"step {a.Number}: {other.Words} of the second trace has shape {TraceParameter.Text(other.Shape)}, expected {TraceParameter.Text(array.Shape)} as in the first");
            }
            // A step's causes come before its effects: other samples make another loss, that another gradient, and so on.
            _pairs = [.. _pairs.OrderBy(pair => Array.IndexOf(s_order, pair.A.Quantity))];
            foreach (var name in left) Note($"{b.Layout.ByName[name].Words} is only in the second trace, from step {b.Number}");
        }

        private void Note(string note)
        {
            if (_noted.Add(note.Split(", from step")[0])) Notes.Add(note);
        }

        private void Compare(TraceStep a, TraceStep b, TraceArray one, TraceArray other, bool transposed)
        {
            var quantity = one.Quantity;
            if (quantity == "rows") return;
            var (largest, where, compared) = _largest.GetValueOrDefault(quantity);
            compared += one.Count;
            var equal = one.Type == other.Type && !transposed && a.Bytes(one).SequenceEqual(b.Bytes(other));
            if (equal && quantity is ("batch" or "lr"))
            {
                _largest[quantity] = (largest, where, compared);
                return;
            }
            if (quantity == "batch")
            {
                var place = new Divergence(a.Number, one.Name, 0, [], 0, 0, double.PositiveInfinity);
                First ??= place;
                Beyond ??= place;
                _largest[quantity] = (double.PositiveInfinity, where ?? place, compared);
                return;
            }
            var x = a.Doubles(one);
            if (equal)
            {
                RequireNumbers(x, x, a, one);
                Remember(one, LargestOf(x));
                _largest[quantity] = (largest, where, compared);
                return;
            }
            var y = b.Doubles(other);
            if (transposed && other.Shape.Count == 2) y = Transpose(y, other.Shape);
            var type = one.Type == "<f4" ? one.Type : other.Type;
            RequireNumbers(x, y, a, one);
            var scale = Remember(one, Math.Max(LargestOf(x), LargestOf(y)));
            // What a step rounds adds up over steps at random, and gradients answer to where the parameters already are.
            var allowed = RoundingUlps * Ulp.Epsilon(type) * Math.Sqrt(Math.Max(1, a.Number)) * scale + (quantity == "parameter" ? 0 : Amplification * _drift * scale);
            Divergence? first = null, beyond = null;
            for (var k = 0; k < x.Length; k++)
            {
                if (x[k] == y[k] || (double.IsNaN(x[k]) && double.IsNaN(y[k]))) continue;
                var apart = double.IsFinite(x[k] - y[k]) ? Math.Abs(x[k] - y[k]) : double.PositiveInfinity;
                if (first is null || apart > largest || (beyond is null && apart > allowed))
                {
                    var place = new Divergence(a.Number, one.Name, k, one.Shape, x[k], y[k], Ulp.Distance(x[k], y[k], type));
                    first ??= place;
                    if (apart > allowed) beyond ??= place;
                    if (apart > largest) (largest, where) = (apart, place);
                }
                if (quantity == "parameter" && scale > 0) _nextDrift = Math.Max(_nextDrift, apart / scale);
            }
            First ??= first;
            Beyond ??= beyond;
            _largest[quantity] = (largest, where, compared);
        }

        // What is lost in both is no difference, and nothing after it is a comparison.
        private void RequireNumbers(double[] x, double[] y, TraceStep step, TraceArray array)
        {
            if (Beyond is not null) return;
            for (var k = 0; k < x.Length; k++)
                if (double.IsNaN(x[k]) && double.IsNaN(y[k]))
                    throw new BadInputException($"step {step.Number}: {array.Words} is NaN in both traces, at element {k} of shape {TraceParameter.Text(array.Shape)}, expected a number; nothing after it can be compared");
        }

        private double Remember(TraceArray array, double scale) => _scale[array.Name] = Math.Max(_scale.GetValueOrDefault(array.Name), double.IsFinite(scale) ? scale : 0);

        private static double LargestOf(double[] values)
        {
            var largest = 0.0;
            foreach (var value in values) largest = Math.Max(largest, double.IsFinite(value) ? Math.Abs(value) : 0);
            return largest;
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
}
