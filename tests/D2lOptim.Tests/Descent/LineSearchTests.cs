using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Training;

namespace D2lOptim.Tests.Descent;

public class LineSearchTests
{
    public static TheoryData<Objective> Surfaces => [new Quadratic(), new Rosenbrock(), new Beale(), new Himmelblau()];

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void No_step_of_a_line_search_goes_up_and_the_end_is_flat(Objective f)
    {
        foreach (var choose in new LineSearch.Chooser[] { LineSearch.Backtracking, LineSearch.Bisection })
        {
            var path = LineSearch.Run(f, choose, f.Start, 30_000, 1e-6);
            Assert.All(path.Zip(path.Skip(1)), step =>
                Assert.True(f.Value(step.Second.X1, step.Second.X2) <= f.Value(step.First.X1, step.First.X2) + 1e-12));
            var (g1, g2) = f.Gradient(path[^1].X1, path[^1].X2);
            Assert.InRange(double.Hypot(g1, g2), 0, 1e-6);
        }
    }

    [Fact]
    public void Bisection_stops_where_the_slope_along_the_line_is_0()
    {
        var f = new Quadratic();
        var path = LineSearch.Run(f, LineSearch.Bisection, f.Start, 1);
        var (g, h) = (f.Gradient(path[0].X1, path[0].X2), f.Gradient(path[1].X1, path[1].X2));
        Assert.Equal(0, g.X1 * h.X1 + g.X2 * h.X2, 1e-9);
    }

    [Fact]
    public void The_diagonals_inverse_goes_straight_to_the_minimum_of_an_upright_quadratic_and_gets_lost_on_Rosenbrock()
    {
        var f = new Quadratic();
        Assert.Equal([f.Start, f.Minima[0]], LineSearch.Preconditioned(f, f.Start, 10, 1e-9));
        Assert.True(LineSearch.Run(f, LineSearch.Constant(0.4), f.Start, 1000, 1e-6).Count > LineSearch.Run(f,
            LineSearch.Bisection, f.Start, 1000, 1e-6).Count);
        Assert.Equal(1001, LineSearch.Preconditioned(new Rosenbrock(), new Rosenbrock().Start, 1000, 1e-6).Count);
    }
}
