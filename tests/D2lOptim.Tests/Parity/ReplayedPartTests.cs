using System.Runtime.InteropServices;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Tests.Parity;

/// <summary>What a part gave is made again of what was before it; where that fits neither run, or both, nothing is
/// named.</summary>
public class ReplayedPartTests
{
    private static readonly double[] s_constant = [.. Enumerable.Repeat(2.0, 64)];
    private static readonly double[] s_noise = Noise(64, 1);

    // Pixel (y, x) of plane c is 32·c + 8·y + x of 2 planes of 4×8.
    [Theory]
    [InlineData("largest", "average", "by the largest of each window in the first, by the average of each window in")]
    [InlineData("average", "nearest", "by the average of each window in the first, by nearest neighbours in")]
    [InlineData("largest", "noise", null)]
    [InlineData("noise", "average", null)]
    [InlineData("largest", "largest", null)]
    public void Pools_are_named_where_both_fit(string one, string other, string? told)
    {
        double[] Made(string way) => way == "noise" ? Noise(16, 2) : [.. Enumerable.Range(0, 16).Select(k =>
        {
            var (c, y, x) = (k / 8, k / 4 % 2, k % 4);
            double[] window = [.. new[] { 0, 1, 8, 9 }.Select(d => s_noise[32 * c + 16 * y + 2 * x + d])];
            return way switch { "largest" => window.Max(), "average" => window.Average(), _ => window[0] };
        })];
        var found = Resampling.Of(Part("pool", [1, 2, 2, 4], Made(one), Made(other)),
            [Same("act", [1, 2, 4, 8], s_noise)]);
        AssertTold(told, found?.Item2);
        // Of one number everywhere, every way makes that number.
        Assert.Null(Resampling.Of(Part("pool", [1, 2, 2, 4], s_constant[..16], Made("noise")),
            [Same("act", [1, 2, 4, 8], s_constant)]));
    }

    [Theory]
    [InlineData("ifgo", "ifog", 0, "in the order i f g o in the first, i f o g in the second")]
    [InlineData("ifgo", "ifgo", 1, "1 is added to the forget gate in the second alone")]
    [InlineData("ifgo", "ifgo", 0.37, null)]
    [InlineData("ifgo", "ifgo", 0, null)]
    public void Gates_are_named_where_both_fit(string one, string other, double bias, string? told)
    {
        double[][] gates = [Noise(64, 3), Noise(64, 4)];
        var (x, y) = (Lstm(gates, one, 0), Lstm(gates, other, bias));
        PartPair[] before = [Same("gates", [2, 32], gates[0]), Part("cell", [2, 8], x[0], y[0]),
            Same("gates:2", [2, 32], gates[1])];
        AssertTold(told, GateReplay.Of(Part("cell:2", [2, 8], x[1], y[1]), before)?.Item2);
        Assert.Null(GateReplay.Of(Part("cell:2", [2, 8], x[1], Noise(16, 5)), before));
        // The gates may be added in the cell.
        var half = gates.Select(g => g.Select(v => v / 2).ToArray()).ToArray();
        AssertTold(told, GateReplay.Of(Part("cell:2", [2, 8], x[1], y[1]),
            [Same("x", [2, 32], half[0]), Same("h", [2, 32], half[0]), before[1], Same("x:2", [2, 32], half[1]),
                Same("h:2", [2, 32], half[1])])?.Item2);
    }

