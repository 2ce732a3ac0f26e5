using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>One pass over memory and a kernel for each operation give the same bits, whatever the registers' width; NaN is equal to NaN.</summary>
public class FusedBitsTests
{
    private static readonly int[] s_widths = [.. new[] { 512, 256, 128, 0 }.Where(width => width <= Lanes.Widest)];

    [Theory]
    [MemberData(nameof(FusedCases.Names), MemberType = typeof(FusedCases))]
    public void Fused_is_the_tensors_way_to_the_bit(string optimizer)
    {
        foreach (var dtype in (ScalarType[])[float32, float64])
            foreach (var size in (int[])[0, 1, 7, 8, 9, 1003])
                RequireSame(optimizer, dtype, size, steps: 4, s_widths);
    }

    [Theory]
    [MemberData(nameof(FusedCases.Names), MemberType = typeof(FusedCases))]
    public void Fused_is_the_tensors_way_to_the_bit_over_a_million_elements_on_two_threads(string optimizer)
    {
        var before = get_num_threads();
        set_num_threads(2);
        try
        {
            RequireSame(optimizer, float32, 1_000_003, steps: 2, s_widths[..1]);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    // Some of everything: numbers of all sizes, zeros of both signs, subnormals, infinities, and NaN.
    private static Tensor Values(int size, ScalarType dtype, int seed)
    {
        var random = new Random(seed);
        var (least, tiny) = dtype == float32 ? ((double)float.Epsilon, 1e-41) : (double.Epsilon, 1e-310);
        double[] special = [0, -0.0, least, -least, tiny, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e30, -1e-30];
        return tensor([.. Enumerable.Range(0, size).Select(_ => random.Next(5) == 0
            ? special[random.Next(special.Length)]
            : (2 * random.NextDouble() - 1) * Math.Pow(10, random.Next(-6, 3)))], dtype: dtype);
    }

    private static void RequireSame(string optimizer, ScalarType dtype, int size, int steps, IReadOnlyList<int> widths)
    {
        using var scope = NewDisposeScope();
        var start = Values(size, dtype, size);
        Parameter[] x = [.. Enumerable.Range(0, widths.Count + 1).Select(_ => new Parameter(start.clone()))];
        ElementwiseOptimizer[] all = [.. x.Select(p => FusedCases.Make(optimizer, p))];
        all[0].Width = null;
        for (var k = 0; k < widths.Count; k++) all[k + 1].Width = widths[k];
        for (var t = 1; t <= steps; t++)
        {
            var g = Values(size, dtype, 1000 * t + size);
            for (var k = 0; k < all.Length; k++)
            {
                x[k].grad = g.clone();
                all[k].step();
                FormattableString where = $"{optimizer}, {dtype}, {size} elements, step {t}, width {(k == 0 ? 0 : widths[k - 1])}";
                RequireBits(x[0], x[k], where);
                foreach (var ((name, expected), (_, actual)) in all[0].StateOf(x[0]).Zip(all[k].StateOf(x[k])))
                    RequireBits(expected, actual, $"{where}, {name}");
            }
        }
        foreach (var one in all) one.Dispose();
    }

    private static void RequireBits(Tensor expected, Tensor actual, FormattableString where)
    {
        var same = expected.dtype == float32
            ? expected.data<float>().ToArray().AsSpan().SequenceEqual(actual.data<float>().ToArray(), BitsOf<float>.Instance)
            : expected.data<double>().ToArray().AsSpan().SequenceEqual(actual.data<double>().ToArray(), BitsOf<double>.Instance);
        if (!same) Near.Bits(expected.Doubles(), actual.Doubles(), where);
    }

    // NaN equals NaN, but 0 is not −0.
    private sealed class BitsOf<T> : IEqualityComparer<T> where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        internal static readonly BitsOf<T> Instance = new();

        public bool Equals(T? a, T? b) => a!.Equals(b) && T.IsNegative(a) == T.IsNegative(b!) || T.IsNaN(a) && T.IsNaN(b!);

        public int GetHashCode(T value) => value.GetHashCode();
    }
}
