using D2lOptim.Data;
using D2lOptim.Numerics;
using D2lOptim.Optimizers;
using D2lOptim.Schedules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>
/// <see cref="d2l.train_ch11"/> as one loop over numbers, with no tensor in a step, for statistics over thousands of
/// runs. It draws what that draws, so that its curve is the faithful one but for rounding. Runs may go on in several
/// threads at once; where another thread trains otherwise, they wait for its end, since both draw from torch's one
/// generator.
/// </summary>
public static class FusedLinear
{
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
        using var scope = NewDisposeScope();
        var draws = LinearDraws.Of(data.Rows, batch_size, num_epochs, seed);
        using var parameter = new Parameter(tensor(draws.Start));
        using var rule = optimizer([parameter]);
        var animator =
            new d2l.Animator(xlabel: "epoch", ylabel: "loss", xlim: (0, num_epochs), ylim: (0.22, 0.35));
        var timer = new d2l.Timer();
        var numbers = Run(rule, State(rule, parameter), draws, data, null, (place, loss) =>
        {
            timer.stop();
            animator.add(place, loss());
            timer.start();
        });
        using var w = tensor(numbers[..Airfoil.Features]);
        using var b = tensor(numbers[Airfoil.Features..]);
        return LossCurve.Of(animator, timer, num_epochs, w, b);
    }

    /// <summary>The loss after the last pass alone, with random numbers that were drawn before.</summary>
    /// <param name="optimizer">Makes the optimizer.</param>
    /// <param name="data">The samples.</param>
    /// <param name="draws">The weights to begin with, and the orders of the rows.</param>
    /// <param name="schedule">The rate of every step, from 0 on; the optimizer's own where it is null.</param>
    /// <exception cref="DivergedException">The loss is not finite.</exception>
    internal static double LastLoss(
        Func<IEnumerable<Parameter>, IElementwise> optimizer, AirfoilData data, LinearDraws draws, ISchedule? schedule)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(draws.Start));
        using var rule = optimizer([parameter]);
        var numbers = Run(rule, State(rule, parameter), draws, data, schedule, null);
        var loss = Loss(data, numbers);
        return double.IsFinite(loss) ? loss : throw DivergedException.At("loss", loss, "at the end");
    }

    private static unsafe double Loss(AirfoilData data, float[] numbers)
    {
        fixed (float* features = data.Features, labels = data.Labels, x = numbers)
            return Loss(features, labels, data.Rows, x);
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

    // The parameters at the end. Every 200 samples it tells the place, and how to compute the loss there.
    private static unsafe float[] Run(IElementwise rule, float[] state, LinearDraws draws, AirfoilData data,
        ISchedule? schedule, Action<double, Func<double>>? record)
    {
        const int Numbers = Airfoil.Features + 1;
        var (batch_size, group) = (draws.BatchSize, ((optim.Optimizer)rule).ParamGroups.First());
        var batches = (data.Rows + batch_size - 1) / batch_size;
        var (n, t) = (0L, 0L);
        var numbers = stackalloc float[5 * Numbers];
        float* x = numbers, g = numbers + Numbers;
        draws.Start.CopyTo(new Span<float>(x, Numbers));
        state.CopyTo(new Span<float>(numbers + 2 * Numbers, state.Length));
        var memory = new Memory { X = (nint)x, G = (nint)g };
        for (var k = 0; k < 3; k++) memory[k] = (nint)(numbers + (2 + k) * Numbers);
        fixed (float* features = data.Features, labels = data.Labels)
            foreach (var order in draws.Orders)
                for (var from = 0; from < order.Length; from += batch_size)
                {
                    var rows = order.AsSpan(from, Math.Min(batch_size, order.Length - from));
                    Gradient(features, labels, rows, x, g);
                    if (schedule is not null) group.LearningRate = schedule.At((int)t);
                    rule.Apply(memory, Numbers * sizeof(float), ++t);
                    n += rows.Length;
                    if (record is not null && n % LinearDraws.SamplesPerRecord == 0)
                        record((double)n / rows.Length / batches, () => Loss(data, Copy(x)));
                }
        return Copy(x);

        static float[] Copy(float* x) => new ReadOnlySpan<float>(x, Numbers).ToArray();
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
