using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>One pass over memory and a kernel for each operation give the same bits, whatever the registers' width; NaN
/// is equal to NaN.</summary>
public class FusedBitsTests
{
    private static readonly int[] s_widths = [.. new[] { 512, 256, 128, 0 }.Where(width => width <= Lanes.Widest)];

    [Theory]
    [MemberData(nameof(OptimizerTable.ElementwiseCases), MemberType = typeof(OptimizerTable))]
    public void Fused_is_the_tensors_way_to_the_bit(string optimizer, int number)
    {
        foreach (var dtype in (ScalarType[])[float32, float64])
            foreach (var size in (int[])[0, 1, 7, 8, 9, 203])
                RequireSame(OptimizerTable.Row(optimizer).Cases[number], dtype, size, steps: 3, s_widths);
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.ElementwiseNames), MemberType = typeof(OptimizerTable))]
    public void Fused_is_the_tensors_way_to_the_bit_over_a_million_elements_on_two_threads(string optimizer)
    {
        var before = get_num_threads();
        set_num_threads(2);
        try
        {
            foreach (var options in OptimizerTable.Row(optimizer).More)
                RequireSame(new(OptimizerTable.Row(optimizer), options), float32, 1_000_003, steps: 2, s_widths[..1]);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    // It takes the tensors' way by itself.
    [Theory]
    [MemberData(nameof(OptimizerTable.ElementwiseNames), MemberType = typeof(OptimizerTable))]
    public void Strided_parameters_go_the_same_way_to_the_bit(string optimizer)
    {
        foreach (var options in OptimizerTable.Row(optimizer).Cases)
        {
            using var scope = NewDisposeScope();
            double[] values = [1, 2, 3, 4, 5, 6];
            var plain = new Parameter(tensor(values, [2, 3]));
            var turned = new Parameter(tensor([1.0, 4, 2, 5, 3, 6], [3, 2]).t());
            Assert.False(turned.is_contiguous());
            using var one = options.Ours(plain);
            using var other = options.Ours(turned);
            for (var t = 1; t <= 20; t++)
            {
                double[] g = [.. values.Select(v => Math.Sin(v * t))];
                (plain.grad, turned.grad) = (tensor(g, [2, 3]), tensor(g, [2, 3]));
                one.step();
                other.step();
            }
            Near.Same(plain.Doubles(), turned.Doubles(), $"{options}");
        }
    }

    [Fact]
    public void Half_precision_is_stepped_by_tensors()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(ones(3).to(ScalarType.BFloat16));
        using var adam = fused.Adam([x], 0.5);
        x.grad = ones(3).to(ScalarType.BFloat16);
        adam.step();
        Assert.Equal(ScalarType.BFloat16, x.dtype);
        Assert.Equal([0.5f, 0.5f, 0.5f], x.to(float32).data<float>().ToArray());
    }

    // Some of everything: numbers of all sizes, zeros of both signs, subnormals, infinities, and NaN.
    private static Tensor Values(int size, ScalarType dtype, int seed)
    {
        var random = new Random(seed);
        var (least, tiny) = dtype == float32 ? ((double)float.Epsilon, 1e-41) : (double.Epsilon, 1e-310);
        double[] special =
            [0, -0.0, least, -least, tiny, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e30, -1e-30];
        return tensor([.. Enumerable.Range(0, size).Select(_ => random.Next(5) == 0
            ? special[random.Next(special.Length)]
            : (2 * random.NextDouble() - 1) * Math.Pow(10, random.Next(-6, 3)))], dtype: dtype);
    }

    private static void RequireSame(OptimizerCase options, ScalarType dtype, int size, int steps,
        IReadOnlyList<int> widths)
    {
        using var scope = NewDisposeScope();
        var start = Values(size, dtype, size);
        Parameter[] x = [.. Enumerable.Range(0, widths.Count + 1).Select(_ => new Parameter(start.clone()))];
        OptimizerBase[] all = [.. x.Select(p => options.Ours(p))];
        all[0].UseWidth(null);
        for (var k = 0; k < widths.Count; k++) all[k + 1].UseWidth(widths[k]);
        for (var t = 1; t <= steps; t++)
        {
            var g = Values(size, dtype, 1000 * t + size);
            for (var k = 0; k < all.Length; k++)
            {
                x[k].grad = g.clone();
                all[k].step();
                if (k == 0) continue;
                FormattableString where = $"{options}, {dtype}, {size} elements, step {t}, width {widths[k - 1]}";
                Near.Bits(x[0].Doubles(), x[k].Doubles(), where);
                foreach (var ((name, expected), (_, actual)) in all[0].StateOf(x[0]).Zip(all[k].StateOf(x[k])))
                    Near.Bits(expected.Doubles(), actual.Doubles(), $"{where}, {name}");
            }
        }
        foreach (var one in all) one.Dispose();
    }
}
