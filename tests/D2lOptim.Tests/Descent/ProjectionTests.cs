using D2lOptim.Descent;
using D2lOptim.Plotting;

namespace D2lOptim.Tests.Descent;

public class ProjectionTests
{
    private static readonly Dictionary<string, Func<double[], double[]>> s_projections = new()
    {
        ["ball"] = x => Projection.OntoBall(x, 1.5),
        ["box"] = x => Projection.OntoBox(x, [-1, -0.5, 0, 0.2], [1, 0.5, 2, 0.3]),
        ["simplex"] = Projection.OntoSimplex,
    };

    public static TheoryData<string> Names => [.. s_projections.Keys];

    // ⟨x − p, y − p⟩ ≤ 0 for every y of the set, which the nearest point p of a convex set fulfils and no other does.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_nearest_point_is_found(string name)
    {
        var (project, random) = (s_projections[name], new Random(2));
        for (var k = 0; k < 500; k++)
        {
            double[] x = Random4(random), p = project(x), y = project(Random4(random));
            Assert.True(x.Zip(p, (a, b) => a - b).Zip(y.Zip(p, (a, b) => a - b), (a, b) => a * b).Sum() <= 1e-12);
            Assert.All(p.Zip(project(p)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void On_the_simplex_weights_are_not_negative_and_add_up_to_1()
    {
        var random = new Random(3);
        for (var k = 0; k < 200; k++)
        {
            var p = Projection.OntoSimplex(Random4(random));
            Assert.All(p, v => Assert.True(v >= 0));
            Assert.Equal(1, p.Sum(), 1e-12);
        }
    }

    [Fact]
    public void To_clip_a_gradient_keeps_its_direction()
    {
        Assert.All(Projection.OntoBall([3, 4], 1).Zip([0.6, 0.8]),
            pair => Assert.Equal(pair.Second, pair.First, 1e-15));
        Assert.Equal([0.3, 0.4], Projection.OntoBall([0.3, 0.4], 1));
    }

    private static double[] Random4(Random random) =>
        [.. Enumerable.Range(0, 4).Select(_ => 6 * random.NextDouble() - 3)];
}
