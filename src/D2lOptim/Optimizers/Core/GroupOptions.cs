using System.Reflection;
using TorchSharp.Modules;

namespace D2lOptim.Optimizers;

internal static class GroupOptions
{
    /// <summary>The numbers and switches among a group's options, by their names, with the learning rate of the moment
    /// as lr.</summary>
    internal static Dictionary<string, object> Named(this ParamGroup group)
    {
        var options = group.Options.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(field => (field.Name, Value: field.GetValue(group.Options)))
            .Where(option => option.Value is double or bool)
            .ToDictionary(option => option.Name, option => option.Value!);
        options["lr"] = group.LearningRate;
        return options;
    }
}
