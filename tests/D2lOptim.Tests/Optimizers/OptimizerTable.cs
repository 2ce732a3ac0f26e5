using System.Text.Json;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;

namespace D2lOptim.Tests.Optimizers;

/// <summary>The one table of optimizers; every test of this folder that is true of all of them runs over it, and over Python's cases of each.</summary>
public static class OptimizerTable
{
    private static readonly Objective s_quadratic = new Quadratic(), s_rosenbrock = new Rosenbrock(), s_beale = new Beale(), s_himmelblau = new Himmelblau();

    public static IReadOnlyList<OptimizerRow> Rows { get; } =
    [
        new OptimizerRow<Sgd.Options>("Sgd", new() { Lr = 0.1 }, (p, o) => new Sgd(p, o), Sgd.Concise)
        {
            Torch = "SGD", Book = "sgd", Owns = o => !Has(o, "momentum"),
            Reaches = [(s_quadratic, new() { Lr = 0.4 }, 500), (s_rosenbrock, new() { Lr = 0.002 }, 32_000), (s_beale, new() { Lr = 0.05 }, 2000), (s_himmelblau, new() { Lr = 0.01 }, 500)],
        },
        new OptimizerRow<Momentum.Options>("Momentum", new() { Lr = 0.1, Momentum = 0 }, (p, o) => new Momentum(p, o), Momentum.Concise)
        {
            Torch = "SGD", Book = "momentum", Owns = o => Has(o, "momentum") && !Has(o, "nesterov"), State = [("v", "momentum_buffer")],
            Reaches = [(s_quadratic, new() { Lr = 0.02 }, 1000), (s_rosenbrock, new() { Lr = 0.002 }, 4000), (s_beale, new() { Lr = 0.01 }, 1000), (s_himmelblau, new() { Lr = 0.0005 }, 500)],
        },
        new OptimizerRow<Nesterov.Options>("Nesterov", new() { Lr = 0.1 }, (p, o) => new Nesterov(p, o), Nesterov.Concise)
        {
            Torch = "SGD", Owns = o => Has(o, "nesterov"), State = [("v", "momentum_buffer")],
            Reaches = [(s_quadratic, new() { Lr = 0.02 }, 1000), (s_rosenbrock, new() { Lr = 0.002 }, 4000), (s_beale, new() { Lr = 0.02 }, 500), (s_himmelblau, new() { Lr = 0.0005 }, 500)],
        },
        new OptimizerRow<AdaGrad.Options>("AdaGrad", new() { Convention = Convention.Torch }, (p, o) => new AdaGrad(p, o), AdaGrad.Concise)
        {
            Torch = "Adagrad", Book = "adagrad", State = [("s", "sum")],
            Reaches = [(s_quadratic, new() { Lr = 1 }, 500), (s_rosenbrock, new() { Lr = 0.2 }, 32_000), (s_beale, new() { Lr = 1 }, 500), (s_himmelblau, new() { Lr = 0.5 }, 500)],
        },
        new OptimizerRow<RmsProp.Options>("RmsProp", new() { Convention = Convention.Torch, Gamma = 0.99 }, (p, o) => new RmsProp(p, o), RmsProp.Concise)
        {
            Torch = "RMSprop", Book = "rmsprop", State = [("s", "square_avg"), ("m", "grad_avg"), ("v", "momentum_buffer")],
            Reaches = [(s_quadratic, new() { Lr = 0.05 }, 500), (s_rosenbrock, new() { Lr = 0.0005 }, 16_000), (s_beale, new() { Lr = 0.02 }, 500), (s_himmelblau, new() { Lr = 0.02 }, 500)],
        },
        new OptimizerRow<Adadelta.Options>("Adadelta", new() { Convention = Convention.Torch }, (p, o) => new Adadelta(p, o), Adadelta.Concise)
        {
            Torch = "Adadelta", Book = "adadelta", State = [("s", "square_avg"), ("delta", "acc_delta")],
            Reaches = [(s_quadratic, new() { Lr = 5 }, 500), (s_rosenbrock, new() { Lr = 0.01, Rho = 0.95, Eps = 1e-4 }, 16_000), (s_beale, new(), 500), (s_himmelblau, new(), 500)],
        },
        new OptimizerRow<Adam.Options>("Adam", new() { Convention = Convention.Torch }, (p, o) => new Adam(p, o), Adam.Concise)
        {
            Torch = "Adam", Book = "adam", State = [("v", "exp_avg"), ("s", "exp_avg_sq"), ("sMax", "max_exp_avg_sq")],
            Reaches = [(s_quadratic, new() { Lr = 0.1 }, 500), (s_rosenbrock, new() { Lr = 0.2 }, 2000), (s_beale, new() { Lr = 0.2 }, 500), (s_himmelblau, new() { Lr = 0.05 }, 500)],
        },
        new OptimizerRow<AdamW.Options>("AdamW", new(), (p, o) => new AdamW(p, o), AdamW.Concise)
        {
            Torch = "AdamW", State = [("v", "exp_avg"), ("s", "exp_avg_sq"), ("sMax", "max_exp_avg_sq")],
            Reaches = [(s_quadratic, new() { Lr = 0.1 }, 500), (s_rosenbrock, new() { Lr = 0.2, WeightDecay = 1e-7 }, 2000), (s_beale, new() { Lr = 0.2, WeightDecay = 1e-6 }, 500), (s_himmelblau, new() { Lr = 0.05, WeightDecay = 1e-4 }, 500)],
        },
        new OptimizerRow<Adamax.Options>("Adamax", new(), (p, o) => new Adamax(p, o), Adamax.Concise)
        {
            Torch = "Adamax", State = [("v", "exp_avg"), ("u", "exp_inf")],
            Reaches = [(s_quadratic, new() { Lr = 0.2 }, 500), (s_rosenbrock, new() { Lr = 0.5 }, 4000), (s_beale, new() { Lr = 1 }, 500), (s_himmelblau, new() { Lr = 0.05 }, 500)],
        },
        new OptimizerRow<Yogi.Options>("Yogi", new(), (p, o) => new Yogi(p, o), Yogi.Concise)
        {
            Book = "yogi", State = [("v", "exp_avg"), ("s", "exp_avg_sq")],
            Reaches = [(s_quadratic, new() { Lr = 0.1 }, 500), (s_rosenbrock, new() { Lr = 0.5 }, 2000), (s_beale, new() { Lr = 0.2 }, 500), (s_himmelblau, new() { Lr = 0.05 }, 500)],
        },
    ];

    public static OptimizerRow Row(string name) => Rows.Single(row => row.Name == name);

    /// <summary>The names of the rows.</summary>
    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    /// <summary>Names of rows, each with the numbers of its cases of Python.</summary>
    public static TheoryData<string, int> PythonCases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var row in Rows)
                for (var k = 0; k < row.Python.Count; k++) data.Add(row.Name, k);
            return data;
        }
    }

    private static bool Has(JsonElement options, string name) => options.TryGetProperty(name, out _);
}
