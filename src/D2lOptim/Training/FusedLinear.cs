using D2lOptim.Data;
using D2lOptim.Numerics;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>
/// <see cref="d2l.train_ch11"/> as one loop over numbers, with no tensor in a step, for statistics over thousands of
/// runs. It draws what
/// that draws, so that its curve is the faithful one but for rounding. Runs may go on in several threads at once; where
/// another thread trains otherwise, they wait for its end, since both draw from torch's one generator.
/// </summary>
public static class FusedLinear
{
    private const int SamplesPerRecord = 200;

    /// <summary>Trains linear regression on the mean of ½(ŷ − y)².</summary>
    /// <param name="optimizer">Makes the optimizer, of w and b behind each other in one parameter.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batch_size">Samples a step.</param>
    /// <param name="num_epochs">Passes over the data.</param>
    /// <param name="seed">Seeds torch right before the weights are drawn.</param>
    /// <exception cref="DivergedException">A loss or a parameter is no longer finite.</exception>
    public static LossCurve Train(
        Func<IEnumerable<Parameter>, IElementwise> optimizer, AirfoilData data, int batch_size = 10,
            int num_epochs = 2, long seed = 0)
    {
        Require.Positive(batch_size);
        Require.Positive(num_epochs);
        var (start, orders) = Draw(data.Rows, batch_size, num_epochs, seed);
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(start));
        using var rule = optimizer([parameter]);
        return Run(rule, State(rule, parameter), start, orders, data, batch_size);
    }

    private static (float[] Start, int[][] Orders) Draw(int rows, int batch_size, int num_epochs, long seed)
    {
        using (OneTraining.Generator())
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            float[] start = [.. empty(Airfoil.Features, 1).normal_(mean: 0.0, std: 0.01).Values(), 0];
            var orders = new int[num_epochs][];
            var n = 0L;
            for (var epoch = 0; epoch < num_epochs; epoch++)
            {
                orders[epoch] = Array.ConvertAll(MiniBatches.DrawOrder(rows).data<long>().ToArray(), row => (int)row);
                for (var from = 0; from < rows; from += batch_size)
                    if ((n += Math.Min(batch_size, rows - from)) % SamplesPerRecord == 0) MiniBatches.SkipPass();
            }
            return (start, orders);
        }
    }

    // The state as the optimizer begins with it, three arrays behind each other.
    private static float[] State(IElementwise rule, Parameter parameter)
    {
        var state = new float[3 * (Airfoil.Features + 1)];
        var starts = rule.StateOf(parameter).ToDictionary(s => s.Name, s => s.Tensor.Values());
        foreach (var (k, name) in rule.StateNames.Index())
            if (starts.TryGetValue(name, out var values)) values.CopyTo(state, k * (Airfoil.Features + 1));
        return state;
    }

    private static unsafe LossCurve Run(
        IElementwise rule, float[] state, float[] start, int[][] orders, AirfoilData data, int batch_size)
    {
        const int Features = Airfoil.Features, Numbers = Features + 1;
        var animator = new d2l.Animator(xlabel: "epoch", ylabel: "loss", xlim: (0, orders.Length), ylim: (0.22, 0.35));
        var batches = (data.Rows + batch_size - 1) / batch_size;
        var (n, t, timer) = (0L, 0L, new d2l.Timer());
        var numbers = stackalloc float[5 * Numbers];
        float* x = numbers, g = numbers + Numbers;
        start.CopyTo(new Span<float>(x, Numbers));
        state.CopyTo(new Span<float>(numbers + 2 * Numbers, state.Length));
        var memory = new Memory { X = (nint)x, G = (nint)g };
        for (var k = 0; k < 3; k++) memory[k] = (nint)(numbers + (2 + k) * Numbers);
        fixed (float* features = data.Features, labels = data.Labels)
            foreach (var order in orders)
                for (var from = 0; from < order.Length; from += batch_size)
                {
                    var rows = order.AsSpan(from, Math.Min(batch_size, order.Length - from));
                    Gradient(features, labels, rows, x, g);
                    rule.Apply(memory, Numbers * sizeof(float), ++t);
                    n += rows.Length;
                    if (n % SamplesPerRecord != 0) continue;
                    timer.stop();
                    animator.add((double)n / rows.Length / batches, Loss(features, labels, data.Rows, x));
                    timer.start();
                }
        using var w = tensor(new ReadOnlySpan<float>(x, Features).ToArray());
        using var b = tensor(new[] { x[Features] });
        return LossCurve.Of(animator, timer, orders.Length, w, b);
    }

    // ∂/∂w = Xᵀ·e,  ∂/∂b = Σ e,  with e = (ŷ − y)/n
    private static unsafe void Gradient(float* features, float* labels, ReadOnlySpan<int> rows, float* x, float* g)
    {
        const int Features = Airfoil.Features;
        new Span<float>(g, Features + 1).Clear();
        var part = 1f / rows.Length;
        foreach (var row in rows)
        {
            var f = features + row * Features;
            var e = (Predict(f, x) - labels[row]) * part;
            for (var k = 0; k < Features; k++) g[k] += e * f[k];
            g[Features] += e;
        }
    }

    private static unsafe double Loss(float* features, float* labels, int rows, float* x)
    {
        var sum = 0.0;
        for (var row = 0; row < rows; row++)
        {
            var e = Predict(features + row * Airfoil.Features, x) - labels[row];
            sum += e * e / 2;
        }
        return sum / rows;
    }

    private static unsafe float Predict(float* f, float* x)
    {
        var y = x[Airfoil.Features];
        for (var k = 0; k < Airfoil.Features; k++) y += f[k] * x[k];
        return y;
    }
}
