using D2lOptim.Objectives;
using TorchSharp;

namespace D2lOptim.Tests.Objectives;

public class ObjectiveTests
{
    public static TheoryData<Objective> All =>
        [new Quadratic(), new Quadratic(0.5, 3), new Rosenbrock(), new Beale(), new Himmelblau(),
        new Quadratic(1, 2, 2, 1.5), new Saddle(), new SaddlePass(), new Rotated(new Beale(), 0.6, 0.8),
            new GaussianHills(0), new GaussianHills(7)];

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
    public void The_Hessian_by_hand_is_the_central_difference_of_the_gradient(Objective f)
    {
        const double h = 1e-5;
        foreach (var (x1, x2) in Sample(f))
        {
            var ((right1, right2), (left1, left2)) = (f.Gradient(x1 + h, x2), f.Gradient(x1 - h, x2));
            var ((_, top2), (_, bottom2)) = (f.Gradient(x1, x2 + h), f.Gradient(x1, x2 - h));
            var hessian = f.Hessian(x1, x2);
            var near = 1e-6 * (1 + Math.Abs(hessian.H11) + Math.Abs(hessian.H12) + Math.Abs(hessian.H22)
                + Math.Abs(right1) + Math.Abs(right2));
            Assert.Equal((right1 - left1) / (2 * h), hessian.H11, near);
            Assert.Equal((right2 - left2) / (2 * h), hessian.H12, near);
            Assert.Equal((top2 - bottom2) / (2 * h), hessian.H22, near);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Value_and_gradient_by_hand_are_autograds(Objective f)
    {
        foreach (var (x1, x2) in Sample(f))
        {
            using var scope = torch.NewDisposeScope();
            var (t1, t2) = (torch.tensor(x1, requires_grad: true), torch.tensor(x2, requires_grad: true));
            var value = InTensors(f, t1, t2);
            value.backward();
            var (g1, g2) = f.Gradient(x1, x2);
            var near = 1e-12 * (1 + Math.Abs(g1) + Math.Abs(g2) + Math.Abs(f.Value(x1, x2)));
            Assert.Equal(value.item<double>(), f.Value(x1, x2), near);
            Assert.Equal(t1.grad!.item<double>(), g1, near);
            Assert.Equal(t2.grad!.item<double>(), g2, near);
        }
    }

    // The formulas once more, for torch to differentiate.
    private static torch.Tensor InTensors(Objective f, torch.Tensor x, torch.Tensor y) => f switch
    {
        Quadratic q => f.Hessian(0, 0).H11 / 2 * (x - q.Minima[0].X1)
            .square() + f.Hessian(0, 0).H22 / 2 * (y - q.Minima[0].X2).square(),
        Rosenbrock => (1 - x).square() + 100 * (y - x.square()).square(),
        Himmelblau => (x.square() + y - 11).square() + (x + y.square() - 7).square(),
        Beale => (1.5 - x * (1 - y)).square() + (2.25 - x * (1 - y.pow(2))).square() + (2.625 - x * (1 - y.pow(3)))
            .square(),
        Rotated => InTensors(new Beale(), 0.6 * x + 0.8 * y, 0.6 * y - 0.8 * x),
        Saddle => x.square() - y.square(),
        SaddlePass => x.square() / 2 + (y.square() - 1).square() / 4,
        GaussianHills hills =>
            f.Value(0, 0) + hills.Hills.Sum(h => h.A * Math.Exp(-(h.M1 * h.M1 + h.M2 * h.M2) / (2 * h.S * h.S)))
            - hills.Hills.Select(h => h.A * (-((x - h.M1).square() + (y - h.M2).square()) / (2 * h.S * h.S)).exp())
                .Aggregate((a, b) => a + b),
        _ => throw new ArgumentException($"no tensor formula for {f.Name}"),
    };

    private static IEnumerable<Point2> Sample(Objective f) =>
        from i in Enumerable.Range(0, 7)
        from j in Enumerable.Range(0, 7)
        select new Point2(f.Bounds.X1Min + (f.Bounds.X1Max - f.Bounds.X1Min) * i / 6,
            f.Bounds.X2Min + (f.Bounds.X2Max - f.Bounds.X2Min) * j / 6);

    [Fact]
    public void A_seed_gives_the_same_hills_and_another_seed_others()
    {
        Assert.Equal(new GaussianHills(3).Hills, new GaussianHills(3).Hills);
        Assert.NotEqual(new GaussianHills(3).Hills, new GaussianHills(4).Hills);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void No_point_of_the_hills_bounds_is_lower_than_their_minimum(long seed)
    {
        var f = new GaussianHills(seed);
        var axis = Enumerable.Range(-99, 199).Select(k => k * 3 / 99.0).ToArray();
        Assert.True(axis.Min(x1 => axis.Min(x2 => f.Value(x1, x2))) >= -1e-12);
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
        Assert.All(f.Minima.Append(f.Start),
            p => Assert.True(p.X1 >= x1Min && p.X1 <= x1Max && p.X2 >= x2Min && p.X2 <= x2Max));
    }
}
