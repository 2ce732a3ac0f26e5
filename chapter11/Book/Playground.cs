using System.Globalization;
using System.Text.Json;
using D2lOptim.Numerics;
using D2lOptim.Objectives;
using D2lOptim.Schedules;

namespace D2lOptim.Chapter11.Book;

/// <summary>
/// What the playground in the page is given: surfaces, angles, schedules and powers that a browser might round
/// otherwise, and the
/// hyperparameters that it begins with.
/// </summary>
public static class Playground
{
    /// <summary>Steps of a descent.</summary>
    public const int Steps = 200;

    /// <summary>The surfaces by name.</summary>
    public static IReadOnlyDictionary<string, Objective> Surfaces { get; } = new Dictionary<string, Objective>
    {
        ["valley"] = new Quadratic(),
        ["bowl"] = new Quadratic(1, 2),
        ["saddle"] = new SaddlePass(),
        ["rosenbrock"] = new Rosenbrock(),
        ["beale"] = new Beale(),
        ["himmelblau"] = new Himmelblau(),
    };

    /// <summary>The schedules by name, as factors of η.</summary>
    public static IReadOnlyDictionary<string, ISchedule> Schedules { get; } = new Dictionary<string, ISchedule>
    {
        ["constant"] = new ConstantRate { Lr = 1 },
        ["squareroot"] = new SquareRoot { Lr = 1 },
        ["factor"] = new Factor { Lr = 1, Alpha = 0.98, Floor = 0.01 },
        ["multistep"] = new MultiFactor { Lr = 1, Milestones = [50, 100, 150], Gamma = 0.5 },
        ["polynomial"] = new Polynomial { Lr = 1, Steps = Steps, Power = 2 },
        ["cosine"] = new Cosine { Lr = 1, FinalLr = 0.01, Steps = Steps },
        ["warmup"] = new WarmUp(new Cosine { Lr = 1, FinalLr = 0.01, Steps = Steps - 20 }) { Steps = 20, Begin = 0.05 },
    };

    /// <summary>What an optimizer begins with there.</summary>
    /// <param name="Lr">η.</param>
    /// <param name="Beta">β or β₁.</param>
    /// <param name="Gamma">γ, ρ or β₂.</param>
    /// <param name="Eps">ε, the book's.</param>
    public sealed record Hyperparameters(double Lr, double Beta, double Gamma, double Eps);

    /// <summary>Each optimizer's.</summary>
    public static IReadOnlyDictionary<string, Hyperparameters> Defaults { get; } =
        new Dictionary<string, Hyperparameters>
        {
            ["sgd"] = new(0.36, 0, 0.9, 1e-6),
            ["momentum"] = new(0.1, 0.5, 0.9, 1e-6),
            ["nesterov"] = new(0.1, 0.5, 0.9, 1e-6),
            ["adagrad"] = new(1, 0.9, 0.9, 1e-6),
            ["rmsprop"] = new(0.1, 0.9, 0.9, 1e-6),
            ["adadelta"] = new(1, 0.9, 0.9, 1e-5),
            ["adam"] = new(0.3, 0.9, 0.999, 1e-6),
            ["adamw"] = new(0.3, 0.9, 0.999, 1e-8),
            ["adamax"] = new(0.3, 0.9, 0.999, 1e-8),
            ["yogi"] = new(0.3, 0.9, 0.999, 1e-3),
        };

    /// <summary>β and β₁ that can be chosen.</summary>
    public static IReadOnlyList<double> Betas { get; } = [0, 0.25, 0.5, 0.8, 0.9, 0.95, 0.99];

    /// <summary>γ, ρ and β₂ that can be chosen.</summary>
    public static IReadOnlyList<double> Gammas { get; } = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

    /// <summary>Cosine and sine of an angle in degrees.</summary>
    public static (double Cos, double Sin) Angle(int degrees) => degrees switch
    {
        0 => (1, 0),
        90 => (0, 1),
        _ => (Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180)),
    };

    /// <summary>The noise of a seed, two numbers a step: sums of twelve uniform ones, which are nearly normal and need
    /// no logarithm.</summary>
    public static IReadOnlyList<double> Noise(long seed)
    {
        var random = new SplitMix64(seed);
        double Next()
        {
            var sum = 0.0;
            for (var k = 0; k < 12; k++) sum += random.Uniform();
            return sum - 6;
        }
        return [.. Enumerable.Range(0, 2 * Steps).Select(_ => Next())];
    }

    /// <summary>All of it as JSON; numbers round-trip.</summary>
    public static string Data() => JsonSerializer.Serialize(new
    {
        steps = Steps,
        surfaces = Surfaces.ToDictionary(s => s.Key, s => new
        {
            bounds = (double[])[s.Value.Bounds.X1Min, s.Value.Bounds.X1Max, s.Value.Bounds.X2Min, s.Value.Bounds.X2Max],
            start = (double[])[s.Value.Start.X1, s.Value.Start.X2],
            minima = s.Value.Minima.Select(m => (double[])[m.X1, m.X2]),
            lowest = s.Value.Minima.Min(m => s.Value.Value(m.X1, m.X2)),
        }),
        angles = Enumerable.Range(0, 91).Select(Angle).Select(a => new { cos = a.Cos, sin = a.Sin }),
        schedules = Schedules.ToDictionary(s => s.Key, s => Enumerable.Range(0, Steps).Select(s.Value.At)),
        powers = Betas.Concat(Gammas).Distinct()
            .ToDictionary(b => b.ToString(CultureInfo.InvariantCulture), b => Enumerable.Range(1, Steps)
            .Select(t => Math.Pow(b, t))),
        betas = Betas,
        gammas = Gammas,
        defaults = Defaults.ToDictionary(d => d.Key,
            d => new { lr = d.Value.Lr, beta = d.Value.Beta, gamma = d.Value.Gamma, eps = d.Value.Eps }),
    });
}
