using D2lOptim.Objectives;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>The one table of optimizers; every test of this folder that is true of all of them runs over it, and over
/// the cases of each.</summary>
public static class OptimizerTable
{
    private static readonly Objective s_quadratic = new Quadratic(), s_rosenbrock = new Rosenbrock(),
        s_beale = new Beale(), s_himmelblau = new Himmelblau();

    public static IReadOnlyList<OptimizerRow> Rows { get; } =
    [
        new("SGD", (p, o) =>
            fused.SGD(p, o["lr", 0.1], o["momentum", 0], o["dampening", 0], o["weight_decay", 0], o.Is("nesterov"),
            o.Is("maximize")))
        {
            Torchs = (p, o) =>
                optim.SGD(p, o["lr", 0.1], o["momentum", 0], o["dampening", 0], o["weight_decay", 0], o.Is("nesterov")),
            Python = "SGD", Book = ["sgd", "momentum"], Letters = [("v", "momentum_buffer")],
            More =
            [
                new(("lr", 0.1), ("weight_decay", 0.01), ("maximize", 1)),
                new(("lr", 0.1), ("momentum", 0.9), ("dampening", 0.3), ("weight_decay", 0.01), ("maximize", 1)),
                new(("lr", 0.1), ("momentum", 0.9), ("nesterov", 1), ("maximize", 1)),
            ],
            Reaches = [(s_quadratic, new(("lr", 0.4)), 500),
                (s_rosenbrock, new(("lr", 0.002), ("momentum", 0.9)), 4000),
                (s_beale, new(("lr", 0.02), ("momentum", 0.9), ("nesterov", 1)), 500),
                (s_himmelblau, new(("lr", 0.0005), ("momentum", 0.9)), 500)],
        },
        new("Adagrad",
            (p, o) => fused.Adagrad(p, o["lr", 0.01], o["lr_decay", 0], o["weight_decay", 0],
            o["initial_accumulator_value", 0], o["eps", 1e-10], o.Is("maximize"), o["eps_root", 0]))
        {
            Torchs = (p, o) =>
                optim.Adagrad(p, o["lr", 0.01], o["lr_decay", 0], o["weight_decay", 0],
                o["initial_accumulator_value", 0], o["eps", 1e-10]),
            Python = "Adagrad", Book = ["adagrad"], Letters = [("s", "sum")], BooksEpsInRoot = true,
            More = [new(("lr", 0.1), ("lr_decay", 0.1), ("weight_decay", 0.01), ("initial_accumulator_value", 0.5),
                ("maximize", 1)), new(("lr", 0.1), ("eps", 1e-4), ("eps_root", 1e-6))],
            Reaches = [(s_quadratic, new(("lr", 1)), 500), (s_rosenbrock, new(("lr", 0.2)), 32_000),
                (s_beale, new(("lr", 1)), 500), (s_himmelblau, new(("lr", 0.5)), 500)],
        },
        new("RMSProp",
            (p, o) => fused.RMSProp(p, o["lr", 0.01], o["alpha", 0.99], o["eps", 1e-8], o["weight_decay", 0],
            o["momentum", 0], o.Is("centered"), o.Is("maximize"), o["eps_root", 0]))
        {
            Torchs = (p, o) =>
                optim.RMSProp(p, o["lr", 0.01], o["alpha", 0.99], o["eps", 1e-8], o["weight_decay", 0],
                o["momentum", 0], o.Is("centered")),
            Python = "RMSprop", Book = ["rmsprop"], Letters = [("s", "square_avg")], BooksEpsInRoot = true,
            More = [new(("weight_decay", 0.01), ("momentum", 0.5), ("centered", 1), ("maximize", 1)),
                new(("momentum", 0.5), ("eps", 1e-4), ("eps_root", 1e-6))],
            Reaches = [(s_quadratic, new(("lr", 0.05), ("alpha", 0.9), ("eps", 0), ("eps_root", 1e-6)), 500),
                (s_rosenbrock, new(("lr", 0.0005), ("alpha", 0.9), ("eps", 0), ("eps_root", 1e-6)), 16_000),
                (s_beale, new(("lr", 0.02), ("alpha", 0.9)), 500),
                (s_himmelblau, new(("lr", 0.02), ("alpha", 0.9)), 500)],
        },
        new("Adadelta", (p, o) =>
            fused.Adadelta(p, o["lr", 1], o["rho", 0.9], o["eps", 1e-6], o["weight_decay", 0], o.Is("maximize")))
        {
            Torchs = (p, o) => optim.Adadelta(p, o["lr", 1], o["rho", 0.9], o["eps", 1e-6], o["weight_decay", 0]),
            Python = "Adadelta", Book = ["adadelta"], Letters = [("s", "square_avg"), ("delta", "acc_delta")],
            More = [new(("lr", 0.5), ("rho", 0.95), ("weight_decay", 0.01), ("maximize", 1))],
            Reaches = [(s_quadratic, new(("lr", 5), ("eps", 1e-5)), 500),
                (s_rosenbrock, new(("lr", 0.01), ("rho", 0.95), ("eps", 1e-4)), 16_000),
                (s_beale, new(("eps", 1e-5)), 500), (s_himmelblau, new(("eps", 1e-5)), 500)],
        },
        new("Adam", (p, o) =>
            fused.Adam(p, o["lr", 0.001], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8], o["weight_decay", 0],
            o.Is("amsgrad"), o.Is("maximize"), o["eps_root", 0]))
        {
            Torchs = (p, o) =>
                optim.Adam(p, o["lr", 0.001], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8], o["weight_decay", 0],
                o.Is("amsgrad")),
            Python = "Adam", Book = ["adam"], Letters = [("v", "exp_avg"), ("s", "exp_avg_sq")],
            More = [new(("weight_decay", 0.01), ("amsgrad", 1), ("maximize", 1)),
                new(("eps", 1e-4), ("eps_root", 1e-6))],
            Reaches = [(s_quadratic, new(("lr", 0.1)), 500), (s_rosenbrock, new(("lr", 0.2)), 2000),
                (s_beale, new(("lr", 0.2)), 500), (s_himmelblau, new(("lr", 0.05)), 500)],
        },
        new("AdamW", (p, o) =>
            fused.AdamW(p, o["lr", 0.001], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8], o["weight_decay", 0.01],
            o.Is("amsgrad"), o.Is("maximize"), o["eps_root", 0]))
        {
            Torchs = (p, o) =>
                optim.AdamW(p, o["lr", 0.001], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8],
                o["weight_decay", 0.01], o.Is("amsgrad")),
            Python = "AdamW",
            More = [new(("amsgrad", 1), ("maximize", 1), ("eps_root", 1e-6))],
            Reaches = [(s_quadratic, new(("lr", 0.1)), 500),
                (s_rosenbrock, new(("lr", 0.2), ("weight_decay", 1e-7)), 2000),
                (s_beale, new(("lr", 0.2), ("weight_decay", 1e-6)), 500),
                (s_himmelblau, new(("lr", 0.05), ("weight_decay", 1e-4)), 500)],
        },
        new("Adamax", (p, o) =>
            fused.Adamax(p, o["lr", 0.002], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8], o["weight_decay", 0],
            o.Is("maximize")))
        {
            Torchs = (p, o) =>
                optim.Adamax(p, o["lr", 0.002], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8],
                o["weight_decay", 0]),
            Python = "Adamax",
            More = [new(("weight_decay", 0.01), ("maximize", 1))],
            Reaches = [(s_quadratic, new(("lr", 0.2)), 500), (s_rosenbrock, new(("lr", 0.5)), 4000),
                (s_beale, new(("lr", 1)), 500), (s_himmelblau, new(("lr", 0.05)), 500)],
        },
        new("Yogi", (p, o) =>
            fused.Yogi(p, o["lr", 0.01], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-3], o["weight_decay", 0],
            o.Is("maximize")))
        {
            Book = ["yogi"], Letters = [("v", "exp_avg"), ("s", "exp_avg_sq")],
            More = [new(("weight_decay", 0.01), ("maximize", 1))],
            Reaches = [(s_quadratic, new(("lr", 0.1)), 500), (s_rosenbrock, new(("lr", 0.5)), 2000),
                (s_beale, new(("lr", 0.2)), 500), (s_himmelblau, new(("lr", 0.05)), 500)],
        },
        new("RAdam", (p, o) =>
            fused.RAdam(p, o["lr", 0.001], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8], o["weight_decay", 0],
            o.Is("maximize")))
        {
            More = [new(("lr", 0.01)), new(("weight_decay", 0.01), ("maximize", 1), ("beta2", 0.7))],
            // Its first steps are as long as their gradients.
            Reaches = [(s_quadratic, new(("lr", 0.4)), 500), (s_rosenbrock, new(("lr", 0.001)), 40_000),
                (s_beale, new(("lr", 0.02)), 8000), (s_himmelblau, new(("lr", 0.05)), 500)],
        },
        new("NAdam", (p, o) =>
            fused.NAdam(p, o["lr", 0.002], o["beta1", 0.9], o["beta2", 0.999], o["eps", 1e-8], o["weight_decay", 0],
            o["momentum_decay", 0.004], o.Is("maximize")))
        {
            More = [new(("lr", 0.01)), new(("weight_decay", 0.01), ("maximize", 1), ("momentum_decay", 0.1))],
            Reaches = [(s_quadratic, new(("lr", 0.1)), 500), (s_rosenbrock, new(("lr", 0.2)), 8000),
                (s_beale, new(("lr", 0.2)), 500), (s_himmelblau, new(("lr", 0.05)), 500)],
        },
        new("ASGD", (p, o) =>
            fused.ASGD(p, o["lr", 0.01], o["lambd", 1e-4], o["alpha", 0.75], o["t0", 1e6], o["weight_decay", 0],
            o.Is("maximize")))
        {
            More = [new(("lr", 0.1)), new(("t0", 3), ("alpha", 0.5), ("weight_decay", 0.01), ("maximize", 1))],
            Reaches = [(s_quadratic, new(("lr", 0.4), ("lambd", 0)), 500),
                (s_rosenbrock, new(("lr", 0.002), ("lambd", 0)), 40_000),
                (s_beale, new(("lr", 0.02), ("lambd", 0)), 8000),
                (s_himmelblau, new(("lr", 0.005), ("lambd", 0)), 500)],
        },
        new("Lion", (p, o) => new Lion(p, o["lr", 1e-4], o["beta1", 0.9], o["beta2", 0.99], o["weight_decay", 0]))
        {
            More = [new(("lr", 0.01)), new(("lr", 0.01), ("beta1", 0.5), ("weight_decay", 0.1))],
            Reaches = [(s_quadratic, new(("lr", 0.1)), 500), (s_rosenbrock, new(("lr", 0.002)), 20_000),
                (s_beale, new(("lr", 0.01)), 4000), (s_himmelblau, new(("lr", 0.05)), 500)],
        },
    ];

    public static OptimizerRow Row(string name) => Rows.Single(row => row.Name == name);

    /// <summary>The names of the rows.</summary>
    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    /// <summary>Of those that change each element by itself.</summary>
    public static TheoryData<string> ElementwiseNames =>
        [.. Rows.Where(row => row.IsElementwise).Select(row => row.Name)];

    /// <summary>Of those that torch.optim has too.</summary>
    public static TheoryData<string> NamesInTorch =>
        [.. Rows.Where(row => row.Torchs is not null).Select(row => row.Name)];

    /// <summary>Names of rows, each with the numbers of its cases.</summary>
    public static TheoryData<string, int> Cases => Numbered(row => row.Cases.Count);

    /// <summary>The same of those that change each element by itself.</summary>
    public static TheoryData<string, int> ElementwiseCases =>
        Numbered(row => row.IsElementwise ? row.Cases.Count : 0);

    /// <summary>Names of rows, each with the numbers of its cases of Python.</summary>
    public static TheoryData<string, int> PythonCases => Numbered(row => row.Goldens.Count);

    private static TheoryData<string, int> Numbered(Func<OptimizerRow, int> count)
    {
        var data = new TheoryData<string, int>();
        foreach (var row in Rows)
            for (var k = 0; k < count(row); k++) data.Add(row.Name, k);
        return data;
    }
}
