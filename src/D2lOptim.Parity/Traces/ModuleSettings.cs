using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using static TorchSharp.torch;

namespace D2lOptim.Parity.Traces;

/// <summary>What a part of a model was made with, by torch's names, as Python's recorder tells it.</summary>
internal static class ModuleSettings
{
    private static readonly string[] s_names =
        [.. ("in_features out_features in_channels out_channels kernel_size stride padding dilation groups "
            + "padding_mode eps momentum affine track_running_stats negative_slope p dim ceil_mode num_features "
            + "normalized_shape num_groups num_embeddings embedding_dim hidden_size num_layers batch_first "
            + "bidirectional approximate start_dim end_dim output_size count_include_pad alpha scale_factor mode "
            + "align_corners upscale_factor").Split(' ')];

    internal static Dictionary<string, string> Of(nn.Module module)
    {
        Dictionary<string, string> found = [];
        foreach (var name in s_names)
            if (Text(Value(module, name)) is { } text) found[name] = text;
        var own = module.named_parameters(recurse: false).Select(p => p.name).ToHashSet();
        if (own.Contains("weight") && module.GetType().GetProperty("bias") is not null)
            found["bias"] = own.Contains("bias") ? "true" : "false";
        return found;
    }

    private static object? Value(nn.Module module, string name)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        return module.GetType().GetProperty(name, Public) is { CanRead: true } property ? property.GetValue(module)
            : module.GetType().GetField(name, Public)?.GetValue(module);
    }

    private static string? Text(object? value) => value switch
    {
        bool or int or long or float or double or string => JsonSerializer.Serialize(value),
        Enum word => JsonSerializer.Serialize(word.ToString().ToLowerInvariant()),
        IEnumerable list when list is long[] or int[] or double[] => $"[{string.Join(", ", list.Cast<object>()
            .Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)))}]",
        _ => null,
    };
}
