using System.Text.Json;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>The library's optimizers and torch.optim's against what Python computed with the book's code and with
/// torch.optim.</summary>
public class PythonTrajectoryTests
{
    // Of float64, grown over 100 steps: the library's and torch.optim round at other places, as do other numerics than
    // the golden's.
    private const double Rounding = 1e-12;

    // The library takes IEEE's roots; MKL's, which libtorch's packages have, are not always the nearest number.
    internal static bool RootsAreExact { get; } = AreExact();

    [Theory]
    [MemberData(nameof(OptimizerTable.PythonCases), MemberType = typeof(OptimizerTable))]
    public void The_librarys_walks_as_Python_does(string optimizer, int number)
    {
        using var scope = NewDisposeScope();
        var row = OptimizerTable.Row(optimizer);
        var python = row.Goldens[number];
        var x = Trajectories.Ring.Parameters(float64);
        using var ours = python.Optimizer.Ours(x);
        var exactly = python.Book && Trajectories.Demand.Bits && RootsAreExact;
        Follow(python, x, () => ours.step(), exactly);

        var known = 0;
        for (var k = 0; k < x.Length; k++)
            foreach (var (name, tensor) in ours.StateOf(x[k]))
                if (FinalState(python, python.Book ? row.Letters.Single(l => l.Torch == name).Book : name,
                    k) is { } expected)
                {
                    Compare(expected, tensor.Doubles(), exactly, $"{python.Optimizer}, final {name}");
                    known++;
                }
        // Python's book has a velocity for a momentum of 0 too.
        if (!python.Book || ours.StateOf(x[0]).Any()) Assert.Equal(Tensors(python) * x.Length, known);
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.PythonCases), MemberType = typeof(OptimizerTable))]
    public void Torchs_walks_as_Python_does(string optimizer, int number)
    {
        var python = OptimizerTable.Row(optimizer).Goldens[number];
        if (python.Book) return; // torch.optim's ε stands elsewhere
        using var scope = NewDisposeScope();
        var x = Trajectories.Ring.Parameters(float64);
        using var torchs = python.Optimizer.Torchs(x);
        var demand = Trajectories.Demand.Of(
            python.Golden.GetProperty("optimizer").GetString()!, python.Golden.GetProperty("options")
                .TryGetProperty("centered", out _), Trajectories.Golden.GetProperty("libtorch").GetString()!);
        Follow(python, x, () => torchs.step(), demand.Bits);
        for (var k = 0; k < x.Length; k++)
            foreach (var (name, tensor) in torchs.StateTensors(k))
                if (FinalState(python, name, k) is { } expected)
                    Compare(expected, tensor.Doubles(), demand.Bits, $"{python.Optimizer}, final {name}");
    }

    [Fact]
    public void Every_case_of_Python_is_tested()
    {
        Assert.Equal(60, Trajectories.Golden.GetProperty("cases").GetArrayLength());
        Assert.Empty(Trajectories.Golden.GetProperty("cases").EnumerateArray().Select(Name)
            .Except(OptimizerTable.Rows.SelectMany(row => row.Goldens).Select(c => Name(c.Golden))));

        static string Name(JsonElement golden) =>
            $"{golden.GetProperty("optimizer")} {golden.GetProperty("variant")} {golden.GetProperty("options")}";
    }

    private static void Follow(PythonCase python, IReadOnlyList<Tensor> x, Action step, bool exactly)
    {
        var t = 0;
        foreach (var expected in python.Golden.GetProperty("params").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            Trajectories.Ring.SetGradients(x, x, ++t);
            step();
            Compare(Trajectories.Numbers(expected), [.. x.SelectMany(p => p.Doubles())], exactly,
                $"{python.Optimizer}, step {t}");
        }
    }

    private static void Compare(double[] expected, double[] actual, bool exactly, FormattableString where)
    {
        if (exactly) Near.Same(expected, actual, where);
        else Near.Relative(expected, actual, Rounding, where);
    }

    private static int Tensors(PythonCase python) =>
        python.Golden.GetProperty("state").EnumerateObject().Count(s => s.Value[0].ValueKind == JsonValueKind.Array);

    private static double[]? FinalState(PythonCase python, string name, int parameter) =>
        python.Golden.GetProperty("state").TryGetProperty(name, out var state) ? Trajectories.Numbers(state[parameter])
            : null;

    private static bool AreExact()
    {
        using var scope = NewDisposeScope();
        var squares = arange(1, 2000, 1, float64);
        return squares.data<double>().ToArray().Select(Math.Sqrt)
            .SequenceEqual(squares.sqrt().data<double>().ToArray());
    }
}
