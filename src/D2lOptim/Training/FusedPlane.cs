using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using D2lOptim.Schedules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Descends a surface by an optimizer's formula alone, in float32, with no tensor in a step.</summary>
internal static class FusedPlane
{
    /// <summary>Where a descent ends; null where it went farther than <paramref name="far"/> on its way.</summary>
    /// <param name="optimizer">Makes the optimizer, of both coordinates in one parameter.</param>
    /// <param name="f">The surface.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="schedule">The rate of every step, from 0 on; the optimizer's own where it is null.</param>
    /// <param name="far">How far a coordinate may go.</param>
    internal static unsafe (double X1, double X2)? End(Func<IEnumerable<Parameter>, IElementwise> optimizer,
        Objective f, (double X1, double X2) start, int steps, ISchedule? schedule, double far)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(new[] { (float)start.X1, (float)start.X2 }));
        using var rule = optimizer([parameter]);
        var group = ((optim.Optimizer)rule).ParamGroups.First();
        var numbers = stackalloc float[10];
        new Span<float>(numbers, 10).Clear();
        float* x = numbers, g = numbers + 2;
        (x[0], x[1]) = ((float)start.X1, (float)start.X2);
        var memory = new Memory { X = (nint)x, G = (nint)g };
        for (var k = 0; k < 3; k++) memory[k] = (nint)(numbers + 4 + 2 * k);
        for (var t = 0; t < steps; t++)
        {
            var (g1, g2) = f.Gradient(x[0], x[1]);
            (g[0], g[1]) = ((float)g1, (float)g2);
            if (schedule is not null) group.LearningRate = schedule.At(t);
            rule.Apply(memory, 2 * sizeof(float), t + 1);
            if (!(Math.Abs(x[0]) < far && Math.Abs(x[1]) < far)) return null;
        }
        return (x[0], x[1]);
    }
}