    [Theory]
    [InlineData(1.0, 0, "as the sum of all numbers in the first, not at all in the second")]
    [InlineData(1.0 / 16, -1.0 / 16, "as the mean over 16 rows in the first, subtracted, as the mean over 16 rows in")]
    [InlineData(1.0 / 32, 0.7, "has 0.66875 times more of the sum of the divergence")]
    public void The_divergence_of_a_normal_distribution_is_named_by_its_gradients(double one, double other, string told)
    {
        double[] mean = Noise(32, 6), spread = Noise(32, 7), output = Noise(32, 8), target = Noise(32, 9);
        double[] slope = [.. spread.Select(v => 0.5 * (Math.Exp(v) - 1))];
        var sum = mean.Zip(spread, (μ, v) => 0.5 * (μ * μ + Math.Exp(v) - 1 - v)).Sum();
        var rest = output.Zip(target, (a, b) => (a - b) * (a - b)).Average();

        TraceStep Run(double weight, double[] slopes) => Step(
            ("target", target), ("output/mean", mean), ("output/spread", spread), ("output/decode", output),
            ("loss", [rest + weight * sum]),
            ("outgrad/mean", [.. mean.Zip(Noise(32, 10), (μ, g) => weight * μ + g)]),
            ("outgrad/spread", [.. slopes.Zip(Noise(32, 11), (s, g) => weight * s + g)]));
        var modules = Modules("mean", "spread", "decode");
        AssertTold(told, DivergenceTerm.Of(modules, Run(one, slope), Run(other, slope))?.Text);
        // Another term of mean and spread is not this one.
        Assert.Null(DivergenceTerm.Of(modules, Run(one, spread), Run(other, spread)));
    }

    [Fact]
    public void A_gradient_that_a_skip_connection_does_not_pass_is_named_and_another_is_not()
    {
        double[] last = Noise(32, 12), way = Noise(32, 13);
        TraceStep Run(double[] start) => Step(("output/start", s_noise[..32]), ("output/norm", s_noise[..32]),
            ("output/last", s_noise[..32]), ("outgrad/last", last), ("outgrad/norm", Noise(32, 14)),
            ("outgrad/start", start));
        var (whole, modules) = (Run([.. last.Zip(way, (a, b) => a + b)]), Modules("start", "norm", "last"));
        var (kind, text) = BackwardCause.Of(whole, Run(way), modules, "outgrad/start");
        Assert.Equal(CauseKind.NullGradient, kind);
        AssertTold("has that at the output of last in it in the first alone", text);
        Assert.Equal(CauseKind.NotExplained,
            BackwardCause.Of(whole, Run([.. way.Select(g => 1.01 * g)]), modules, "outgrad/start").Kind);
    }

    private static double[][] Lstm(double[][] gates, string order, double bias)
    {
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        var c = new double[16];
        return [.. gates.Select(all => Enumerable.Range(0, 16).Select(k =>
        {
            double Gate(char name) => all[k / 8 * 32 + order.IndexOf(name) * 8 + k % 8];
            c[k] = Sigmoid(Gate('f') + bias) * c[k] + Sigmoid(Gate('i')) * Math.Tanh(Gate('g'));
            return Sigmoid(Gate('o')) * Math.Tanh(c[k]);
        }).ToArray())];
    }

    private static void AssertTold(string? expected, string? found)
    {
        if (expected is null) Assert.Null(found);
        else Assert.Contains(expected, found, StringComparison.Ordinal);
    }

    private static double[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }

    private static PartPair Same(string name, long[] sizes, double[] x) => Part(name, sizes, x, x);

    private static PartPair Part(string name, long[] sizes, double[] x, double[] y) =>
        new(name, "Fn", "Fn", (true, true), sizes, sizes, x, y, "<f4", []);

    // Arrays of 32 have 16 rows.
    private static TraceStep Step(params (string Name, double[] Values)[] arrays) => new(1,
        TraceLayout.Of(arrays.Select(a => (a.Name, "<f8", (IReadOnlyList<long>)(a.Values.Length == 1 ? [] : [16, 2])))),
        MemoryMarshal.AsBytes<double>([.. arrays.SelectMany(a => a.Values)]).ToArray());

    private static ModuleMap Modules(params string[] names)
    {
        var header = new TraceHeader("python", "2.10.0", 1, null, [], [])
        {
            Modules = [.. names.Select(name => new TraceModule(name, "Fn", new Dictionary<string, string>()))],
        };
        return new(header, header, new NameMap());
    }
}
