using System.Globalization;
using System.Reflection;
using TorchSharp;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>TorchSharp's default arguments, by reflection, held against the committed table of PyTorch's.</summary>
internal static class Defaults
{
    internal const string Part = "defaults";

    /// <summary>What is called otherwise in TorchSharp.</summary>
    private static readonly Dictionary<string, string[]> s_names = new()
    {
        ["lr"] = ["learningrate"],
        ["tolerancegrad"] = ["tolerangegrad"],
        ["bias"] = ["hasbias"],
        ["from"] = ["low"],
        ["to"] = ["high"],
        ["lambd"] = ["lambda"],
        ["a"] = ["low", "a"],
        ["b"] = ["high", "b"],
        ["posweight"] = ["posweights"],
        ["numworkers"] = ["numworker"],
        ["paddingidx"] = ["paddingindex"],
        ["embeddingdim"] = ["embeddingdims"],
    };

    private static readonly Dictionary<string, string> s_members =
        new()
        {
            ["optim.RMSprop"] = "optim.RMSProp",
            ["optim.lr_scheduler.ChainedScheduler"] = "optim.lr_scheduler.ChainedLR"
        };

    /// <summary>What TorchSharp's null or -1 stands for, of these parameters.</summary>
    private static readonly HashSet<(string Parameter, string Value)> s_stands =
    [
        ("padding", "0"), ("dilation", "1"), ("ignore_index", "-100"), ("base_momentum", "0.8"),
            ("base_momentum", "0.85"), ("max_momentum", "0.9"), ("max_momentum", "0.95"), ("min_lr", "0"),
        ("step_size_down", "None"), ("total_steps", "None"), ("epochs", "None"), ("steps_per_epoch", "None"),
            ("padding_idx", "None"), ("stride", "1"),
    ];

    internal static IEnumerable<Entry> Entries(string folder)
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, "signatures.tsv")))
        {
            if (line.Split('\t') is not [var member, var parameter, var expected, var source])
                throw new BadInputException(
                $"signatures.tsv: '{line}': expected member, parameter, default and source");
            var name = $"{member} {parameter}={expected}";
            yield return new(Part, name, null, [Verdict(name, member, parameter, expected)], source);
        }
    }

    /// <summary>How one default stands.</summary>
    internal static Verdict Verdict(string name, string member, string parameter, string expected)
    {
        var overloads = Find(s_members.GetValueOrDefault(member, member));
        if (overloads.Length == 0) return new(name, Class.Absent, double.PositiveInfinity, $"there is no {member}");
        var plain = Plain(parameter);
        string[] names = [plain, .. s_names.GetValueOrDefault(plain, [])];
        ParameterInfo[] found =
            [.. overloads.Select(overload => overload.GetParameters()
            .FirstOrDefault(p => names.Contains(Plain(p.Name!)))).OfType<ParameterInfo>()];
        if (found.Length == 0)
            return new(name, Class.Absent, double.PositiveInfinity, $"there is no parameter {parameter}");
        // Overloads for one number and for one a dimension have the same defaults, or the one with a default speaks.
        if (found.Any(p => p.HasDefaultValue && Same(p, parameter, expected))) return new(name, Class.Equal, 0, "");
        return found.FirstOrDefault(p => p.HasDefaultValue) is { } other
            ? new(name, Class.Differs, double.PositiveInfinity, $"{Words(other.DefaultValue)} instead of {expected}")
            : new(name, Class.Absent, double.PositiveInfinity,
                $"{found[0].Name} has no default, PyTorch's is {expected}");
    }

    private static MethodInfo[] Find(string member)
    {
        Type? type = typeof(torch);
        var path = member.Split('.');
        foreach (var step in path[..^1])
            if (step != "torch") type = type?.GetNestedType(step);
        return [.. (type?.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance) ?? [])
            .Where(method => method.Name == path[^1])];
    }

    private static bool Same(ParameterInfo parameter, string name, string expected)
    {
        var words = Words(parameter.DefaultValue);
        // PyTorch takes None as False.
        if (words is "False" && expected == "None") return true;
        if (words is "None" or "-1" && s_stands.Contains((name, expected))) return true;
        if (double.TryParse(words, CultureInfo.InvariantCulture, out var here)
            && double.TryParse(expected, CultureInfo.InvariantCulture, out var there))
            return parameter.ParameterType == typeof(float) ? (float)here == (float)there : here == there;
        return Plain(words) == Plain(expected.Trim('\''));
    }

    private static string Words(object? value) => value switch
    {
        null => "None",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
