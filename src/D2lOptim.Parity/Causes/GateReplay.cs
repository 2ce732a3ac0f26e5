namespace D2lOptim.Parity.Causes;

/// <summary>Calls an LSTM's cell that is written by hand again, from a state of zeros: in which order do its gates
/// stand, and what is added to the forget gate?</summary>
internal static class GateReplay
{
    private const string Gates = "ifgo";
    private static readonly double[] s_biases = [0, 1];

    /// <param name="Order">i: input gate, f: forget gate, g: candidate, o: output gate.</param>
    /// <param name="Bias">Of the forget gate, beside what is in its numbers already.</param>
    private readonly record struct Form(string Order, double Bias);

    /// <param name="part">The cell's call whose output is the first to differ, of sizes (rows, width).</param>
    /// <param name="before">All parts before it; of each call of the cell, those that give (rows, 4·width).</param>
    internal static (CauseKind, string)? Of(PartPair part, IReadOnlyList<PartPair> before)
    {
        if (!part.IsWhole || part.Sizes is not [var rows, var width] || part.X.Length < 8) return null;
        List<(double[]? Last, double[]? LastTwo, PartPair Cell)> calls = [];
        List<double[]> gates = [];
        foreach (var p in before.Append(part))
        {
            if (p.IsWhole && p.Sizes.SequenceEqual([rows, 4 * width])) gates.Add(p.X);
            if (p.Name.Split(':')[0] != part.Name.Split(':')[0]) continue;
            if (!p.IsWhole || !p.Sizes.SequenceEqual(part.Sizes)) return null;
            // Programs add what the input and what the state give, in a part of its own or in the cell.
            calls.Add((gates.Count > 0 ? gates[^1] : null,
                gates.Count > 1 ? [.. gates[^1].Zip(gates[^2], (a, b) => a + b)] : null, p));
            gates.Clear();
        }
        return Read([.. calls.Select(c => (c.Last, c.Cell))]) ?? Read([.. calls.Select(c => (c.LastTwo, c.Cell))]);

        (CauseKind, string)? Read((double[]? Gates, PartPair Cell)[] all)
        {
            if (all.Any(call => call.Gates is null)) return null;
            var forms = Orders("", Gates).SelectMany(_ => s_biases, (order, bias) => new Form(order, bias)).ToList();
            var one = forms.FindAll(form => Fits(form, all!, cell => cell.X, (int)width));
            var other = forms.FindAll(form => Fits(form, all!, cell => cell.Y, (int)width));
            // What fits both tells nothing; at the first call no bias of the forget gate shows.
            if (one.Count == 0 || other.Count == 0 || one.Intersect(other).Any()) return null;
            var (a, b) = (one[0], other[0]);
            List<string> apart = [];
            if (a.Order != b.Order)
                apart.Add($"the gates stand in the order {Spaced(a.Order)} in the first, {Spaced(b.Order)} in the "
                    + "second (i input, f forget, g candidate, o output)");
            if (a.Bias != b.Bias)
                apart.Add($"{Math.Max(a.Bias, b.Bias)} is added to the forget gate in the "
                    + $"{(a.Bias > b.Bias ? "first" : "second")} alone");
            return (CauseKind.Layout, string.Join(", and ", apart));
        }
    }

    private static bool Fits(Form form, (double[] Gates, PartPair Cell)[] calls, Func<PartPair, double[]> found,
        int width)
    {
        var c = new double[calls[0].Gates.Length / 4];
        foreach (var (gates, cell) in calls)
        {
            var h = found(cell);
            for (var k = 0; k < c.Length; k++)
            {
                var (row, column) = (k / width, k % width);
                double Gate(char gate) => gates[(row * 4 + form.Order.IndexOf(gate)) * width + column];
                c[k] = Sigmoid(Gate('f') + form.Bias) * c[k] + Sigmoid(Gate('i')) * Math.Tanh(Gate('g'));
                if (!ModuleCause.Close(h[k], Sigmoid(Gate('o')) * Math.Tanh(c[k]), 1e-1)) return false;
            }
        }
        return true;
    }

    private static IEnumerable<string> Orders(string begun, string left) => left.Length == 0 ? [begun]
        : left.SelectMany(gate => Orders(begun + gate, left.Replace($"{gate}", "", StringComparison.Ordinal)));

    private static string Spaced(string order) => string.Join(' ', order.AsEnumerable());

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
