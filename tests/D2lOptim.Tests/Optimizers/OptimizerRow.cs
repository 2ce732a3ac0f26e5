using System.Globalization;
using System.Text.Json;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using TorchSharp.Modules;

namespace D2lOptim.Tests.Optimizers;

/// <summary>Options by torch.optim's names; a flag is 1 or 0.</summary>
public sealed class Given(IEnumerable<KeyValuePair<string, double>> options) : Dictionary<string, double>(options)
{
    public Given(params (string Name, double Value)[] options)
        : this(options.Select(o => new KeyValuePair<string, double>(o.Name, o.Value)))
    {
    }

    public double this[string name, double otherwise] => this.GetValueOrDefault(name, otherwise);

    public bool Is(string name) => this.GetValueOrDefault(name) != 0;

    public Given With(string name, double value) => new(this) { [name] = value };

    public override string ToString() =>
        string.Join(", ", this.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Value}")));
}

/// <summary>An optimizer with options: the library's, and torch.optim's where it has one that can be so.</summary>
public sealed record OptimizerCase(OptimizerRow Row, Given Options)
{
    public bool Decays => Options.Is("weight_decay") || Row.Name == "AdamW" && !Options.ContainsKey("weight_decay")
        || Row.Name == "ASGD" && !Options.ContainsKey("lambd");

    public OptimizerBase Ours(params Parameter[] parameters) => Row.Ours(parameters, Options);

    public OptimizerHelper Torchs(params Parameter[] parameters) => Row.Torchs!(parameters, Options);

    public override string ToString() => $"{Row.Name} {Options}";
}

/// <summary>A descent that must end at a minimum: the learning rate falls to 0 in a straight line over so many
/// steps.</summary>
public sealed record Descent(Objective Objective, OptimizerCase Optimizer, int Steps);

/// <summary>A trajectory that Python computed; with the book's function, or with torch.optim.</summary>
public sealed record PythonCase(OptimizerCase Optimizer, bool Book, JsonElement Golden);

/// <summary>All that the tests need to know of an optimizer; what they do with it is the same for all.</summary>
/// <param name="name">Its class.</param>
/// <param name="ours">Makes the library's.</param>
public sealed class OptimizerRow(string name, Func<IEnumerable<Parameter>, Given, OptimizerBase> ours)
{
    public string Name => name;

    public Func<IEnumerable<Parameter>, Given, OptimizerBase> Ours => ours;

    /// <summary>Whether it changes each element by itself, on registers too.</summary>
    public bool IsElementwise
    {
        get
        {
            using var x = new Parameter(TorchSharp.torch.zeros(1));
            using var ours = Ours([x], new());
            return ours is IElementwise;
        }
    }

    /// <summary>Makes torch.optim's; null where there is none.</summary>
    public Func<IEnumerable<Parameter>, Given, OptimizerHelper>? Torchs { get; init; }

    /// <summary>Its class in Python's torch.optim, as the golden trajectories call it.</summary>
    public string? Python { get; init; }

    /// <summary>Its functions in the book's code, as the golden trajectories call them.</summary>
    public string[] Book { get; init; } = [];

    /// <summary>What the book calls the state.</summary>
    public (string Book, string Torch)[] Letters { get; init; } = [];

    /// <summary>Whether the book's ε stands within the root.</summary>
    public bool BooksEpsInRoot { get; init; }

    /// <summary>Options beyond those of the golden trajectories: each that the formula has, alone or
    /// together.</summary>
    public required Given[] More { get; init; }

    /// <summary>For every objective the options and the steps that take it to a minimum.</summary>
    public required (Objective Objective, Given Options, int Steps)[] Reaches { get; init; }

    public IEnumerable<Descent> Descents =>
        Reaches.Select(r => new Descent(r.Objective, new(this, r.Options), r.Steps));

    /// <summary>Every case of the golden trajectories that is this optimizer's.</summary>
    public IReadOnlyList<PythonCase> Goldens =>
        field ??= [.. Trajectories.Golden.GetProperty("cases").EnumerateArray().Where(IsOwn).Select(golden =>
    {
        var book = IsBook(golden);
        return new PythonCase(new(this, FromPython(golden.GetProperty("options"), book)), book, golden);
    })];

    /// <summary>All cases, of Python and beyond.</summary>
    public IReadOnlyList<OptimizerCase> Cases =>
        field ??= [.. Goldens.Select(golden => golden.Optimizer),
        .. More.Select(options => new OptimizerCase(this, options))];

    private bool IsOwn(JsonElement golden) => golden.GetProperty("optimizer").GetString() is { } called
        && (IsBook(golden) ? Book.Contains(called) : called == Python);

    private static bool IsBook(JsonElement golden) => golden.GetProperty("variant").GetString() == "d2l";

    private Given FromPython(JsonElement options, bool book)
    {
        var o = new Given(options.EnumerateObject().SelectMany(o => o.Name switch
        {
            "betas" => [new("beta1", o.Value[0].GetDouble()), new("beta2", o.Value[1].GetDouble())],
            "gamma" => [new("alpha", o.Value.GetDouble())],
            _ => new KeyValuePair<string, double>[] { new(o.Name, o.Value.ValueKind is JsonValueKind.Number
                ? o.Value.GetDouble() : o.Value.GetBoolean() ? 1 : 0) },
        }));
        return book && BooksEpsInRoot ? o.With("eps_root", o["eps"]).With("eps", 0) : o;
    }

    public override string ToString() => name;
}
