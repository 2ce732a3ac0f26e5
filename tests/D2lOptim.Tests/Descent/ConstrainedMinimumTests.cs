using D2lOptim.Descent;
using D2lOptim.Objectives;

namespace D2lOptim.Tests.Descent;

public class ConstrainedMinimumTests
{
    private static readonly Quadratic s_f = new(1, 2, 2, 1.5);
    private static readonly Dictionary<string, PlaneSet> s_sets =
        new()
        {
            ["ball"] = PlaneSet.Ball(1),
            ["box"] = PlaneSet.Box((-1, -1), (1.2, 0.8)),
            ["simplex"] = PlaneSet.Simplex
        };

    public static TheoryData<string> Names => [.. s_sets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Lagrangian_penalty_and_projection_agree_at_the_solution(string name)
    {
        var set = s_sets[name];
        var projected = ConstrainedMinimum.Projected(s_f, set, (-0.8, -0.6))[^1];
        foreach (var other in new[] { ConstrainedMinimum.Lagrangian(s_f, set, (-0.8, -0.6))[^1],
            ConstrainedMinimum.Penalty(s_f, set, (-0.8, -0.6))[^1] })
            Assert.InRange(double.Hypot(other.X1 - projected.X1, other.X2 - projected.X2), 0, 1e-6);
        Assert.True(set.Contains(projected));
        // No point of the edge is lower, and the minimum of f lies outside.
        Assert.All(set.Outline,
            p => Assert.True(s_f.Value(p.X1, p.X2) >= s_f.Value(projected.X1, projected.X2) - 1e-12));
        Assert.False(set.Contains(s_f.Minima[0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_penaltys_error_falls_as_1_over_rho(string name)
    {
        var end = ConstrainedMinimum.Projected(s_f, s_sets[name], (0, 0))[^1];
        var path = ConstrainedMinimum.Penalty(s_f, s_sets[name], (0, 0), 1e5);
        double[] errors = [.. path.Select(p => double.Hypot(p.X1 - end.X1, p.X2 - end.X2))];
        // From ρ = 100 on, where the penalty outweighs f.
        for (var k = 4; k < errors.Length; k++) Assert.InRange(errors[k - 1] / errors[k], 9, 10.1);
    }

    [Fact]
    public void On_the_simplex_the_solution_is_one_third_and_two_thirds()
    {
        var (x1, x2) = ConstrainedMinimum.Lagrangian(s_f, PlaneSet.Simplex, (0, 0))[^1];
        Assert.Equal(1 / 3.0, x1, 1e-9);
        Assert.Equal(2 / 3.0, x2, 1e-9);
    }

    [Fact]
    public void A_chord_leaves_the_union_of_two_discs_and_none_their_intersection()
    {
        PlaneSet disc = PlaneSet.Ball(1);
        bool Left(Point2 p) => disc.Contains((p.X1 + 0.7, p.X2));
        bool Right(Point2 p) => disc.Contains((p.X1 - 0.7, p.X2));
        Point2[] points =
            [.. from i in Enumerable.Range(-12, 25) from j in Enumerable.Range(-12, 25) select (i / 7.0, j / 7.0)];
        var (a, b) = PlaneSet.ChordThatLeaves(p => Left(p) || Right(p), points)!.Value;
        Assert.True((Left(a) || Right(a)) && (Left(b) || Right(b)));
        Assert.Null(PlaneSet.ChordThatLeaves(p => Left(p) && Right(p), points));
    }
}
