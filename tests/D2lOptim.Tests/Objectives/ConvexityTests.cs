using D2lOptim.Objectives;

namespace D2lOptim.Tests.Objectives;

public class ConvexityTests
{
    [Theory]
    [InlineData("½x²", -2, 2, Verdict.Convex)]
    [InlineData("exp(½x)", -2, 2, Verdict.Convex)]
    [InlineData("cosh(½x)", -10, 10, Verdict.Convex)]
    [InlineData("x³", 0.1, 2, Verdict.Convex)]
    [InlineData("x·cos(0.15πx)", 5.5, 8.5, Verdict.Convex)]
    [InlineData("x³", -2, 2, Verdict.NotConvex)]
    [InlineData("cos(πx)", -2, 2, Verdict.NotConvex)]
    [InlineData("tanh x", -2, 5, Verdict.NotConvex)]
    [InlineData("25·sin x − x²", -6, 4, Verdict.NotConvex)]
    [InlineData("x⁴", -2, 2, Verdict.Undecided)]
    public void A_function_of_one_variable_gets_its_verdict(string name, double min, double max, Verdict expected)
    {
        var f = Functions1D.All.Single(f => f.Name == name);
        var result = Convexity.Check(f, min, max);
        Assert.Equal(expected, result.Verdict);
        RequireWitness(result, x => f.Value(x[0]), [(min, max)]);
    }

    public static TheoryData<Objective, Verdict> Surfaces => new()
    {
        { new Quadratic(), Verdict.Convex }, { new Saddle(), Verdict.NotConvex },
            { new SaddlePass(), Verdict.NotConvex },
        { new Rosenbrock(), Verdict.NotConvex }, { new Beale(), Verdict.NotConvex },
            { new Himmelblau(), Verdict.NotConvex }, { new GaussianHills(0), Verdict.NotConvex },
    };

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void A_function_of_two_variables_gets_its_verdict(Objective f, Verdict expected)
    {
        var result = Convexity.Check(f);
        var (left, right, bottom, top) = f.Bounds;
        Assert.Equal(expected, result.Verdict);
        RequireWitness(result, x => f.Value(x[0], x[1]), [(left, right), (bottom, top)]);
    }

    [Theory]
    [InlineData(3, Verdict.Convex)]
    [InlineData(-0.01, Verdict.NotConvex)]
    public void In_three_dimensions_the_least_eigenvalue_decides(double third, Verdict expected)
    {
        var result = Convexity.Check(x => x[0] * x[0] + x[1] * x[1] + third * x[2] * x[2],
            _ => new[,] { { 2, 0, 0 }, { 0, 2, 0 }, { 0, 0, 2 * third } }, [(-1, 1), (-1, 1), (0, 2)]);
        Assert.Equal((expected, Math.Min(2, 2 * third)), (result.Verdict, result.SmallestEigenvalue));
    }

    [Fact]
    public void What_is_not_finite_is_undecided() =>
        Assert.Equal(Verdict.Undecided,
            Convexity.Check(new Objective1D("1/x", x => 1 / x, x => -1 / (x * x), x => 2 / (x * x * x)), -1,
            1).Verdict);

    [Fact]
    public void An_empty_region_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Convexity.Check(Functions1D.Square, 0, 0));
        Assert.Throws<ArgumentException>(() => Convexity.Check(_ => 0, _ => new double[0, 0], []));
    }

    [Theory]
    [InlineData("½x²")]
    [InlineData("exp(½x)")]
    [InlineData("x⁴")]
    public void Jensens_inequality_holds_for_convex_functions_on_any_sample(string name)
    {
        var f = Functions1D.All.Single(f => f.Name == name);
        var random = new Random(1);
        for (var k = 0; k < 50; k++)
        {
            double[] sample = [.. Enumerable.Range(0, 10).Select(_ => 4 * random.NextDouble() - 2)];
            Assert.True(sample.Average(f.Value) >= f.Value(sample.Average()));
        }
    }

    // Proven by values alone: the ends lie in the region and the middle above the chord.
    private static void RequireWitness(ConvexityResult result, Func<double[], double> f,
        (double Min, double Max)[] region)
    {
        Assert.Equal(result.Verdict == Verdict.NotConvex, result.Witness is not null);
        if (result.Witness is not var (a, b)) return;
        Assert.True(f([.. a.Zip(b, (p, q) => (p + q) / 2)]) > (f(a) + f(b)) / 2);
        Assert.All(a.Zip(region).Concat(b.Zip(region)),
            x => Assert.InRange(x.First, x.Second.Min - 1e-12, x.Second.Max + 1e-12));
    }
}
