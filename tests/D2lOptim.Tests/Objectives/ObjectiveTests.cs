using D2lOptim.Objectives;

namespace D2lOptim.Tests.Objectives;

public class ObjectiveTests
{
    public static TheoryData<Objective> All => [new Quadratic(), new Quadratic(0.5, 3), new Rosenbrock(), new Beale(), new Himmelblau()];

    [Theory]
    [MemberData(nameof(All))]
    public void The_gradient_by_hand_is_the_central_difference(Objective f)
    {
        var (x1Min, x1Max, x2Min, x2Max) = f.Bounds;
        var h = Math.Cbrt(Math.ScaleB(1, -52));
        for (var i = 0; i <= 6; i++)
            for (var j = 0; j <= 6; j++)
            {
                var (x1, x2) = (x1Min + (x1Max - x1Min) * i / 6, x2Min + (x2Max - x2Min) * j / 6);
                var (g1, g2) = f.Gradient(x1, x2);
                var scale = 1 + Math.Abs(f.Value(x1, x2)) + Math.Abs(g1) + Math.Abs(g2);
                Assert.InRange(g1 - (f.Value(x1 + h, x2) - f.Value(x1 - h, x2)) / (2 * h), -1e-7 * scale, 1e-7 * scale);
                Assert.InRange(g2 - (f.Value(x1, x2 + h) - f.Value(x1, x2 - h)) / (2 * h), -1e-7 * scale, 1e-7 * scale);
            }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void At_its_minima_a_function_and_its_gradient_are_zero_and_nearby_it_is_greater(Objective f)
    {
        foreach (var (x1, x2) in f.Minima)
        {
            Assert.InRange(f.Value(x1, x2), 0, 1e-24);
            Assert.InRange(double.Hypot(f.Gradient(x1, x2).X1, f.Gradient(x1, x2).X2), 0, 1e-12);
            Assert.True(f.Value(x1 + 0.01, x2) > 1e-6 && f.Value(x1, x2 - 0.01) > 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Start_and_minima_lie_within_the_bounds(Objective f)
    {
        var (x1Min, x1Max, x2Min, x2Max) = f.Bounds;
        Assert.All(f.Minima.Append(f.Start), p => Assert.True(p.X1 >= x1Min && p.X1 <= x1Max && p.X2 >= x2Min && p.X2 <= x2Max));
    }
}
