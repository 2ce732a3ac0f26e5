using System.Text.Json;
using D2lOptim.Optimizers;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Gradients of some rows only: AdaGrad takes them as Python's does, the others refuse.</summary>
public class SparseGradientTests
{
    private static readonly JsonElement s_golden = Goldens.Json("sparse_adagrad.json");
    private static readonly bool s_exactly = Goldens.Demand(s_golden).Bits;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_golden.GetProperty("cases").GetArrayLength())];

    public static TheoryData<string> OthersThanAdaGrad =>
        [.. OptimizerTable.Rows.Select(row => row.Name).Where(name => name != "Adagrad")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AdaGrad_walks_a_table_as_Python_does(int number)
    {
        using var scope = NewDisposeScope();
        var golden = s_golden.GetProperty("cases")[number];
        var options = golden.GetProperty("options");
        var (rows, columns) = (s_golden.GetProperty("rows").GetInt32(), golden.GetProperty("columns").GetInt32());
        var dtype = golden.GetProperty("dtype").GetString() == "float64" ? float64 : float32;
        using var table = nn.Embedding(rows, columns, sparse: true, dtype: dtype);
        using (no_grad())
            table.weight!.copy_(tensor([.. Enumerable.Range(0, rows * columns).Select(i => (7 * i % 11 - 5) / 8.0)],
            [rows, columns]));
        using var adagrad =
            fused.Adagrad([table.weight!], Option("lr", 0.01), Option("lr_decay", 0), 0,
            Option("initial_accumulator_value", 0), Option("eps", 1e-10));
        for (var t = 1; t <= s_golden.GetProperty("steps").GetInt32(); t++)
        {
            using var step = NewDisposeScope();
            foreach (var batch in t % 2 == 0 ? (int[])[t, t + 1] : [t])
            {
                var e = table.call(tensor(Trajectories.Numbers<long>(s_golden.GetProperty("ids")[batch - 1])));
                var weights = tensor([.. Enumerable.Range(1, (int)e.size(0)).Select(k => k / 4.0)], dtype: dtype)
                    .reshape(-1, 1);
                (weights * e * e * e).sum().backward();
            }
            adagrad.step(zero_grad: true);
            Compare(golden.GetProperty("params")[t - 1], table.weight!, dtype, $"case {number}, step {t}");
            Compare(golden.GetProperty("sums")[t - 1], adagrad.StateOf(table.weight!).Single().Tensor, dtype,
                $"case {number}, sum of step {t}");
        }

        double Option(string name, double otherwise) =>
            options.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
    }

    // A dense step multiplies by η before it divides, a sparse one after: each rounds twice, by 10⁻¹⁶ of a step below
    // 1.
    [Theory]
    [InlineData(0, 1e-6)]
    [InlineData(1e-10, 0)]
    public void A_sparse_gradient_moves_its_rows_as_the_equal_dense_one_does_and_leaves_the_others_bits(double eps,
        double epsRoot)
    {
        using var scope = NewDisposeScope();
        double[] start = [1, 2, -0.0, double.Epsilon, 3, 4, 5, 6];
        Parameter[] x = [new(tensor(start, [4, 2])), new(tensor(start, [4, 2]))];
        Fused.Adagrad[] both = [.. x.Select(p => fused.Adagrad([p], 0.5, eps: eps, eps_root: epsRoot))];
        for (var t = 1; t <= 50; t++)
        {
            x[0].grad = tensor([t % 3 + 1, 2.0, 0, 0, 0, 0, -1.5, t % 2 + 0.25], [4, 2]);
            x[1].grad = Sparse([3, 0, 3], [-1, t % 2, t % 3 + 1, 2.0, -0.5, 0.25], 4);
            foreach (var adagrad in both) adagrad.step();
            Near.Relative(x[0].Doubles(), x[1].Doubles(), 1e-15 * t, $"step {t}");
        }
        Near.Same(start[2..6], x[1].Doubles()[2..6], $"rows without a gradient");
        Near.Same(new double[4], both[1].StateOf(x[1]).Single().Tensor.Doubles()[2..6], $"their s");
        Assert.All(x[1].Doubles()[..2].Zip(start), moved => Assert.True(Math.Abs(moved.First - moved.Second) > 1));
    }

    [Fact]
    public void After_a_step_the_gradient_has_no_rows_and_another_step_moves_none()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(ones([3, 2], float64));
        using var adagrad = fused.Adagrad([x], 0.1);
        x.grad = Sparse([1], [1, 1], 3);
        adagrad.step(zero_grad: true);
        Assert.Equal(0, x.grad!.SparseValues.size(0));
        var after = x.Doubles();
        adagrad.step();
        Near.Same(after, x.Doubles(), $"a step without rows");
    }

    [Theory]
    [MemberData(nameof(OthersThanAdaGrad))]
    public void The_others_refuse_it_and_change_nothing(string optimizer)
    {
        using var scope = NewDisposeScope();
        Parameter[] x = [new(ones([2], float64)), new(ones([3, 2], float64))];
        using var ours = OptimizerTable.Row(optimizer).Cases[0].Ours(x);
        (x[0].grad, x[1].grad) = (ones([2], float64), Sparse([1], [1, 1], 3));
        var thrown = Assert.Throws<NotSupportedException>(() => ours.step());
        Assert.Equal($"{optimizer} takes dense gradients only (AdaGrad takes sparse ones), but the gradient of "
            + $"parameter 1, of shape [3, 2], is sparse", thrown.Message);
        Assert.All(x.SelectMany(p => p.Doubles()), value => Assert.Equal(1, value));
        Assert.Equal([1, 1], x[0].grad!.Doubles());
    }

    [Fact]
    public void AdaGrad_refuses_it_with_weight_decay_and_where_it_is_not_of_whole_rows()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(ones([3, 2], float64));
        using var decays = fused.Adagrad([x], 0.1, weight_decay: 0.1);
        x.grad = Sparse([1], [1, 1], 3);
        Assert.Contains(
            "Adagrad takes sparse gradients only where weight_decay, which changes every row, is 0, but the "
            + "gradient of parameter 0", Assert.Throws<NotSupportedException>(() => decays.step()).Message);
        using var adagrad = fused.Adagrad([x], 0.1);
        x.grad = sparse_coo_tensor(tensor([1L, 0L]).reshape(2, 1), ones([1], float64), [3, 2]);
        Assert.Contains("of whole rows only", Assert.Throws<NotSupportedException>(() => adagrad.step()).Message);
    }

    private static Tensor Sparse(long[] rows, double[] values, int count) =>
        sparse_coo_tensor(tensor(rows).unsqueeze(0), tensor(values, [rows.Length, values.Length / rows.Length]),
            [count, values.Length / rows.Length]);

    // Other numerics may round elsewhere; the table's numbers are below 10.
    private static void Compare(JsonElement expected, Tensor actual, ScalarType dtype, FormattableString where)
    {
        if (s_exactly) Near.Same(Trajectories.Numbers(expected), actual.Doubles(), where);
        else Near.Relative(Trajectories.Numbers(expected), actual.Doubles(), dtype == float64 ? 1e-12 : 1e-5, where);
    }
}
