using System.Text.Json;
using D2lOptim.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Both kinds of optimizer against what Python computed with torch.optim and with the book's code.</summary>
public class PythonTrajectoryTests
{
    // Of float64, grown over 100 steps: from scratch and torch.optim round at other places, as do other numerics than the golden's.
    private const double Rounding = 1e-12;

    [Theory]
    [MemberData(nameof(OptimizerTable.PythonCases), MemberType = typeof(OptimizerTable))]
    public void From_scratch_walks_as_Python_does(string optimizer, int number)
    {
        using var scope = NewDisposeScope();
        var (row, python) = Case(optimizer, number);
        var x = Trajectories.Ring.Tensors(float64);
        using var scratch = python.Optimizer.Scratch(x);
        var exactly = python.Convention == Convention.D2l && Trajectories.Demand.Bits;
        Follow(python, x, scratch.Step, exactly);

        var ownNames = python.Convention == Convention.D2l;
        foreach (var (name, k, tensor) in scratch.State)
            if (FinalState(python, ownNames ? name : row.State.Single(s => s.Scratch == name).Torch, k) is { } expected)
                Compare(expected, tensor.Doubles(), exactly, $"{python.Optimizer}, final {name}");
        Assert.Equal(Tensors(python).Order(), scratch.State.Select(s => ownNames ? s.Name : row.State.Single(n => n.Scratch == s.Name).Torch).Distinct().Where(name => FinalState(python, name, 0) is not null).Order());
    }

    [Theory]
    [MemberData(nameof(OptimizerTable.PythonCases), MemberType = typeof(OptimizerTable))]
    public void Concise_walks_as_Python_does(string optimizer, int number)
    {
        var (row, python) = Case(optimizer, number);
        if (python.Convention == Convention.D2l && row.Torch is not null) return; // torch.optim's ε stands elsewhere
        using var scope = NewDisposeScope();
        var x = Trajectories.Ring.Parameters(float64);
        using var concise = python.Optimizer.Concise(x);
        var demand = Trajectories.Demand.Of(
            python.Golden.GetProperty("optimizer").GetString()!, python.Golden.GetProperty("options").TryGetProperty("centered", out _), Trajectories.Golden.GetProperty("libtorch").GetString()!);
        Follow(python, x, () => concise.step(), demand.Bits);

        var state = concise.StateTensors();
        foreach (var (scratch, torch) in row.State)
            for (var k = 0; k < x.Length; k++)
                if (FinalState(python, row.Torch is null ? scratch : torch, k) is { } expected)
                    Compare(expected, state(k, torch).Doubles(), demand.Bits, $"{python.Optimizer}, final {torch}");
    }

    [Fact]
    public void Every_case_of_Python_is_tested()
    {
        Assert.Equal(60, Trajectories.Golden.GetProperty("cases").GetArrayLength());
        Assert.Empty(Trajectories.Golden.GetProperty("cases").EnumerateArray().Select(Name).Except(OptimizerTable.Rows.SelectMany(row => row.Python).Select(c => Name(c.Golden))));

        static string Name(JsonElement golden) => $"{golden.GetProperty("optimizer")} {golden.GetProperty("variant")} {golden.GetProperty("options")}";
    }

    private static (OptimizerRow, PythonCase) Case(string optimizer, int number) => (OptimizerTable.Row(optimizer), OptimizerTable.Row(optimizer).Python[number]);

    private static void Follow(PythonCase python, IReadOnlyList<Tensor> x, Action step, bool exactly)
    {
        var t = 0;
        foreach (var expected in python.Golden.GetProperty("params").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            Trajectories.Ring.SetGradients(x, x, ++t);
            step();
            Compare(Trajectories.Numbers(expected), [.. x.SelectMany(p => p.Doubles())], exactly, $"{python.Optimizer}, step {t}");
        }
    }

    private static void Compare(double[] expected, double[] actual, bool exactly, FormattableString where)
    {
        if (exactly) Near.Same(expected, actual, where);
        else Near.Relative(expected, actual, Rounding, where);
    }

    private static IEnumerable<string> Tensors(PythonCase python) =>
        python.Golden.GetProperty("state").EnumerateObject().Where(s => s.Value[0].ValueKind == JsonValueKind.Array).Select(s => s.Name);

    private static double[]? FinalState(PythonCase python, string name, int parameter) =>
        python.Golden.GetProperty("state").TryGetProperty(name, out var state) ? Trajectories.Numbers(state[parameter]) : null;
}
