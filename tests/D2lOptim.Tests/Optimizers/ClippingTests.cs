using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Clipping as torch.nn.utils clips.</summary>
public class ClippingTests
{
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(1e9, 2)]
    [InlineData(0.5, double.PositiveInfinity)]
    public void The_norm_of_all_gradients_together_is_brought_to_the_limit(double limit, double type)
    {
        using var scope = NewDisposeScope();
        var x = Parameters();
        double[] before = Gradients(x);
        var expected = type == 2 ? Math.Sqrt(before.Sum(g => g * g)) : before.Max(Math.Abs);
        var norm = fused.clip_grad_norm_(x, limit, type);
        Assert.Equal(expected, norm, expected * 1e-12);
        var factor = Math.Min(1, limit / (norm + 1e-6));
        double[] after = Gradients(x);
        Near.Relative([.. before.Select(g => g * factor)], after, 2e-3, $"gradients"); // bfloat16 keeps eight bits
        if (factor == 1) Near.Same(before, after, $"gradients that are within");
        Assert.Null(x[2].grad);
    }

    [Fact]
    public void The_norm_does_not_depend_on_the_threads()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(zeros(1_000_003));
        x.grad = arange(0, 1_000_003, 1, float32).sin();
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = fused.clip_grad_norm_([x], 1e9);
            set_num_threads(2);
            Assert.Equal(one, fused.clip_grad_norm_([x], 1e9));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Values_are_brought_within_the_bounds_and_NaN_stays()
    {
        using var scope = NewDisposeScope();
        foreach (var dtype in (ScalarType[])[float32, float64, ScalarType.BFloat16])
        {
            var x = new Parameter(zeros(40).to(dtype));
            double[] values =
                [double.NaN, double.NegativeInfinity, double.PositiveInfinity, .. Enumerable.Range(-18, 37)
                .Select(k => k / 8.0)];
            x.grad = tensor(values).to(dtype);
            fused.clip_grad_value_([x], 0.5);
            Near.Bits([.. values.Select(v => Math.Clamp(v, -0.5, 0.5))], x.grad!.to(float64).Doubles(), $"{dtype}");
        }
    }

    [Fact]
    public void What_is_no_number_is_an_error_where_it_is_to_be_and_a_bad_limit_always()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(zeros(2));
        x.grad = tensor([1f, float.NaN]);
        Assert.Contains("no gradient was changed",
            Assert.Throws<InvalidOperationException>(() =>
            fused.clip_grad_norm_([x], 0.5, error_if_nonfinite: true)).Message);
        Assert.Equal(1, x.grad!.Doubles()[0]);
        Assert.True(double.IsNaN(fused.clip_grad_norm_([x], 0.5)));
        Assert.StartsWith("max_norm must be ≥ 0 and finite, was -1",
            Assert.Throws<ArgumentOutOfRangeException>(() => fused.clip_grad_norm_([x], -1)).Message);
        Assert.StartsWith("clip_value must be ≥ 0 and finite, was NaN",
            Assert.Throws<ArgumentOutOfRangeException>(() => fused.clip_grad_value_([x], double.NaN)).Message);
    }

    private static double[] Gradients(Parameter[] x) => [.. x.SelectMany(p => p.grad?.to(float64).Doubles() ?? [])];

    private static Parameter[] Parameters()
    {
        Parameter[] x =
            [new(zeros(1003)), new(zeros(3, 7, dtype: float64)), new(zeros(5)), new(zeros(6).to(ScalarType.BFloat16))];
        x[0].grad = arange(0, 1003, 1, float32) / 1003 - 0.5;
        x[1].grad = arange(0, 21, 1, float64).reshape(3, 7) / 8;
        x[3].grad = (arange(0, 6, 1, float32) / 4).to(ScalarType.BFloat16);
        return x;
    }
}
