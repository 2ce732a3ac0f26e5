using System.Text.Json;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>An optimizer with options, from scratch and concise.</summary>
/// <param name="Label">Both, for messages.</param>
/// <param name="Scratch">Makes the one.</param>
/// <param name="Concise">Makes the other.</param>
/// <param name="Decays">Whether it has weight decay, so that parameters move without a gradient.</param>
public sealed record OptimizerCase(string Label, Func<IEnumerable<Tensor>, ScratchOptimizer> Scratch, Func<IEnumerable<Parameter>, optim.Optimizer> Concise, bool Decays)
{
    public override string ToString() => Label;
}

/// <summary>A descent that must end at a minimum: the learning rate falls to 0 in a straight line over so many steps.</summary>
public sealed record Descent(Objective Objective, OptimizerCase Optimizer, int Steps);

/// <summary>A trajectory that Python computed.</summary>
public sealed record PythonCase(OptimizerCase Optimizer, Convention Convention, JsonElement Golden);

/// <summary>All that the tests need to know of an optimizer; what they do with it is the same for all.</summary>
public abstract class OptimizerRow(string name)
{
    public string Name => name;

    /// <summary>Its class in torch.optim; null where there is none.</summary>
    public string? Torch { get; init; }

    /// <summary>Its function in the book's code, as the golden trajectories call it; null where there is none.</summary>
    public string? Book { get; init; }

    /// <summary>Which of that class's cases, by their options, are this optimizer's; SGD is three of ours.</summary>
    public Func<JsonElement, bool> Owns { get; init; } = _ => true;

    /// <summary>The state's names from scratch and in torch.optim.</summary>
    public IReadOnlyList<(string Scratch, string Torch)> State { get; init; } = [];

    public abstract Type Options { get; }

    /// <summary>Makes options with one of them changed, as <c>with</c> does.</summary>
    public abstract object With(string option, object value);

    public abstract IEnumerable<Descent> Descents { get; }

    /// <summary>The optimizer with Python's options; those not named have torch.optim's defaults.</summary>
    protected abstract OptimizerCase FromPython(JsonElement options, Convention convention);

    /// <summary>Every case of the golden trajectories that is this optimizer's.</summary>
    public IReadOnlyList<PythonCase> Python => field ??= [.. Trajectories.Golden.GetProperty("cases").EnumerateArray().Where(IsOwn).Select(golden =>
    {
        var convention = golden.GetProperty("variant").GetString() == "torch" ? Convention.Torch : Convention.D2l;
        return new PythonCase(FromPython(golden.GetProperty("options"), convention), convention, golden);
    })];

    /// <summary>The cases in which scratch and concise must agree: PyTorch's convention, or for want of it the book's.</summary>
    public IReadOnlyList<OptimizerCase> Agreeing => [.. Python.Where(c => c.Convention == (Torch is null ? Convention.D2l : Convention.Torch)).Select(c => c.Optimizer)];

    private bool IsOwn(JsonElement golden) => golden.GetProperty("variant").GetString() == "d2l"
        ? golden.GetProperty("optimizer").GetString() == Book
        : golden.GetProperty("optimizer").GetString() == Torch && Owns(golden.GetProperty("options"));

    public override string ToString() => name;
}

/// <summary>A row for options of type <typeparamref name="T"/>.</summary>
/// <param name="name">The class.</param>
/// <param name="defaults">Options that are torch.optim's defaults.</param>
/// <param name="scratch">Makes the optimizer from scratch.</param>
/// <param name="concise">Makes the concise one.</param>
public sealed class OptimizerRow<T>(string name, T defaults, Func<IEnumerable<Tensor>, T, ScratchOptimizer> scratch, Func<IEnumerable<Parameter>, T, optim.Optimizer> concise)
    : OptimizerRow(name) where T : class
{
    /// <summary>For every objective the options and the steps that take it to a minimum.</summary>
    public required IReadOnlyList<(Objective Objective, T Options, int Steps)> Reaches { get; init; }

    public override Type Options => typeof(T);

    public override IEnumerable<Descent> Descents => Reaches.Select(r => new Descent(r.Objective, Case(r.Options), r.Steps));

    public override object With(string option, object value) => With(defaults, option, value);

    protected override OptimizerCase FromPython(JsonElement options, Convention convention)
    {
        var o = typeof(T).GetProperty(nameof(Convention)) is null ? defaults : With(defaults, nameof(Convention), convention);
        foreach (var (python, value) in options.EnumerateObject().SelectMany(o => o.Name switch
        {
            "betas" => [("beta1", o.Value[0]), ("beta2", o.Value[1])],
            "alpha" => [("gamma", o.Value)],
            "nesterov" => [],
            _ => new (string, JsonElement)[] { (o.Name, o.Value) },
        }))
            o = With(o, PascalCase(python), value.ValueKind is JsonValueKind.Number ? value.GetDouble() : value.GetBoolean());
        return Case(o);
    }

    private OptimizerCase Case(T o) => new($"{Name} {o}", p => scratch(p, o), p => concise(p, o), typeof(T).GetProperty("WeightDecay")!.GetValue(o) is > 0.0);

    private static T With(T options, string option, object value)
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(options, null)!;
        var property = typeof(T).GetProperty(option) ?? throw new ArgumentException($"{typeof(T)} has no {option}");
        property.SetMethod!.Invoke(copy, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [value], null);
        return copy;
    }

    private static string PascalCase(string python) => string.Concat(python.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
