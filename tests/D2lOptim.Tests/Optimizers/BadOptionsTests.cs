using System.Globalization;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Every option of every optimizer refuses what is out of its range, and says which it was, what it was and
/// what is allowed.</summary>
public class BadOptionsTests
{
    private static readonly double[] s_never =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -double.Epsilon];

    private static readonly Range
        s_nonNegative = new("≥ 0 and finite", s_never, [0, double.Epsilon, 0.5, double.MaxValue]),
        s_fraction = new("in [0, 1)", [.. s_never, 1, 1.5], [0, 0.5, Math.BitDecrement(1)]),
        s_unitInterval = new("in [0, 1]", [.. s_never, Math.BitIncrement(1), 2], [0, 0.5, 1]);

    private static readonly Dictionary<string, Range> s_ranges = new()
    {
        ["lr"] = s_nonNegative,
        ["eps"] = s_nonNegative,
        ["eps_root"] = s_nonNegative,
        ["weight_decay"] = s_nonNegative,
        ["lr_decay"] = s_nonNegative,
        ["momentum_decay"] = s_nonNegative,
        ["lambd"] = s_nonNegative,
        ["t0"] = s_nonNegative,
        ["initial_accumulator_value"] = s_nonNegative,
        ["momentum"] = s_fraction,
        ["dampening"] = s_unitInterval,
        ["alpha"] = s_fraction,
        ["rho"] = s_fraction,
        ["beta1"] = s_fraction,
        ["beta2"] = s_fraction,
    };

    [Theory]
    [MemberData(nameof(OptimizerTable.Names), MemberType = typeof(OptimizerTable))]
    public void Every_option_refuses_what_is_out_of_its_range_and_takes_the_rest(string optimizer)
    {
        using var scope = NewDisposeScope();
        var row = OptimizerTable.Row(optimizer);
        var x = new Parameter(zeros(1, dtype: float64));
        OptimizerBase With(string option, double value) => row.Ours([x], new Given((option, value)));
        using var defaults = row.Ours([x], new Given());
        var options = defaults.ParamGroups.Cast<ParamGroup>().Single().Options.GetType().GetFields()
            .Where(f => f.FieldType == typeof(double?)).Select(f => f.Name);
        foreach (var option in (string[])["lr", .. options])
        {
            var range = optimizer == "ASGD" && option == "alpha" ? s_nonNegative : s_ranges[option];
            foreach (var value in range.Bad)
            {
                var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => With(option, value));
                Assert.StartsWith($"{option} must be {range.Text}, was {value.ToString(CultureInfo.InvariantCulture)}",
                    thrown.Message);
            }
            foreach (var value in range.Good) With(option, value).Dispose();
        }
    }

    [Fact]
    public void Nesterov_needs_a_momentum_and_no_dampening()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(zeros(1));
        foreach (var (momentum, dampening) in new[] { (0, 0.0), (0.9, 0.1) })
            Assert.StartsWith("nesterov must have a momentum > 0 and a dampening of 0",
                Assert.Throws<ArgumentOutOfRangeException>(() =>
                    fused.SGD([x], 0.1, momentum, dampening, nesterov: true)).Message);
    }

    [Fact]
    public void Defaults_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(zeros(1));
        foreach (var row in OptimizerTable.Rows.Where(row => row.Torchs is not null))
        {
            // Above the row's own defaults stands the factory's signature, and TorchSharp's own differs in AdamW's
            // decay alone.
            var ours = Signature(typeof(fused), row.Name);
            foreach (var (name, value) in Signature(typeof(optim), row.Name))
                Assert.Equal((row.Name, name, (row.Name, name) == ("AdamW", "weight_decay") ? 0.01 : value),
                    (row.Name, name, ours[name]));
        }

        static Dictionary<string, object?> Signature(Type factories, string name) => factories.GetMethods()
            .First(m => m.Name == name && m.GetParameters()[0].ParameterType == typeof(IEnumerable<Parameter>))
            .GetParameters().Where(p => p.HasDefaultValue).ToDictionary(p => p.Name!, p => p.DefaultValue);
    }

    private sealed record Range(string Text, double[] Bad, double[] Good);
}
