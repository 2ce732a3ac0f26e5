using System.Globalization;
using D2lOptim.Optimizers;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Every option of every optimizer refuses what is out of its range, and says which it was, what it was and what is allowed.</summary>
public class BadOptionsTests
{
    private static readonly double[] s_never = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -double.Epsilon];

    private static readonly Range
        s_nonNegative = new("≥ 0 and finite", s_never, [0, double.Epsilon, 0.5, double.MaxValue]),
        s_fraction = new("in [0, 1)", [.. s_never, 1, 1.5], [0, 0.5, Math.BitDecrement(1)]),
        s_openFraction = new("in (0, 1)", [.. s_never, 0, 1, 1.5], [double.Epsilon, 0.5, Math.BitDecrement(1)]),
        s_unitInterval = new("in [0, 1]", [.. s_never, Math.BitIncrement(1), 2], [0, 0.5, 1]);

    private static readonly Dictionary<string, Range> s_ranges = new()
    {
        ["Lr"] = s_nonNegative,
        ["Eps"] = s_nonNegative,
        ["WeightDecay"] = s_nonNegative,
        ["LrDecay"] = s_nonNegative,
        ["InitialAccumulatorValue"] = s_nonNegative,
        ["Momentum"] = s_fraction,
        ["Nesterov.Momentum"] = s_openFraction,
        ["Dampening"] = s_unitInterval,
        ["Gamma"] = s_fraction,
        ["Rho"] = s_fraction,
        ["Beta1"] = s_fraction,
        ["Beta2"] = s_fraction,
    };

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Every_option_refuses_what_is_out_of_its_range_and_takes_the_rest(string optimizer)
    {
        var row = OptimizerTable.Row(optimizer);
        var options = row.Options.GetProperties().Where(p => p.PropertyType == typeof(double)).Select(p => p.Name).ToList();
        Assert.Contains("Lr", options);
        foreach (var option in options)
        {
            var range = s_ranges.GetValueOrDefault($"{optimizer}.{option}") ?? s_ranges[option];
            foreach (var value in range.Bad)
            {
                var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => row.With(option, value));
                Assert.StartsWith($"{char.ToLowerInvariant(option[0])}{option[1..]} must be {range.Text}, was {value.ToString(CultureInfo.InvariantCulture)}", thrown.Message);
            }
            foreach (var value in range.Good) Assert.Equal(value, row.Options.GetProperty(option)!.GetValue(row.With(option, value)));
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void A_schedule_cannot_set_a_bad_learning_rate(string optimizer)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var scratch = OptimizerTable.Row(optimizer).Python[0].Optimizer.Scratch([TorchSharp.torch.zeros(1)]);
        foreach (var value in s_nonNegative.Bad) Assert.StartsWith("lr must be ≥ 0 and finite, was", Assert.Throws<ArgumentOutOfRangeException>(() => scratch.Lr = value).Message);
    }

    [Fact]
    public void A_message_reads_as_a_sentence()
    {
        var o = new Adam.Options();
        Assert.StartsWith("lr must be ≥ 0 and finite, was NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd.Options { Lr = double.NaN }).Message);
        Assert.StartsWith("beta2 must be in [0, 1), was 1", Assert.Throws<ArgumentOutOfRangeException>(() => o with { Beta2 = 1 }).Message);
        Assert.StartsWith("weightDecay must be ≥ 0 and finite, was -Infinity", Assert.Throws<ArgumentOutOfRangeException>(() => o with { WeightDecay = double.NegativeInfinity }).Message);
        Assert.StartsWith("convention must be one of D2l, Torch, was 7", Assert.Throws<ArgumentOutOfRangeException>(() => o with { Convention = (Convention)7 }).Message);
    }

    [Fact]
    public void Epsilon_follows_the_convention_unless_it_is_given()
    {
        Assert.Equal((1e-6, 1e-10), (new AdaGrad.Options().Eps, new AdaGrad.Options { Convention = Convention.Torch }.Eps));
        Assert.Equal((1e-6, 1e-8), (new RmsProp.Options().Eps, new RmsProp.Options { Convention = Convention.Torch }.Eps));
        Assert.Equal((1e-5, 1e-6), (new Adadelta.Options().Eps, new Adadelta.Options { Convention = Convention.Torch }.Eps));
        Assert.Equal((1e-6, 1e-8), (new Adam.Options().Eps, new Adam.Options { Convention = Convention.Torch }.Eps));
        Assert.Equal(1e-3, new Yogi.Options().Eps);
        Assert.Equal(0.5, (new Adam.Options { Eps = 0.5 } with { Convention = Convention.Torch }).Eps);
        Assert.Equal(1e-8, (new Adam.Options() with { Convention = Convention.Torch }).Eps);
    }

    private sealed record Range(string Text, double[] Bad, double[] Good);
}
