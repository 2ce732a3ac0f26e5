using System.Globalization;
using System.Text.RegularExpressions;
using D2lOptim.Optimizers;
using TorchSharp.Modules;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>An optimizer as a sweep names it: <c>adam</c>, or <c>adamw(decay=0.1,bias=0)</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="DefaultRate">The rate that torch.optim has for it.</param>
/// <param name="DecaysBiases">Whether decay is for biases and norms too.</param>
/// <param name="Make">Makes it with a rate and a decay.</param>
public sealed partial record SweepOptimizer(
    string Text, double DefaultRate, bool DecaysBiases, Func<IEnumerable<Parameter>, double, bool, IElementwise> Make)
{
    private sealed record Kind(double DefaultRate, IReadOnlyList<(string Name, double Value)> Options,
        Func<IEnumerable<Parameter>, double, IReadOnlyDictionary<string, double>, IElementwise> Make);

    private static readonly (string, double)
        s_beta1 = ("beta1", 0.9), s_beta2 = ("beta2", 0.999), s_decay = ("decay", 0);

    private static readonly Dictionary<string, Kind> s_kinds = new()
    {
        ["sgd"] = new(1e-3, [s_decay], (p, lr, o) => fused.SGD(p, lr, weight_decay: o["decay"])),
        ["momentum"] = new(1e-3, [("momentum", 0.9), s_decay],
            (p, lr, o) => fused.SGD(p, lr, o["momentum"], weight_decay: o["decay"])),
        ["nesterov"] = new(1e-3, [("momentum", 0.9), s_decay],
            (p, lr, o) => fused.SGD(p, lr, o["momentum"], weight_decay: o["decay"], nesterov: true)),
        ["adagrad"] = new(0.01, [s_decay], (p, lr, o) => fused.Adagrad(p, lr, weight_decay: o["decay"])),
        ["rmsprop"] = new(0.01, [("alpha", 0.99), s_decay],
            (p, lr, o) => fused.RMSProp(p, lr, o["alpha"], weight_decay: o["decay"])),
        ["adadelta"] = new(1, [("rho", 0.9), s_decay],
            (p, lr, o) => fused.Adadelta(p, lr, o["rho"], weight_decay: o["decay"])),
        ["adam"] = new(1e-3, [s_beta1, s_beta2, s_decay],
            (p, lr, o) => fused.Adam(p, lr, o["beta1"], o["beta2"], weight_decay: o["decay"])),
        ["adamw"] = new(1e-3, [s_beta1, s_beta2, ("decay", 0.01)],
            (p, lr, o) => fused.AdamW(p, lr, o["beta1"], o["beta2"], weight_decay: o["decay"])),
        ["adamax"] = new(2e-3, [s_beta1, s_beta2, s_decay],
            (p, lr, o) => fused.Adamax(p, lr, o["beta1"], o["beta2"], weight_decay: o["decay"])),
        ["yogi"] = new(0.01, [s_beta1, s_beta2, s_decay],
            (p, lr, o) => fused.Yogi(p, lr, o["beta1"], o["beta2"], weight_decay: o["decay"])),
    };

    /// <summary>Reads one.</summary>
    /// <exception cref="BadInputException">There is no such optimizer, or it has no such option.</exception>
    public static SweepOptimizer Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || !s_kinds.TryGetValue(match.Groups[1].Value, out var kind))
            throw new BadInputException($"there is no optimizer '{text}'; there are {string.Join(", ", s_kinds.Keys)}, "
                + "each with options as adam(beta2=0.99)");
        var options = kind.Options.ToDictionary(o => o.Name, o => o.Value);
        var decaysBiases = true;
        foreach (var option in match.Groups[2].Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=') is [var n, var v]
                && double.TryParse(v, CultureInfo.InvariantCulture, out var number) ? (n.Trim(), number)
                : throw new BadInputException($"{text}: '{option}' is no option, expected name=number");
            if (name == "bias" && value is 0 or 1) decaysBiases = value == 1;
            else if (options.ContainsKey(name)) options[name] = value;
            else
                throw new BadInputException(
                    $"{text}: there is no option {name}={value}; there are {string.Join(", ", options.Keys)}, "
                    + "and bias=0 for no decay of biases and norms");
        }
        IElementwise Make(IEnumerable<Parameter> parameters, double lr, bool decays) => kind.Make(parameters, lr,
            decays ? options : new Dictionary<string, double>(options) { ["decay"] = 0 });
        try
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            using var probe = Make([new Parameter(TorchSharp.torch.zeros(1))], 0.1, true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new BadInputException($"{text}: {e.Message}", e);
        }
        return new(text, kind.DefaultRate, decaysBiases, Make);
    }

    [GeneratedRegex(@"^(\w+)(?:\(([^()]*)\))?$")]
    private static partial Regex Form();
}
