using D2lOptim.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Objectives;

public class Functions1DTests
{
    private const double C = 0.15 * Math.PI;

    // The formulas once more, for torch to differentiate.
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_inTensors = new()
    {
        ["x·cos(πx)"] = x => x * (Math.PI * x).cos(),
        ["x·cos(πx) + 0.2·cos(5πx)"] = x => x * (Math.PI * x).cos() + 0.2 * (5 * Math.PI * x).cos(),
        ["x³"] = x => x.pow(3),
        ["tanh x"] = x => x.tanh(),
        ["max(0, x)"] = x => x.relu(),
        ["½x²"] = x => x.square() / 2,
        ["cos(πx)"] = x => (Math.PI * x).cos(),
        ["exp(½x)"] = x => (x / 2).exp(),
        ["x⁴"] = x => x.pow(4),
        ["x²"] = x => x.square(),
        ["x·cos(0.15πx)"] = x => x * (C * x).cos(),
        ["cosh(½x)"] = x => (x / 2).cosh(),
        ["25·sin x − x²"] = x => 25 * x.sin() - x.square(),
        ["x + sin x"] = x => x + x.sin(),
        ["x·sin x"] = x => x * x.sin(),
    };

    public static TheoryData<string> Names => [.. Functions1D.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_by_hand_are_autograds(string name)
    {
        var f = Of(name);
        foreach (var at in Sample(f, 41))
        {
            using var scope = NewDisposeScope();
            var x = tensor(at, requires_grad: true);
            var value = s_inTensors[name](x);
            value.backward();
            Assert.Equal(value.item<double>(), f.Value(at), 1e-12 * (1 + Math.Abs(f.Value(at))));
            Assert.Equal(x.grad!.item<double>(), f.Gradient(at), 1e-12 * (1 + Math.Abs(f.Gradient(at))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_curvature_by_hand_is_the_central_difference_of_the_gradient(string name)
    {
        var f = Of(name);
        foreach (var x in Sample(f, 40).Where(x => name != "max(0, x)" || Math.Abs(x) > 0.01))
            Assert.Equal((f.Gradient(x + 1e-6) - f.Gradient(x - 1e-6)) / 2e-6, f.Curvature(x),
                1e-6 * (1 + Math.Abs(f.Curvature(x)) + Math.Abs(f.Gradient(x))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_minima_are_where_the_gradient_turns_from_negative_to_positive_the_lowest_first(string name)
    {
        var f = Of(name);
        double[] x = [.. Sample(f, 1000).Select(x => x + 1e-7)];
        var turns = Enumerable.Range(1, x.Length - 1).Where(k => f.Gradient(x[k - 1]) < 0 && f.Gradient(x[k]) > 0)
            .ToList();
        Assert.Equal(turns.Count, f.Minima.Count);
        Assert.All(f.Minima, m => Assert.Contains(turns, k => x[k - 1] <= m && m <= x[k]));
        Assert.All(f.Minima, m => Assert.Equal(0, f.Gradient(m), 1e-12));
        Assert.Equal(f.Minima.OrderBy(f.Value), f.Minima);
        Assert.InRange(f.Start, f.Bounds.Min, f.Bounds.Max);
    }

    [Fact]
    public void Tanh_has_hardly_a_gradient_at_4_where_ReLU_has_1()
    {
        Assert.Equal(0.00134095, Functions1D.Tanh.Gradient(4), 1e-8);
        Assert.Equal(1, Functions1D.Relu.Gradient(4));
    }

    [Fact]
    public void Negated_turns_value_gradient_and_curvature_around()
    {
        var (f, g) = (Functions1D.Hills, Functions1D.Hills.Negated());
        Assert.Equal((-f.Value(1), -f.Gradient(1), -f.Curvature(1)), (g.Value(1), g.Gradient(1), g.Curvature(1)));
    }

    private static Objective1D Of(string name) => Functions1D.All.Single(f => f.Name == name);

    private static IEnumerable<double> Sample(Objective1D f, int count) =>
        Enumerable.Range(0, count).Select(k => f.Bounds.Min + (f.Bounds.Max - f.Bounds.Min) * k / (count - 1));
}
