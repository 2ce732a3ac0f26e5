using System.Globalization;
using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Parameters, and the gradient of the k-th of them at its values x before step t.</summary>
internal sealed record Problem(string Name, long[][] Shapes, double[][] Start,
    Func<double[], int, int, double[]> Gradient)
{
    /// <summary>Gradients that are mostly noise, one in eight of them 0, with a weak pull to 0; a scalar, a vector, a
    /// cube.</summary>
    internal static Problem Noise { get; } =
        new("noise", [[], [5], [2, 3, 2]], [[0.5], [.. Random(5, 1)], [.. Random(12, 2)]],
        (x, k, t) => [.. Random(x.Length, 1000 * t + k)
            .Select((noise, i) => (i + t) % 8 == 0 ? 0 : noise + 0.1 * x[i])]);

    internal Tensor[] Tensors(ScalarType dtype) =>
        [.. Shapes.Select((shape, k) => tensor(Start[k], shape, dtype: dtype))];

    internal Parameter[] Parameters(ScalarType dtype) => Array.ConvertAll(Tensors(dtype), x => new Parameter(x));

    /// <summary>Sets the gradients of parameters, each computed from the values of <paramref name="at"/>.</summary>
    internal void SetGradients(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> at, int t)
    {
        for (var k = 0; k < parameters.Count; k++)
            parameters[k].grad = tensor(Gradient(at[k].Doubles(), k, t), Shapes[k], dtype: parameters[k].dtype);
    }

    private static IEnumerable<double> Random(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1);
    }
}

internal static class TensorReading
{
    /// <summary>The elements in row-major order.</summary>
    internal static double[] Doubles(this Tensor tensor)
    {
        if (tensor.dtype == float64) return tensor.data<double>().ToArray();
        return Array.ConvertAll(tensor.data<float>().ToArray(), v => (double)v);
    }

    /// <summary>Sets how wide the registers are, of an optimizer that has any; null for tensors alone.</summary>
    internal static void UseWidth(this OptimizerBase optimizer, int? width)
    {
        if (optimizer is IElementwise elementwise) elementwise.Width = width;
    }

    /// <summary>The state tensors of a torch.optim optimizer by their names.</summary>
    internal static Dictionary<string, Tensor> StateTensors(this OptimizerHelper optimizer, int parameter) =>
        TracedOptimizer.Tensors(optimizer.state_dict().State[parameter]).ToDictionary();
}

/// <summary>Comparisons that say where and by how much.</summary>
internal static class Near
{
    /// <summary>|actual − expected| ≤ bound·max(1, |expected|), elementwise.</summary>
    internal static void Relative(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double bound,
        FormattableString where)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            if (!(Math.Abs(actual[i] - expected[i]) <= bound * Math.Max(1, Math.Abs(expected[i])))) // a NaN is not near
                Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                    $"{where}, element {i}: {actual[i]:R}, expected {expected[i]:R} within {bound}"));
    }

    /// <summary>The same bits, but that NaN is equal to NaN.</summary>
    internal static void Bits(IReadOnlyList<double> expected, IReadOnlyList<double> actual, FormattableString where) =>
        Same([.. expected.Select(v => double.IsNaN(v) ? double.NaN : v)],
            [.. actual.Select(v => double.IsNaN(v) ? double.NaN : v)], where);

    /// <summary>The same bits.</summary>
    internal static void Same(IReadOnlyList<double> expected, IReadOnlyList<double> actual, FormattableString where)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            if (BitConverter.DoubleToInt64Bits(expected[i]) != BitConverter.DoubleToInt64Bits(actual[i]))
                Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                    $"{where}, element {i}: {actual[i]:R}, expected exactly {expected[i]:R}"));
    }
}
